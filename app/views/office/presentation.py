"""The presentations on the chair's page: the order drawn, the equal time, the one timer."""

from __future__ import annotations

from flask import Response as Answer
from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.balls import BareBallsForm
from app.forms.presentation import SlotForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import chair as chairs
from app.services.day import presentation, speaking_order
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.views.office.lots import example_of
from app.web.access import officer
from app.web.installation import act, database, now
from app.web.posted import whole
from app.web.reply import say, send_clock, show_refusal


@blueprint.route("/sessions/<int:session_id>/presentations", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def presentations(session_id: int) -> str | Response:
    """Who presents, how long still, and who comes next; a button's `act` is such as `start:12`."""
    if request.method == "POST":
        return _do(session_id)
    with database().reading() as db:
        found, held = own_session(db, session_id), presentation.presentations(db, session_id)
    return render_template(
        "office/presentations.html", session=found, round=held, at=now(), warning=presentation.WARNING,
        most_extra=presentation.MOST_EXTRA,
    )  # fmt: skip


@blueprint.get("/sessions/<int:session_id>/presentations/clock")
@officer(Permission.PRESIDE)
def presentations_clock(session_id: int) -> Answer:
    """The server's clock in milliseconds, by which timers run whatever the device believes."""
    with database().reading() as db:
        own_session(db, session_id)
    return send_clock(now())


@blueprint.route("/sessions/<int:session_id>/presentations/order", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def speaking(session_id: int) -> str | Response:
    """The time for each candidate and the order of the speakers, before the first one begins."""
    slot, balls = SlotForm(prefix="slot"), BareBallsForm(prefix="balls")
    with database().reading() as db:
        found, held = own_session(db, session_id), presentation.presentations(db, session_id)
    if slot.minutes.data is None:
        slot.minutes.data = held.minutes
    balls.needed = held.draw.balls_needed
    if request.method == "POST":
        try:
            if _arrange(session_id, slot, balls):
                return redirect(url_for("office.speaking", session_id=session_id))
        except Refused as refused:
            show_refusal(balls, refused)
    return render_template(
        "office/speaking.html", session=found, round=held, slot=slot, form=balls,
        example=example_of(held.draw.balls_needed),
    )  # fmt: skip


def _arrange(session_id: int, slot: SlotForm, balls: BareBallsForm) -> bool:
    """Do what the pressed button says; False where a field is wrong."""
    named = request.form.get("act", "")
    if (named == "minutes" and not slot.validate()) or (named == "draw" and not balls.validate()):
        return False
    with database().transaction() as db:
        if named == "minutes":
            speaking_order.set_minutes(db, session_id, slot.minutes.data)
        elif named == "announce":
            speaking_order.announce_order(db, act(), session_id)
        elif named == "draw":
            speaking_order.draw_order(db, act(), session_id, digits=balls.digits())
        elif named == "ballot":
            speaking_order.take_ballot_order(db, act(), session_id)
        else:
            raise Refused(NOT_FOUND)
    if named in ("draw", "ballot"):
        say(gettext("The order of the speakers is drawn."))
    return True


def _do(session_id: int) -> Response:
    named, _, rest = request.form.get("act", "").partition(":")
    with database().transaction() as db:
        own_session(db, session_id)
        chairs.work_turn(db, act(), session_id, named, whole(rest))
    return redirect(url_for("office.presentations", session_id=session_id))
