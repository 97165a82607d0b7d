"""The seat that an institution won: it takes it, or says that it does not want it, and reads what then follows."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.seat import OwnSeatForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import seating
from app.services.count.seating import SeatValue
from app.services.election.election import ElectionValue
from app.services.seats import seat
from app.views.institution import blueprint
from app.views.institution.registration import own_registration
from app.web.access import current_account, institution
from app.web.installation import act_of_account, database
from app.web.reply import say, show_refusal


@blueprint.route("/own/elections/<public_id>/seat", methods=["GET", "POST"], endpoint="seat")
@institution
def own_seat(public_id: str) -> str | Response:
    """Its seat; it is taken here, or what was said before is taken back."""
    found, mine, form = *_mine(public_id), FlaskForm()
    if form.validate_on_submit():
        try:
            say(_answer(public_id, keeps=request.form.get("act") == "keep"))
            return redirect(url_for("institution.seat", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
            found, mine = _mine(public_id)
    return render_template("institution/seat.html", election=found, seat=mine, form=form)


@blueprint.route("/own/elections/<public_id>/seat/refuse", methods=["GET", "POST"])
@institution
def seat_refuse(public_id: str) -> str | Response:
    """Decline the seat, or give it up, after a word of who then follows; two officers record it."""
    found, mine = _mine(public_id)
    if not mine.held or mine.asked is not None:
        return redirect(url_for("institution.seat", public_id=public_id))
    form = OwnSeatForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                who = current_account().institution_id
                seat.refuse_own(db, act_of_account(), public_id, who, reason=form.reason.data or "")
            say(gettext("It is with the secretariat. Two officers record it; until then you can take it back."))
            return redirect(url_for("institution.seat", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        following = seating.following(db, public_id)
    return render_template("institution/seat_refuse.html", election=found, seat=mine, form=form, following=following)


def _mine(public_id: str) -> tuple[ElectionValue, SeatValue]:
    """The election and the holding of the signed-in institution. Refused: not-found where it had no seat."""
    with database().reading() as db:
        found = own_registration(db, public_id).election
        mine = seating.seat_of(db, public_id, current_account().institution_id)
    if mine is None:
        raise Refused(NOT_FOUND)
    return found, mine


def _answer(public_id: str, *, keeps: bool) -> str:
    """Take the seat, or take back that it is not wanted; what is said of it."""
    with database().transaction() as db:
        if keeps:
            seat.keep_own(db, act_of_account(), public_id, current_account().institution_id)
            return str(gettext("Taken back. Your institution keeps the seat."))
        seat.accept_own(db, act_of_account(), public_id, current_account().institution_id)
    return str(gettext("It is recorded that your institution has taken the seat."))
