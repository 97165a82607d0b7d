"""Who may call an endpoint: one rule each, checked before the view; no rule, no start."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.exceptions import Forbidden

from app.services.accounts.account import AccountValue
from app.services.accounts.officer import OfficerValue
from app.states.officer import Role

P = ParamSpec("P")
R = TypeVar("R")

EVERYBODY = "everybody"
INSTITUTION = "institution"
ROLES = {
    Role.SECRETARY: frozenset({"look", "register", "review", "prepare", "desk", "decide", "letters", "export"}),
    Role.REVIEWER: frozenset({"look", "review"}),
    Role.RETURNING_OFFICER: frozenset({"look", "register", "review", "prepare", "desk", "decide", "letters", "export"}),
    Role.SIGNATORY: frozenset({"look", "review", "decide", "letters"}),
    Role.DESK: frozenset({"look", "desk"}),
    Role.ADMINISTRATOR: frozenset(
        {"look", "register", "review", "prepare", "desk", "decide", "letters", "export", "officers"}
    ),
}
"""What each role may do in its own assembly: `decide` are the two-person acts, `register` the institutions, `officers`
admitting those who sign in."""


def anyone(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody."""
    view.access_rule = EVERYBODY  # type: ignore[attr-defined]
    return view


def officer(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open to a signed-in officer whose role has `permission`; others are led to the sign-in page."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if g.officer is None:
                session["wanted"] = request.path if request.method == "GET" else ""
                return redirect(url_for("office.sign_in"))
            if permission not in ROLES[g.officer.role]:
                raise Forbidden
            return view(*args, **kwargs)

        guarded.access_rule = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def institution(view: Callable[P, R]) -> Callable[P, R]:
    """Open to an institution that has signed in to its account; others are led to that sign-in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if g.account is None:
            session["wanted_by_institution"] = request.path if request.method == "GET" else ""
            return redirect(url_for("institution.sign_in"))
        return view(*args, **kwargs)

    guarded.access_rule = INSTITUTION  # type: ignore[attr-defined]
    return guarded


def current_account() -> AccountValue:
    """The account of this request; only inside views that `institution` guards."""
    found: AccountValue = g.account
    return found


def current_officer() -> OfficerValue:
    """The officer of this request; only inside views that `officer` guards."""
    found: OfficerValue = g.officer
    return found


def renew_session() -> None:
    """Begin a new session, whatever the browser brought; only the language of the pages stays."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def require_rules(app: Flask) -> None:
    """Refuse to start when an endpoint has no rule."""
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "access_rule")]
    if bare:
        raise RuntimeError(f"endpoints without an access rule: {', '.join(sorted(bare))}")
