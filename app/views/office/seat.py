"""Seats of a final result in the office: the list, who took one, who declined or gave it up."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.seat import AcceptSeatForm, VacateSeatForm
from app.language.dates import in_tehran
from app.language.message import N_
from app.services.acts.refusal import Refused
from app.services.count import seating
from app.services.count.seating import SeatValue
from app.services.seats import seat
from app.services.seats.seat import SEAT_EMPTY, SEAT_TAKEN
from app.states.officer import Permission
from app.states.seat import SeatState
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, act_of_two, database, now
from app.web.reply import say, show_refusal
from app.web.waiting import About


@blueprint.get("/elections/<public_id>/seats")
@officer(Permission.DECIDE)
def seats(public_id: str) -> str:
    """Who has which seat, and who had it."""
    with database().reading() as db:
        found = own_election(db, public_id)
        every = seating.seats(db, public_id)
        left = seating.alternates_left(db, public_id) if every else 0
        waiting = seat.unwanted(db, public_id)
    return render_template("office/seats.html", election=found, seats=every, left=left, waiting=waiting)


@blueprint.route("/elections/<public_id>/seats/<int:place>/accept", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def seat_accept(public_id: str, place: int) -> str | Response:
    """Record that a seat was taken."""
    held = _held(public_id, place)
    if held.state is SeatState.ACCEPTED:
        raise Refused(SEAT_TAKEN)
    form = AcceptSeatForm(day=in_tehran(now()).date())
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                seat.accept(db, act(), public_id, place, day=form.day.data, note=form.note.data or "")
            say(gettext("It is recorded that the seat is taken."))
            return redirect(url_for("office.seats", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return _page("seat_accept", public_id, held=held, form=form)


@blueprint.route("/elections/<public_id>/seats/<int:place>/vacate", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def seat_vacate(public_id: str, place: int) -> str | Response:
    """Record that a seat was declined or given up; two officers."""
    held = _held(public_id, place)
    told = None if held.asked is None else in_tehran(held.asked).date()
    form = VacateSeatForm(day=told or in_tehran(now()).date(), reason=held.asked_reason)
    if form.validate_on_submit():
        try:
            who = act_of_two(form, about=_about(held))
            with database().transaction() as db:
                seat.vacate(db, who, public_id, place, day=form.day.data, reason=form.reason.data or "")
            say(gettext("It is recorded. The list shows who follows; a letter can be drafted."))
            return redirect(url_for("office.seats", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        following = seating.following(db, public_id)
    return _page("seat_vacate", public_id, held=held, form=form, following=following)


def _about(held: SeatValue) -> About:
    """What a colleague is told of the seat that is declined or given up."""
    place: About = {N_("Seat"): held.place}
    return place if held.line is None else {**place, N_("Institution"): held.line.candidate.institution.name}


def _held(public_id: str, place: int) -> SeatValue:
    """The holding by which somebody has the seat now. Refused: not-found, seat-empty."""
    with database().reading() as db:
        own_election(db, public_id)
        held = [one for one in seating.holders(db, public_id) if one.place == place]
    if not held:
        raise Refused(SEAT_EMPTY)
    return held[0]


def _page(template: str, public_id: str, **values: object) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
    return render_template(f"office/{template}.html", election=found, **values)
