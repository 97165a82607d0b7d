"""The start page of an institution: its elections, each with the one next act."""

from __future__ import annotations

from flask import render_template, url_for

from app.services.count import seating
from app.services.nomination import next_step
from app.states.nomination import Turn
from app.states.phase import Phase
from app.views.institution import blueprint
from app.web.access import current_account, institution
from app.web.installation import database, now


@blueprint.get("/own")
@institution
def start() -> str:
    """Who one is, and what is next."""
    with database().reading() as db:
        mine = current_account().institution_id
        found = next_step.standings(db, mine, now())
        seats = {id: seating.seat_of(db, id, mine) for id in _final(found)}
    addresses = {one.election.public_id: _address(one) for one in found}
    return render_template(
        "institution/start.html", account=current_account(), standings=found, addresses=addresses, today=now(),
        seats=seats,
    )  # fmt: skip


def _final(found: tuple[next_step.NextStep, ...]) -> list[str]:
    """The elections with a final result in which the institution stood."""
    stood = (one for one in found if one.nomination is not None and one.nomination.number is not None)
    return [one.election.public_id for one in stood if one.election.phase == Phase.FINAL]


def _address(one: next_step.NextStep) -> str:
    """Where the act is done; before there is a nomination and without an act, the election's public page."""
    if one.nomination is not None or one.act == Turn.BEGIN:
        return url_for("institution.nomination", public_id=one.election.public_id)
    return url_for("public.election", public_id=one.election.public_id)
