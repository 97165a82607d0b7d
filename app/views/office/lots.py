"""Lots: a tie is put before the hall, then ordered by balls drawn in the room."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.tally import LotsForm
from app.services.acts.refusal import Refused
from app.services.count import lots, tally
from app.services.election.election import ElectionValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.filters import name
from app.web.i18n import digits
from app.web.installation import act, act_of_two, database
from app.web.reply import say, show_refusal

_EXAMPLE = "0416023597"


def example_of(number: int) -> str:
    """So many digits to show how they are written; of course others come."""
    return (_EXAMPLE * (number // len(_EXAMPLE) + 1))[:number]


@blueprint.route("/elections/<public_id>/lots", methods=["GET", "POST"], endpoint="lots")
@officer(Permission.DECIDE)
def lots_page(public_id: str) -> str | Response:
    """Order the tied by balls drawn in the room; two officers."""
    form = LotsForm()
    with database().reading() as db:
        own_election(db, public_id)
        asked = tally.outcome(db, public_id)
    form.needed = asked.balls_needed if form.numbers() in asked.ties[:1] else 0
    if form.validate_on_submit():
        try:
            return _draw(form, public_id)
        except Refused as refused:
            show_refusal(form, refused)
    elif form.is_submitted():
        _look_at_second(form)
    return _page(form, public_id)


@blueprint.post("/elections/<public_id>/lots/announce")
@officer(Permission.DECIDE)
def lots_announce(public_id: str) -> Response:
    """Put the tie that the page showed before the hall; a page that is older than the last draw only shows anew."""
    form = LotsForm()
    with database().transaction() as db:
        own_election(db, public_id)
        if form.numbers() in tally.outcome(db, public_id).ties[:1]:
            lots.announce(db, act(), public_id, tied=form.numbers())
    return redirect(url_for("office.lots", public_id=public_id))


def _draw(form: LotsForm, public_id: str) -> Response:
    who = act_of_two(form)
    with database().transaction() as db:
        found = own_election(db, public_id)
        drawn = lots.draw_lots(db, who, public_id, tied=form.numbers(), digits=form.digits())
        result = tally.outcome(db, public_id)
    say(gettext(
        "Lot %(which)s of %(all)s is drawn: %(told)s.", which=digits(len(result.draws)),
        all=digits(len(result.draws) + len(result.ties)), told=_told(found, result, drawn),
    ))  # fmt: skip
    return redirect(url_for("office.lots", public_id=public_id))


def _look_at_second(form: LotsForm) -> None:
    """Say at once what is wrong with the second officer too, where something else is wrong already."""
    if form.second_name.data and form.second_password.data and not form.ask.data:
        try:
            act_of_two(form)
        except Refused as refused:
            show_refusal(form, refused)


def _told(found: ElectionValue, result: tally.ResultValue, drawn: lots.Draw) -> str:
    """What the lot gave to each of the tied, the first drawn first."""
    names = {line.candidate.number: line.candidate.institution.name for line in result.lines}
    return str(gettext(", ")).join(
        f"{name(names[number])} {place_told(found, drawn.rank + behind)}" for behind, number in enumerate(drawn.drawn)
    )


def place_told(found: ElectionValue, place: int) -> str:
    """What a place by votes and lots gives, counted from 1."""
    if place <= found.rule.seats:
        return str(gettext("seated"))
    if place <= found.rule.seats + found.rule.alternates:
        return str(gettext("alternate no. %(number)s", number=digits(place - found.rule.seats)))
    return str(gettext("without a seat"))


def _page(form: LotsForm, public_id: str) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        result = tally.outcome(db, public_id)
    if result.ties:
        form.show(result.ties[0])
    tied = [line.rank or 0 for line in result.lines if result.ties and line.candidate.number in result.ties[0]]
    stakes = [place_told(found, place) for place in range(min(tied), min(tied) + len(tied))] if tied else []
    return render_template(
        "office/lots.html", election=found, result=result, form=form, example=example_of(result.balls_needed),
        stakes=stakes,
    )  # fmt: skip
