"""Who may call an endpoint: one rule each, checked before its body is read, and by the view; no rule, no start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from app.services.accounts.account import AccountValue
from app.services.accounts.officer import OfficerValue
from app.services.day.day_code import CodeValue
from app.services.day.observer import ObserverValue
from app.services.whole.two_person import done_on
from app.states.officer import ROLES, Permission

P = ParamSpec("P")
R = TypeVar("R")

EVERYBODY = "everybody"
INSTITUTION = "institution"
OBSERVER = "observer"
CHAIR = "chair"


def anyone(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody."""
    view.access_rule = EVERYBODY  # type: ignore[attr-defined]
    return view


def officer(
    permission: Permission, *, before: frozenset[str] = frozenset()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open to a signed-in officer whose role has `permission`; others are led to the sign-in page.

    Who has something due, `g.due`, is led to the page of that name, which does it; `before`: also open till then.
    """

    def turn_away() -> Response | None:
        if g.officer is None:
            session["wanted"] = request.path if request.method == "GET" else ""
            return redirect(url_for("office.sign_in"))
        if g.get("due") and g.due not in before:
            return redirect(url_for(f"office.{g.due}"))
        if permission not in ROLES[g.officer.role]:
            raise Forbidden
        return None

    return partial(_guarded, permission, turn_away)


def institution(view: Callable[P, R]) -> Callable[P, R]:
    """Open to an institution that has signed in to its account; others are led to that sign-in."""

    def turn_away() -> Response | None:
        if g.account is None:
            session["wanted_by_institution"] = request.path if request.method == "GET" else ""
            return redirect(url_for("institution.sign_in"))
        return None

    return _guarded(INSTITUTION, turn_away, view)


def observer(view: Callable[P, R]) -> Callable[P, R]:
    """Open to an observer who has signed in with the code of a session; others are led to that door."""

    def turn_away() -> Response | None:
        return redirect(url_for("public.observe")) if g.observer is None else None

    return _guarded(OBSERVER, turn_away, view)


def chair(view: Callable[P, R]) -> Callable[P, R]:
    """Open to who presides over a session and has signed in with its code; others are led to that door."""

    def turn_away() -> Response | None:
        return redirect(url_for("public.chair_door")) if g.chair is None else None

    return _guarded(CHAIR, turn_away, view)


def _guarded(rule: str, turn_away: Callable[[], Response | None], view: Callable[P, R]) -> Callable[P, R]:
    """The view behind its rule, however it is called: an act that waited is sent once more without a request's way."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        return turn_away() or view(*args, **kwargs)

    guarded.access_rule = rule  # type: ignore[attr-defined]
    guarded.turn_away = turn_away  # type: ignore[attr-defined]
    return guarded


def turn_away() -> Response | None:
    """Where who may not call the endpoint of this request is led, or None for who may. Raises Forbidden."""
    view = current_app.view_functions.get(request.endpoint or "")
    asked: Callable[[], Response | None] | None = getattr(view, "turn_away", None)
    return asked() if asked is not None else None


def current_account() -> AccountValue:
    """The account of this request; only inside views that `institution` guards."""
    found: AccountValue = g.account
    return found


def current_observer() -> ObserverValue:
    """The observer of this request; only inside views that `observer` guards."""
    found: ObserverValue = g.observer
    return found


def current_chair() -> CodeValue:
    """Who presides by this request; only inside views that `chair` guards."""
    found: CodeValue = g.chair
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


def may(permission: Permission) -> bool:
    """Whether the officer of this request has a permission."""
    return permission in ROLES[current_officer().role]


def may_open(endpoint: str) -> bool:
    """Whether the officer of this request may open a page of the office, so that no link leads where no way is."""
    rule = getattr(current_app.view_functions[endpoint], "access_rule", EVERYBODY)
    return rule == EVERYBODY or (g.get("officer") is not None and rule in ROLES[g.officer.role])


def may_decide_on(endpoint: str) -> bool:
    """Whether the officer of this request may do the act of two that is done on a page: it may be opened by more."""
    done = done_on(endpoint)
    return done is None or may(done.permission)


def may_follow(address: str) -> bool:
    """The same of an address of this site; one of another site is open to everybody."""
    parts = urlsplit(address)
    if parts.netloc:
        return True
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path)
    except (HTTPException, RequestRedirect):
        return True
    return may_open(endpoint)


def install(app: Flask) -> None:
    """Ask each rule before a form is read; give the templates the question whether a page is open to their reader."""
    app.before_request(turn_away)
    app.jinja_env.globals.update(may_open=may_open, may_follow=may_follow, may_decide_on=may_decide_on)


def require_rules(app: Flask) -> None:
    """Refuse to start when an endpoint has no rule."""
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "access_rule")]
    if bare:
        raise RuntimeError(f"endpoints without an access rule: {', '.join(sorted(bare))}")
