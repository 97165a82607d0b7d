"""Counting: adding up and opening the sums."""

from __future__ import annotations

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.services.acts.refusal import Refused
from app.services.count import proving, tally
from app.services.count.proving import DECRYPTION_INVALID
from app.services.voting import trustee
from app.services.whole import job as jobs
from app.states.election import Keeper
from app.states.job import JobKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.tasks import next_act
from app.web import background
from app.web.access import officer
from app.web.hand_in import take_part
from app.web.installation import act, database, now
from app.web.posted import posted_json
from app.web.reply import say


@blueprint.route("/elections/<public_id>/tally", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def tally_page(public_id: str) -> str | Answer:
    """Add up the locked votes, then let the trustees open the sums."""
    wanted = request.form.get("act", "")
    if wanted in ("add", "cancel"):
        (_add_up if wanted == "add" else _cancel)(public_id)
        return redirect(url_for("office.tally_page", public_id=public_id))
    return _page(public_id)


def _add_up(public_id: str) -> None:
    """Ask for the sums: every ballot is checked once more, which takes minutes where there are thousands."""
    who = act()
    with database().transaction() as db:
        found = own_election(db, public_id)
        tally.TALLY.need(db, who, found.id)
        asked = jobs.ask(db, who, JobKind.ADDING_UP, {"election": public_id}, assembly_id=found.session.assembly.id)
    background.begin(asked.id)


def _cancel(public_id: str) -> None:
    with database().transaction() as db:
        own_election(db, public_id)
        last = jobs.last(db, JobKind.ADDING_UP, {"election": public_id})
        if last is not None:
            jobs.cancel(db, last.id, now())


@blueprint.get("/elections/<public_id>/office-key.json")
@officer(Permission.DECIDE)
def office_key_file(public_id: str) -> Response:
    """The office's key as it was sealed, for the browser in which it is opened."""
    with database().reading() as db:
        own_election(db, public_id)
        return Response(trustee.office_key(db, public_id)[1], mimetype="application/octet-stream")


@blueprint.post("/elections/<public_id>/office-decryption")
@officer(Permission.DECIDE)
def office_decryption(public_id: str) -> Response:
    """Take the decryption that the office's key made in this officer's browser."""
    who, said = act(), posted_json().get("hand_in")
    with database().reading() as db:
        own_election(db, public_id)
        if not isinstance(said, str):
            raise Refused(DECRYPTION_INVALID)
        holder, _ = trustee.office_key(db, public_id)
    part = said.encode()
    take_part(
        who, holder.public_id, lambda db: proving.prove_office_decryption(db, public_id, hand_in=part),
        lambda db: tally.give_office_decryption(db, who, public_id, hand_in=part),
    )  # fmt: skip
    say(gettext("The office key has opened its part of the sums."))
    return jsonify(taken=True)


def _page(public_id: str) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        holders = trustee.trustees(db, public_id)
        stage = tally.stage(db, public_id)
        work = jobs.last(db, JobKind.ADDING_UP, {"election": public_id}) if stage == "add" else None
        counted = tally.outcome(db, public_id) if stage == "done" else None
        following = next_act(db, found) if stage == "done" else None
    own = next((one for one in holders if one.kind == Keeper.OFFICE and not one.decrypted), None)
    return render_template(
        "office/tally.html",
        election=found,
        stage=stage,
        trustees=holders,
        own=own,
        result=counted,
        act=following,
        job=work,
        again=background.LOOK_AGAIN,
    )
