"""Signing officers in and out, and their accounts: the pages of `views/account`, at the addresses of this zone.

Before anything else an officer chooses an own password, and an administrator a second step: until then only the pages
are open that do so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.acts.refusal import NOT_FOUND, Refused
from app.states.officer import Permission
from app.views.account import pages, sign_in
from app.views.account.zone import page
from app.views.office import blueprint
from app.web.access import anyone, current_officer, officer
from app.web.installation import party

BOTH = ("GET", "POST")
WHILE_FOUNDING = officer(Permission.LOOK, before=frozenset({"founding_second"}))
ALSO_BEFORE_PASSWORD = officer(Permission.LOOK, before=frozenset({"account_password", "founding_second"}))
ALSO_BEFORE_SECOND = officer(Permission.LOOK, before=frozenset({"account_second", "founding_second"}))


def _add(path: str, view: Callable[..., Any], methods: tuple[str, ...], rule: Callable[..., Any]) -> None:
    blueprint.add_url_rule(path, view_func=rule(view), methods=methods)


def account_second() -> str:
    """What an administrator without a second step is led to: the choice between a passkey and codes."""
    if not current_officer().must_secure or party() is None:
        raise Refused(NOT_FOUND)
    return page("office/second_step.html")


_add("/sign-in", sign_in.sign_in, BOTH, anyone)
_add("/sign-in/challenge", sign_in.sign_in_challenge, ("POST",), anyone)
_add("/sign-out", sign_in.sign_out, ("POST",), anyone)
_add("/account", pages.account, ("GET",), WHILE_FOUNDING)
_add("/account/password", pages.account_password, BOTH, ALSO_BEFORE_PASSWORD)
_add("/account/second-step", account_second, ("GET",), ALSO_BEFORE_SECOND)
_add("/account/code", pages.account_code, BOTH, ALSO_BEFORE_SECOND)
_add("/account/passkeys", pages.account_passkeys, BOTH, ALSO_BEFORE_SECOND)
_add("/account/passkeys/challenge", pages.account_challenge, ("POST",), ALSO_BEFORE_SECOND)
_add("/account/passkeys/<key>", pages.account_passkey, BOTH, WHILE_FOUNDING)
_add("/account/browsers", pages.account_browsers, ("POST",), WHILE_FOUNDING)
