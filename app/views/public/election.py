"""An election, its candidates, its result and what it says about secrecy."""

from __future__ import annotations

from flask import Response, render_template

from app.access import anyone
from app.filters import holder
from app.house import database, now
from app.services import election as elections
from app.services import nomination, roll, tally, timetable, trustee, upload
from app.services.act import Refused
from app.views.phases import phase_steps
from app.views.public import blueprint


@blueprint.get("/elections/<public_id>")
@anyone
def election(public_id: str) -> str:
    """The election with its phase, its facts and its candidates."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        people = nomination.candidates(db, public_id)
        holders = tuple(map(holder, trustee.trustees(db, public_id)))
        counts = roll.attendance(db, found.session.id)
        dates = timetable.timetable(db, public_id)
        extensions = timetable.extensions(db, public_id)
    return render_template(
        "public/election.html", election=found, phases=phase_steps(found), candidates=people, trustees=holders,
        electorate=counts.enrolled if found.fingerprint else None, timetable=dates, extensions=extensions, today=now(),
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/candidates/<int:number>")
@anyone
def candidate(public_id: str, number: int) -> str:
    """The dossier of one candidate; `number` is the nomination's, which never changes."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        people = nomination.candidates(db, public_id)
        one = next((person for person in people if person.id == number), None)
        if one is None:
            raise Refused("not-found")
        files = upload.uploads(db, one.id)
    return render_template("public/candidate.html", election=found, candidate=one, files=files)


@blueprint.get("/elections/<public_id>/election.json")
@anyone
def definition(public_id: str) -> Response:
    """The frozen election, byte for byte as it was hashed."""
    with database().reading() as db:
        raw = elections.find(db, public_id).definition
    if raw is None:
        raise Refused("archive-missing")
    return Response(raw, mimetype="application/json")


@blueprint.get("/elections/<public_id>/result")
@anyone
def result(public_id: str) -> str:
    """The result, once it is announced."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        shown = tally.outcome(db, public_id) if found.reached("provisional") else None
        holders = tuple(map(holder, trustee.trustees(db, public_id)))
    return render_template("public/result.html", election=found, result=shown, trustees=holders)


@blueprint.get("/elections/<public_id>/secrecy")
@anyone
def secrecy(public_id: str) -> str:
    """Who could learn what, from the election's real settings."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        holders = trustee.trustees(db, public_id)
    return render_template(
        "public/secrecy.html", election=found, trustees=tuple(map(holder, holders)),
        office_key=[one.kind for one in holders] == ["office"],
    )  # fmt: skip
