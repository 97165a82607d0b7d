"""Requests to look again at the roll: those that wait, and how one is ruled."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.roll_request import RequestRulingForm
from app.services.acts.refusal import Refused
from app.services.hall import on_roll, roll, roll_instant, roll_request
from app.services.hall.session import SessionValue
from app.states.officer import Permission
from app.states.roll import RequestState
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import act, database, now
from app.web.reply import say, show_refusal


@blueprint.get("/sessions/<int:session_id>/roll-requests")
@officer(Permission.DECIDE)
def roll_requests(session_id: int) -> str:
    """All requests of a session; those that wait come first."""
    with database().reading() as db:
        found, asked = own_session(db, session_id), roll_request.requests(db, session_id)
    return render_template("office/roll_requests.html", session=found, requests=asked)


@blueprint.route(
    "/sessions/<int:session_id>/roll-requests/<int:number>", methods=["GET", "POST"], endpoint="roll_request"
)
@officer(Permission.DECIDE)
def request_page(session_id: int, number: int) -> str | Response:
    """Rule a request; who accepts it goes on to the roll."""
    form = RequestRulingForm()
    with database().reading() as db:
        found, asked = own_session(db, session_id), roll_request.request(db, session_id, number)
        there = on_roll.on_roll(db, session_id, asked.institution)
        may_add, late = roll.may_add(db, session_id), roll_instant.is_late(db, session_id, now())
    if form.validate_on_submit():
        accepted = form.ruling.data == RequestState.ACCEPTED
        try:
            with database().transaction() as db:
                roll_request.rule(db, act(), session_id, number, accepted=accepted, reason=form.reason.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The ruling is kept. Who asked reads it under number and code."))
            return redirect(url_for("office.roll_request", session_id=session_id, number=number))
    return render_template(
        "office/roll_request.html", session=found, asked=asked, form=form, there=there, may_add=may_add,
        change=_way_to_roll(found, asked.institution, late=late),
    )  # fmt: skip


def _way_to_roll(found: SessionValue, institution: str, *, late: bool) -> str:
    """The address where the roll is changed for an institution, alone or by two; "" without elections."""
    if not found.elections:
        return ""
    page = "office.delegate_add" if late else "office.roll"
    more: dict[str, Any] = {} if late else {"add": "1", "_anchor": "add"}
    return url_for(page, public_id=found.elections[-1], find=institution, **more)
