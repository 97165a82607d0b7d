"""What a desk noted without network arrives: in the order of its own numbers, each once, however often it is sent.

Only the last number is kept, no line of it: which of two slips went out first is known nowhere. Hours are the desk's
own, set right by what its clock differed from this one when it sent them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Delegate, DeskPart, DeskQuestion
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.two import need_pair_in_session
from app.services.hall import electorate, late_presence, roll
from app.services.hall.desk_part import DESK_UNKNOWN, PartValue, end, key_digest, members, part_value
from app.services.hall.electorate import DELEGATE_NO_SLIP, DELEGATE_SLIP_HANDED
from app.services.hall.presence import need_roll_open
from app.services.hall.rows import find_delegate, note_in_session, part_row, part_row_of_key
from app.states.desk import OF_SLIPS, DeskAct, DeskDoubt, PartState

MOST_ENTRIES = 500
"""So many entries are taken at a time; a desk sends the rest afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNote:
    """What a desk noted: its own number, from 1 on, without a gap; of whom; `election_id` of a slip; `at` by the desk's
    clock, None of a slip."""

    number: int
    what: DeskAct
    delegate_id: int
    election_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAsks:
    """Something that does not fit: what of whom, at which desk."""

    id: int
    desk: str
    delegate_id: int
    name: Names
    institution: Names
    doubt: DeskDoubt


def merge(
    db: Session, act: Act, session_id: int, key: str, *, sent: datetime, entries: Sequence[DeskNote]
) -> PartValue:
    """Record what a desk noted and is not known yet; `sent` is the hour that the desk's clock shows now.

    What was sent before, in whatever order, changes nothing; after a gap nothing is taken. Refused: desk-unknown.
    """
    part = part_row_of_key(db, session_id, key_digest(key))
    if part is None:
        raise Refused(DESK_UNKNOWN)
    offset = act.now - sent
    for entry in sorted(entries, key=lambda one: one.number)[:MOST_ENTRIES]:
        if entry.number != part.merged + 1:
            continue
        part.merged = entry.number
        doubt = _take(db, act, part, entry, None if entry.at is None else entry.at + offset)
        if doubt is not None:
            db.add(DeskQuestion(part_id=part.id, delegate_id=entry.delegate_id, doubt=doubt))
        db.flush()
    return part_value(db, part.id)


def take_back(
    db: Session, act: Act, session_id: int, part_id: int, *, handed: Collection[tuple[int, int]]
) -> PartValue:
    """Take a part back from its desk; two officers, who say whom the desk handed a slip of which election so far.

    Each of `handed` is an election and a delegate of the part. What the desk says of slips afterwards is only a
    question. Refused: two-officers-needed, not-found, what `electorate.hand_slip` refuses.
    """
    need_pair_in_session(db, act, session_id)
    part = part_row(db, session_id, part_id)
    if part.state is not PartState.HELD:
        return part_value(db, part.id)
    mine = members(db, part.id)
    for election_id, delegate_id in handed:
        if delegate_id not in mine:
            raise Refused(NOT_FOUND)
        try:
            electorate.hand_slip(db, act, election_id, delegate_id, part_id=part.id)
        except Refused as refused:
            if refused.why is not DELEGATE_SLIP_HANDED:
                raise
    return end(db, act, session_id, part.id, PartState.TAKEN_BACK)


def questions(db: Session, session_id: int) -> tuple[DeskAsks, ...]:
    """What nobody has looked at yet, the oldest first."""
    asked = select(DeskQuestion, DeskPart.name).join(DeskPart, DeskPart.id == DeskQuestion.part_id)
    asked = asked.where(DeskPart.session_id == session_id, DeskQuestion.seen.is_(False)).order_by(DeskQuestion.id)
    rows = db.execute(asked).all()
    named = roll.named(db, session_id, [row.delegate_id for row, _ in rows])
    return tuple(
        DeskAsks(id=row.id, desk=desk, delegate_id=row.delegate_id, name=named[row.delegate_id][0],
                 institution=named[row.delegate_id][1], doubt=row.doubt)
        for row, desk in rows
    )  # fmt: skip


