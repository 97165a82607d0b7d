"""What the page of a desk with a part of its own asks for and sends: the roll, and what it noted, again and again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify
from werkzeug.exceptions import BadRequest

from app.language.text import search_key
from app.services.acts.refusal import Refused
from app.services.day import desk, desk_queue
from app.services.day.desk import DoorLine
from app.services.day.desk_queue import MOST_ENTRIES, DeskNote
from app.services.hall import desk_part, roll
from app.services.hall.desk_part import DESK_UNKNOWN, PartValue
from app.states.desk import OF_SLIPS, DeskAct
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.device_cookie import DESK
from app.web.filters import name as in_page_language
from app.web.filters import province
from app.web.i18n import clock
from app.web.installation import act, database
from app.web.posted import posted_json, whole

_LATEST = 4_102_444_800_000
"""Milliseconds: what a clock shows that is not of this century is read as this one's end."""


@blueprint.get("/sessions/<int:session_id>/door/roll")
@officer(Permission.DESK)
def door_roll(session_id: int) -> Response:
    """The roll as the page of a desk needs it, with what is this desk's part and what of its entries has arrived.

    Who attends by video comes to no desk, and is left out."""
    with database().reading() as db:
        found, part = own_session(db, session_id), desk_part.part_of(db, session_id, DESK.held())
        if part is None:
            raise Refused(DESK_UNKNOWN)
        stamp, mine = desk.stamp(db, session_id), desk_part.members(db, part.id)
        lines = desk.lines(db, session_id, roll.roll(db, found.id))
    people = [_person(line, is_mine=line.delegate.id in mine) for line in lines if not line.delegate.by_video]
    return jsonify(**_state(part), stamp=stamp, people=people)


@blueprint.post("/sessions/<int:session_id>/door/noted")
@officer(Permission.DESK)
def door_noted(session_id: int) -> Response:
    """Take what a desk noted; the answer says up to which number all has arrived."""
    with database().reading() as db:  # whose session it is, before what was sent is looked at
        own_session(db, session_id)
    said = posted_json()
    entries = said.get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise BadRequest
    noted = [_entry(one) for one in entries]
    with database().transaction() as db:
        own_session(db, session_id)
        part = desk_queue.merge(db, act(), session_id, DESK.held(), sent=_hour(said.get("sent")), entries=noted)
    return jsonify(_state(part))


def _state(part: PartValue) -> dict[str, object]:
    return {"merged": part.merged, "state": part.state.value, "name": part.name}


def _person(line: DoorLine, *, is_mine: bool) -> dict[str, object]:
    one, house = line.delegate, line.delegate.institution
    where = province(house.province)
    return {
        "id": one.id, "number": one.number, "code": one.code, "name": in_page_language(one.name),
        "institution": in_page_language(house.name), "province": where, "mine": is_mine,
        "key": search_key(" ".join((one.name.fa, one.name.en, house.name.fa, house.name.en, where))),
        "here": one.checked_in is not None, "since": clock(one.checked_in),
        "slips": [
            {"id": slip.election.id, "title": in_page_language(slip.election.title), "handed": slip.handed,
             "handing": slip.handing and slip.votes}
            for slip in line.slips
        ],
    }  # fmt: skip


def _entry(said: Any) -> DeskNote:
    """An entry as the page sends it; numbers are texts, and a slip has no hour. Raises BadRequest."""
    if not isinstance(said, dict) or said.get("what") not in set(DeskAct):
        raise BadRequest
    what = DeskAct(said["what"])
    numbers = {name: whole(str(said.get(name, ""))) for name in ("number", "delegate", "election")}
    if not numbers["number"] or not numbers["delegate"]:
        raise BadRequest
    return DeskNote(
        number=numbers["number"], what=what, delegate_id=numbers["delegate"],
        election_id=numbers["election"] or None, at=None if what in OF_SLIPS else _hour(said.get("at")),
    )  # fmt: skip


def _hour(said: Any) -> datetime:
    """The instant of so many milliseconds, as a device's clock shows it. Raises BadRequest."""
    text = str(said)
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(_LATEST)):
        raise BadRequest
    return datetime.fromtimestamp(min(int(text), _LATEST) / 1000, UTC)
