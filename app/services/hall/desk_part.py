"""A part of the roll for one desk alone: while it has it, no other desk hands those delegates a slip or takes one back.

So that desk may go on without network, and nobody gets two. It is known by a key that its browser keeps; the key says
which desk, never who may act: that says the sign-in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import sort_key
from app.models import Delegate, DeskPart, DeskShare, Institution
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.presence import need_roll_open
from app.services.hall.rows import note_in_session, part_row, part_row_of_key
from app.states.desk import PartState, PartWay

DESK_AWAITED = Refusal(
    code="desk-awaited",
    status=409,
    words=N_(
        "%(name)s still has a part of the roll for itself, and may have handed out slips that are not known here. "
        "It gives the part back, or two officers take it back; then the act can go on."
    ),
)
DESK_HAS_PART = Refusal(
    code="desk-has-part", status=409, words=N_("This desk has a part of the roll already. It gives that back first.")
)
DESK_PART_EMPTY = Refusal(
    code="desk-part-empty",
    status=409,
    words=N_("Nobody of the roll is in this part, or all in it are with another desk already."),
    field="way",
)
DESK_UNKNOWN = Refusal(code="desk-unknown", status=404, words=N_("This desk has no part of the roll of this session."))
DESK_WAITED_FOR = Refusal(
    code="desk-waited-for",
    status=409,
    words=N_("Not all that this desk noted has arrived. It is sent again; then the part can be given back."),
)
SLIP_AT_DESK = Refusal(
    code="slip-at-desk",
    status=409,
    words=N_("Slips for this person are handed out at %(desk)s alone. Please send the person there."),
)

MOST_SHARES = 9
"""Among so many desks a roll is split at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which part of the roll: from the first letter to the last; of which province; or the how-manieth of how many."""

    way: PartWay
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartValue:
    """A part of the roll and its desk: `size` delegates were in it, `merged` entries of the desk have arrived."""

    id: int
    session_id: int
    name: str
    choice: Choice
    size: int
    given: datetime
    state: PartState
    ended: datetime | None
    merged: int


def give(db: Session, act: Act, session_id: int, *, name: str, choice: Choice, key: str) -> PartValue:
    """Give the desk that keeps `key` a part of the roll for itself: whoever of it is with no other desk.

    The delegates are locked first, so that whoever is handed a slip this moment has it when the desk reads its part,
    and whoever is marked this moment as attending by video is not in it.
    Refused: desk-has-part, desk-part-empty, roll-closed.
    """
    known = part_of(db, session_id, key)
    if known is not None and known.state is PartState.HELD:
        raise Refused(DESK_HAS_PART)
    need_roll_open(db, session_id)
    mine = select(Delegate.id).where(Delegate.id.in_(_meant(db, session_id, choice)), ~Delegate.by_video)
    ids = db.scalars(mine.order_by(Delegate.id).with_for_update()).all()
    taken = set(db.scalars(select(DeskShare.delegate_id).where(DeskShare.delegate_id.in_(ids))))
    free = [one for one in ids if one not in taken]
    if not free:
        raise Refused(DESK_PART_EMPTY)
    row = DeskPart(
        session_id=session_id, name=name, key_sha256=key_digest(key), way=choice.way, chosen=list(choice.chosen),
        size=len(free), given=act.now, state=PartState.HELD, ended=None, merged=0, heard=None,
    )  # fmt: skip
    db.add(row)
    db.flush()
    db.execute(insert(DeskShare), [{"delegate_id": one, "part_id": row.id} for one in free])
    note_in_session(db, act, journal.Kind.DESK_PART_GIVEN, session_id, part=row.id, name=name, delegates=free)
    return _part_value(row)


def part_of(db: Session, session_id: int, key: str) -> PartValue | None:
    """The part of the desk that keeps this key, whatever became of it; None for a desk without one."""
    row = part_row_of_key(db, session_id, key_digest(key))
    return None if row is None else _part_value(row)


def parts(db: Session, session_id: int) -> tuple[PartValue, ...]:
    """Every part that was given in a session, the newest first."""
    rows = select(DeskPart).where(DeskPart.session_id == session_id).order_by(DeskPart.id.desc())
    return tuple(map(_part_value, db.scalars(rows)))


def part_value(db: Session, part_id: int) -> PartValue:
    """One part, as it stands."""
    return _part_value(db.get_one(DeskPart, part_id))


def members(db: Session, part_id: int) -> frozenset[int]:
    """The delegates who get slips at this desk alone, by their ids; nobody once the part was given or taken back."""
    return frozenset(db.scalars(select(DeskShare.delegate_id).where(DeskShare.part_id == part_id)))


def desk_of(db: Session, delegate_id: int) -> PartValue | None:
    """The part that a delegate is in, or None."""
    mine = select(DeskPart).join(DeskShare, DeskShare.part_id == DeskPart.id)
    row = db.scalars(mine.where(DeskShare.delegate_id == delegate_id)).first()
    return None if row is None else _part_value(row)


def need_own(db: Session, delegate_id: int, part_id: int | None) -> None:
    """Refuse (slip-at-desk) a slip for somebody of another desk's part; `part_id`: the desk that asks, None without."""
    found = desk_of(db, delegate_id)
    if found is not None and found.id != part_id:
        raise Refused(SLIP_AT_DESK, desk=found.name)