def note_seen(db: Session, act: Act, session_id: int, question_id: int) -> None:
    """Record that somebody looked at a question, once. Refused: not-found."""
    row = db.get(DeskQuestion, question_id, with_for_update=True)
    if row is None or db.get_one(DeskPart, row.part_id).session_id != session_id:
        raise Refused(NOT_FOUND)
    if not row.seen:
        row.seen = True
        note_in_session(
            db, act, journal.Kind.DESK_QUESTION_SEEN, session_id, delegate=row.delegate_id, doubt=row.doubt.value
        )


def _take(db: Session, act: Act, part: DeskPart, entry: DeskNote, at: datetime | None) -> DeskDoubt | None:
    """Record one entry; one of somebody who was taken off the roll since is passed over, lest the rest never come."""
    try:
        row = find_delegate(db, part.session_id, entry.delegate_id)
    except Refused:
        return None
    if entry.what in OF_SLIPS:
        return _slip(db, act, part, row, entry)
    part.heard = _hour(part, act.now, at)
    doubt = _presence(db, act, part, row, entry.what, part.heard)
    return doubt or _after_closing(db, part.session_id)


def _hour(part: DeskPart, now: datetime, at: datetime | None) -> datetime:
    """The hour of an entry: not before that of the entry before it, nor after now, whatever the desk's clock does."""
    earliest = part.given if part.heard is None else part.heard
    return min(max(at or now, earliest), max(now, earliest))


def _presence(db: Session, act: Act, part: DeskPart, row: Delegate, what: DeskAct, at: datetime) -> DeskDoubt | None:
    if what is DeskAct.CAME:
        return late_presence.came(db, act, part.session_id, row.id, part.id, at)
    if what in (DeskAct.WENT, DeskAct.WENT_VOTED):
        return late_presence.went(db, act, part.session_id, row.id, part.id, at, voted=what is DeskAct.WENT_VOTED)
    return late_presence.undo(db, act, part.session_id, row.id, part.id, leaving=what is DeskAct.UNDO_WENT)


def _after_closing(db: Session, session_id: int) -> DeskDoubt | None:
    """The figures of a closing stand: who took part was counted then."""
    try:
        need_roll_open(db, session_id)
    except Refused:
        return DeskDoubt.AFTER_CLOSING
    return None


def _slip(db: Session, act: Act, part: DeskPart, row: Delegate, entry: DeskNote) -> DeskDoubt | None:
    if row.id not in members(db, part.id):
        return _slip_of_others(db, part, entry, known=_is_handed(db, part, entry))
    if entry.election_id is None:
        return DeskDoubt.SLIP_IMPOSSIBLE
    try:
        if entry.what is DeskAct.BACK:
            electorate.take_back_slip(db, act, entry.election_id, row.id, part_id=part.id)
            return None
        electorate.hand_slip(db, act, entry.election_id, row.id, part_id=part.id)
    except Refused as refused:
        if refused.why is DELEGATE_NO_SLIP:
            return None
        return DeskDoubt.SLIP_TWICE if refused.why is DELEGATE_SLIP_HANDED else DeskDoubt.SLIP_IMPOSSIBLE
    return DeskDoubt.LEFT_WITH_SLIP if row.checked_in is None else None


def _is_handed(db: Session, part: DeskPart, entry: DeskNote) -> bool:
    return entry.election_id in roll.delegate(db, part.session_id, entry.delegate_id).handed


def _slip_of_others(db: Session, part: DeskPart, entry: DeskNote, *, known: bool) -> DeskDoubt | None:
    """A slip that the desk speaks of after its part has ended: two officers may have said the same already.

    That it handed one is no question any more once it says that this one came back.
    """
    if entry.what is DeskAct.BACK and known:
        return DeskDoubt.SLIP_NOT_OURS
    if entry.what is DeskAct.BACK:
        mine = select(DeskQuestion).where(
            DeskQuestion.part_id == part.id, DeskQuestion.delegate_id == entry.delegate_id,
            DeskQuestion.doubt == DeskDoubt.SLIP_NOT_OURS, DeskQuestion.seen.is_(False),
        )  # fmt: skip
        asked = db.scalars(mine.order_by(DeskQuestion.id.desc()).limit(1)).first()
        if asked is not None:
            db.delete(asked)
        return None
    return None if known else DeskDoubt.SLIP_NOT_OURS
