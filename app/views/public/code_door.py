"""The door that a code of the day opens: for observers, and for who presides with an own phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.chair import DayCodeForm
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.day.screen import session_at
from app.views.public.held import held_session
from app.web.installation import Session, act_of, database
from app.web.reply import say, show_refusal


class Enter(Protocol):
    """Signs somebody in with a code; gives the secret of the sign-in."""

    def __call__(self, db: Session, act: Act, typed: str, *, session_id: int | None) -> str: ...


def code_door(who: str, enter: Enter, *, inside: str, template: str, slug: str, session_number: int) -> str | Response:
    """A door; the address that stands beside a code takes codes of that session alone.

    `who` is what the browser's session and `g` keep the sign-in under, and `inside` the endpoint behind the door.
    """
    is_in = g.get(who) is not None
    if is_in and request.method == "GET" and "code" not in request.args:
        return redirect(url_for(inside))
    form, held = DayCodeForm(), None
    with database().reading() as db:
        session_id = session_at(db, slug, session_number) if slug else None
        held = held_session(db, session_id) if session_id is not None else None
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                secret = enter(db, act_of(), form.code.data or "", session_id=session_id)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            session[who] = secret
            return redirect(url_for(inside))
    elif request.method == "GET":
        form.code.data = request.args.get("code", "")[:40]
    ended = "" if is_in else session.pop(who, "")
    return render_template(template, form=form, session=held, ended=bool(ended))


def leave_by(who: str, leave: Callable[[Session, str], None]) -> Response:
    """End the sign-in; the code stays used."""
    with database().transaction() as db:
        leave(db, session.pop(who, ""))
    say(gettext("You have left. For another sign-in the office gives you a new code."))
    return redirect(url_for("public.home"))
