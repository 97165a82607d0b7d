"""Signing institutions in and out, and their accounts: the pages of `views/account`, at the addresses of this zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.views.account import pages, sign_in
from app.views.institution import blueprint
from app.web.access import anyone, institution

BOTH = ("GET", "POST")


def _add(path: str, view: Callable[..., Any], methods: tuple[str, ...], rule: Callable[..., Any]) -> None:
    blueprint.add_url_rule(f"/own{path}", view_func=rule(view), methods=methods)


_add("/sign-in", sign_in.sign_in, BOTH, anyone)
_add("/sign-in/challenge", sign_in.sign_in_challenge, ("POST",), anyone)
_add("/sign-out", sign_in.sign_out, ("POST",), anyone)
_add("/account", pages.account, ("GET",), institution)
_add("/account/password", pages.account_password, BOTH, institution)
_add("/account/code", pages.account_code, BOTH, institution)
_add("/account/passkeys", pages.account_passkeys, BOTH, institution)
_add("/account/passkeys/challenge", pages.account_challenge, ("POST",), institution)
_add("/account/passkeys/<key>", pages.account_passkey, BOTH, institution)
_add("/account/browsers", pages.account_browsers, ("POST",), institution)