def need_none(db: Session, session_id: int) -> None:
    """Refuse (desk-awaited) while a desk still has a part: it may have handed out slips that are not known here."""
    row = db.scalars(
        select(DeskPart)
        .where(DeskPart.session_id == session_id, DeskPart.state == PartState.HELD)
        .order_by(DeskPart.id)
    ).first()
    if row is not None:
        raise Refused(DESK_AWAITED, name=row.name)


def give_back(db: Session, act: Act, session_id: int, key: str, *, last: int) -> PartValue:
    """Give the desk's part back; `last` is the number of the last entry that it noted. Twice changes nothing.

    Refused: desk-unknown, desk-waited-for.
    """
    row = part_row_of_key(db, session_id, key_digest(key))
    if row is None:
        raise Refused(DESK_UNKNOWN)
    if row.state is not PartState.HELD:
        return _part_value(row)
    if row.merged < last:
        raise Refused(DESK_WAITED_FOR)
    return end(db, act, session_id, row.id, PartState.GIVEN_BACK)


def end(db: Session, act: Act, session_id: int, part_id: int, state: PartState) -> PartValue:
    """Let every desk hand slips again to those of a part."""
    row = part_row(db, session_id, part_id)
    row.state, row.ended = state, act.now
    db.execute(delete(DeskShare).where(DeskShare.part_id == row.id))
    note_in_session(
        db, act, journal.Kind.DESK_PART_ENDED, row.session_id, part=row.id, name=row.name, state=state.value
    )
    return _part_value(row)


def key_digest(key: str) -> str:
    """By what the key of a desk is known here."""
    return hashlib.sha256(key.encode()).hexdigest()


def _part_value(row: DeskPart) -> PartValue:
    return PartValue(
        id=row.id, session_id=row.session_id, name=row.name,
        choice=Choice(way=row.way, chosen=tuple(row.chosen)), size=row.size, given=row.given, state=row.state,
        ended=row.ended, merged=row.merged,
    )  # fmt: skip


def _meant(db: Session, session_id: int, choice: Choice) -> list[int]:
    """The delegates of a session who are in a part, in Persian order of their institutions; who attends by video comes
    to no desk."""
    asked = select(Delegate.id, Institution.sort_key, Institution.province).join(Delegate.institution)
    asked = asked.where(Delegate.session_id == session_id, ~Delegate.by_video).order_by(
        Institution.sort_key, Delegate.id
    )
    everybody = db.execute(asked).all()
    if choice.way is PartWay.PROVINCE:
        return [one for one, _, province in everybody if province == choice.chosen[0]]
    if choice.way is PartWay.SHARE:
        which, of = map(int, choice.chosen)
        count = len(everybody)
        return [row[0] for row in everybody[count * (which - 1) // of : count * which // of]]
    first, last = (sort_key(one) for one in choice.chosen)
    return [one for one, key, _ in everybody if first <= key[: len(last)] <= last]
