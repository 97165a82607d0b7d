"""Votes on paper at a tablet: on which page an officer enters them, and what its script sends. No mark comes here."""

from __future__ import annotations

from flask import Response, jsonify

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.voting import paper_desk, paper_entry
from app.services.voting.paper_entry import Compared, HeldPaper
from app.services.voting.slip import CREDENTIAL_UNKNOWN
from app.states.paper_vote import PaperFault
from app.views.booth import blueprint
from app.views.booth.ballot import MOST_CREDENTIAL
from app.web.access import anyone
from app.web.device_cookie import TABLET
from app.web.installation import act_of, address, database, installation
from app.web.posted import posted_json


@blueprint.post("/T/paper")
@anyone
def paper_begin() -> Response:
    """Let an officer begin entering on this tablet, by the code on the own page of the office."""
    begun = paper_desk.begin(database(), TABLET.held(), _text("election"), _text("code"), act_of())
    return jsonify(desk=begun.token, name=begun.name)


@blueprint.post("/B/<public_id>/paper/entry")
@anyone
def paper_entry_of(public_id: str) -> Response:
    """Take an officer's entry of a paper: the code over its marks, or why it is invalid."""
    said = posted_json().get("fault")
    if said is not None and said not in list(PaperFault):
        raise Refused(NOT_FOUND)
    fault = None if said is None else PaperFault(str(said))
    with installation().door.counting(address()):
        paper = _held(public_id)
        with database().reading() as db:
            paper_entry.need_desk(db, public_id, _text("desk"))
        with database().transaction() as db:
            found = paper_entry.enter(db, act_of(), public_id, _text("desk"), paper, code=_text("code"), fault=fault)
    return _compared(found)


@blueprint.post("/B/<public_id>/paper/look")
@anyone
def paper_look(public_id: str) -> Response:
    """Say how a paper stands that this device entered."""
    with installation().door.counting(address()):
        paper = _held(public_id)
        with database().reading() as db:
            return _compared(paper_entry.look(db, public_id, _text("desk"), paper))


@blueprint.post("/B/<public_id>/paper/aside")
@anyone
def paper_aside(public_id: str) -> Response:
    """Take back what this device entered of a paper."""
    with installation().door.counting(address()):
        paper = _held(public_id)
        with database().reading() as db:
            paper_desk.need_desk(db, public_id, _text("desk"))
        with database().transaction() as db:
            paper_entry.lay_aside(db, public_id, _text("desk"), paper)
    return jsonify(state="aside")


@blueprint.post("/B/<public_id>/paper/end")
@anyone
def paper_ended(public_id: str) -> Response:
    """End entering on this device."""
    with database().reading() as db:
        paper_desk.need_desk(db, public_id, _text("desk"))
    with database().transaction() as db:
        paper_desk.end(db, public_id, _text("desk"))
    return jsonify(state="ended")


def _compared(found: Compared) -> Response:
    return jsonify(state=found.state, paper=found.paper)


def _held(public_id: str) -> HeldPaper:
    public = _text("credential")
    if not (public.isascii() and public.isdigit() and len(public) < MOST_CREDENTIAL):
        raise Refused(CREDENTIAL_UNKNOWN)
    with database().reading() as db:
        return paper_entry.hold(db, public_id, public, posted_json().get("proof"))


def _text(name: str) -> str:
    said = posted_json().get(name)
    return said if isinstance(said, str) else ""
