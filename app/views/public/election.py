"""An election, its candidates, its result and what it says about secrecy."""

from __future__ import annotations

from flask import Response, render_template

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import objection as objections
from app.services.count import seating, tally
from app.services.day import presentation
from app.services.election import election as elections
from app.services.election import timetable as timetables
from app.services.hall import electorate
from app.services.nomination import candidate_list as people
from app.services.voting import freeze, pages, record, trustee
from app.services.voting import secrecy as rests_on
from app.states.phase import Phase
from app.views.booklet import booklet_of
from app.views.public import blueprint
from app.web.access import anyone
from app.web.filters import holder
from app.web.installation import database, installation, now
from app.web.phase_line import phase_steps
from app.web.zones import absolute

FIRST = 24
"""As many candidates stand on the election's own page."""


@blueprint.get("/elections/<public_id>")
@anyone
def election(public_id: str) -> str:
    """The election with its phase, its facts and its candidates."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        first = people.listing(db, public_id, size=FIRST)
        count = people.count(db, public_id)
        mark = people.emblem_mark(people.emblems(db, public_id))
        keys = tuple((holder(one), one.key_print) for one in trustee.trustees(db, public_id))
        counts = electorate.attendance(db, found.id)
        dates = timetables.timetable(db, public_id)
        extensions = timetables.extensions(db, public_id)
        speakers = people.chosen(db, public_id, presentation.speaking(db, public_id))
        has_record = bool(record.names(db, public_id))
        signed_pages = pages.pages(db, public_id)
    return render_template(
        "public/election.html", election=found, phases=phase_steps(found), candidates=first, count=count,
        keys=keys, electorate=counts.enrolled if found.fingerprint else None, handed=counts.handed, timetable=dates,
        extensions=extensions, has_record=has_record, today=now(), mark=mark, pages=signed_pages, speakers=speakers,
        booth_address=absolute("booth.booth", public_id=public_id),
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/election.json")
@anyone
def definition(public_id: str) -> Response:
    """The frozen election, byte for byte as it was hashed."""
    with database().reading() as db:
        raw = freeze.definition(db, public_id)
    return Response(raw, mimetype="application/json")


@blueprint.get("/elections/<public_id>/booklet.pdf")
@anyone
def booklet(public_id: str) -> Response:
    """The booklet of the candidates, once the list is final or fixed."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        final = timetables.timetable(db, public_id).list_final
        if found.fingerprint is None and (final is None or now() < final):
            raise Refused(NOT_FOUND)
    return booklet_of(found)


@blueprint.get("/elections/<public_id>/result")
@anyone
def result(public_id: str) -> str:
    """The result, once it is announced."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        shown = tally.outcome(db, public_id) if found.reached(Phase.PROVISIONAL) else None
        holders = tuple(map(holder, trustee.trustees(db, public_id)))
        seats = seating.seats(db, public_id)
    return render_template("public/result.html", election=found, result=shown, trustees=holders, seats=seats)


@blueprint.get("/elections/<public_id>/objections", endpoint="objections")
@anyone
def objection_list(public_id: str) -> str:
    """The objections to the result, each with its day and its ruling; not who objects."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        every = objections.objections(db, public_id)
        waived, entitled = len(objections.waivers(db, public_id)), len(objections.entitled(db, public_id))
    return render_template("public/objections.html", election=found, objections=every, waived=waived, entitled=entitled)


@blueprint.get("/elections/<public_id>/secrecy")
@anyone
def secrecy(public_id: str) -> str:
    """Who could learn what, from the election's real settings."""
    with database().reading() as db:
        facts = rests_on.secrecy(db, public_id)
    return render_template(
        "public/secrecy.html", election=facts.election, secrecy=facts, trustees=tuple(map(holder, facts.holders)),
        line=installation().settings.line, root=installation().settings.hall_root,
    )  # fmt: skip
