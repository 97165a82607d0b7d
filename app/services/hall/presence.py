"""Who is in the hall, and who was when: each coming and going of a delegate is kept with its hour, and nothing wiped.

That a slip was handed keeps no hour (`hall/electorate`): of that, nothing stands here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Delegate, HallStay
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.roll import DelegateValue, delegate, phases_of
from app.services.hall.rows import end_unmade, find_delegate, holds_slip, note
from app.states.phase import UNTIL_CLOSED, VOTED

DELEGATE_BY_VIDEO = Refusal(
    code="delegate-by-video",
    status=409,
    words=N_(
        "This delegate attends by video and does not come in at the door: the chair states that the person is seen and "
        "heard. Who came to the hall after all is marked so on the roll first."
    ),
)
DELEGATE_HOLDS_SLIP = Refusal(
    code="delegate-holds-slip",
    status=409,
    words=N_("This delegate holds a slip. It must be given back before the delegate leaves."),
)
PRESENCE_MOVED_ON = Refusal(
    code="presence-moved-on",
    status=409,
    words=N_("Something else was recorded for this person since then. Please look at the line again."),
)
ROLL_CLOSED = Refusal(
    code="roll-closed",
    status=409,
    words=N_("Voting is closed in every election of this session. The roll can no longer be changed."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayValue:
    """One stay in the hall: when a delegate came, and when that one went, None while it lasts; which of both hours
    a desk noted by its own clock while it had no network. `stated_by`: who presided and stated that this one is there
    by video, "" of who came in at the door."""

    id: int
    delegate_id: int
    came: datetime
    went: datetime | None
    came_at_desk: bool = False
    went_at_desk: bool = False
    stated_by: str = ""


def check_in(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Record that a delegate is in the hall; doing it twice changes nothing.

    Refused: not-found, roll-closed, delegate-by-video.
    """
    row = find_delegate(db, session_id, delegate_id)
    need_roll_open(db, session_id)
    if row.by_video:
        raise Refused(DELEGATE_BY_VIDEO)
    if row.checked_in is None:
        row.checked_in = act.now
        db.add(HallStay(delegate_id=row.id, came=act.now, went=None, undone=None))
        db.flush()
        note(db, act, journal.Kind.DELEGATE_CHECKED_IN, row)
    return delegate(db, session_id, delegate_id)


def check_out(db: Session, act: Act, session_id: int, delegate_id: int, *, voted: bool = False) -> DelegateValue:
    """Record that a delegate left, who holds no slip that may still vote: none, or, as that one says, `voted` with it.

    Refused: delegate-holds-slip, not-found, roll-closed.
    """
    row = find_delegate(db, session_id, delegate_id)
    need_roll_open(db, session_id)
    if not voted and holds_slip(db, row):
        raise Refused(DELEGATE_HOLDS_SLIP)
    if row.checked_in is not None:
        _end(db, act.now, HallStay.delegate_id == row.id)
        row.checked_in = None
        note(db, act, journal.Kind.DELEGATE_CHECKED_OUT, row)
    return delegate(db, session_id, delegate_id)


def undo(db: Session, act: Act, session_id: int, delegate_id: int, stay_id: int, *, leaving: bool) -> DelegateValue:
    """Take back what was recorded by mistake last: that a delegate left (`leaving`), or came. Both stay in the journal.

    Refused: presence-moved-on, delegate-by-video, delegate-holds-slip, not-found, roll-closed.
    """
    row = find_delegate(db, session_id, delegate_id)
    need_roll_open(db, session_id)
    last = next(reversed(stays(db, [delegate_id]).get(delegate_id, ())), None)
    if last is None or last.id != stay_id or (last.went is None) == leaving:
        raise Refused(PRESENCE_MOVED_ON)
    stay = db.get_one(HallStay, stay_id)
    if leaving:
        if row.by_video and stay.stated_by is None:
            raise Refused(DELEGATE_BY_VIDEO)
        stay.went, stay.went_desk_id, row.checked_in = None, None, stay.came
    elif holds_slip(db, row):
        raise Refused(DELEGATE_HOLDS_SLIP)
    elif stay.again:
        raise Refused(PRESENCE_MOVED_ON)
    else:
        end_unmade(db, row, stay, act.now)
    db.flush()
    note(db, act, journal.Kind.PRESENCE_UNDONE, row)
    return delegate(db, session_id, delegate_id)


def send_everybody_out(db: Session, session_id: int, now: datetime) -> None:
    """End every stay: who comes is recorded anew."""
    mine = select(Delegate.id).where(Delegate.session_id == session_id)
    _end(db, now, HallStay.delegate_id.in_(mine))
    db.execute(update(Delegate).where(Delegate.session_id == session_id).values(checked_in=None))


def stays(db: Session, delegate_ids: Collection[int]) -> dict[int, tuple[StayValue, ...]]:
    """The stays of each of these delegates, in their order; who never came is left out.

    Where desks noted one coming beside another, without a leaving between, it is one stay, known by the last; what was
    stated of who attends by video stays apart.
    """
    mine = (HallStay.delegate_id.in_(delegate_ids), HallStay.undone.is_(None))
    found: dict[int, tuple[StayValue, ...]] = {}
    goes_on = set[int]()
    for row in db.scalars(select(HallStay).where(*mine).order_by(HallStay.came, HallStay.id)):
        before, value = found.get(row.delegate_id, ()), _value(row)
        if before and before[-1].id in goes_on and bool(before[-1].stated_by) == bool(value.stated_by):
            before, value = before[:-1], replace(value, came=before[-1].came, came_at_desk=before[-1].came_at_desk)
        if row.goes_on:
            goes_on.add(row.id)
        found[row.delegate_id] = (*before, value)
    return found


def latest(db: Session, session_id: int, most: int) -> tuple[StayValue, ...]:
    """The stays in which somebody came or went last, the newest first."""
    mine = select(Delegate.id).where(Delegate.session_id == session_id)
    moved = func.coalesce(HallStay.went, HallStay.came)
    asked = select(HallStay).where(HallStay.delegate_id.in_(mine), HallStay.undone.is_(None), ~HallStay.goes_on)
    return tuple(map(_value, db.scalars(asked.order_by(moved.desc(), HallStay.id.desc()).limit(most))))


def present_at(db: Session, session_id: int, at: datetime) -> int:
    """How many delegates were in the hall at this instant."""
    stayed = select(func.count(HallStay.delegate_id.distinct())).join(Delegate, Delegate.id == HallStay.delegate_id)
    there = (HallStay.came <= at, or_(HallStay.went.is_(None), HallStay.went > at), HallStay.undone.is_(None))
    return db.scalar(stayed.where(Delegate.session_id == session_id, *there)) or 0


def is_at_door(db: Session, delegate_id: int) -> bool:
    """Whether a delegate is here as one who came in at the door, not by the statement of who presides."""
    last = next(reversed(stays(db, [delegate_id]).get(delegate_id, ())), None)
    return last is not None and last.went is None and not last.stated_by


def _end(db: Session, now: datetime, *asked: ColumnElement[bool]) -> None:
    open_ones = select(HallStay).where(HallStay.went.is_(None), HallStay.undone.is_(None), *asked)
    for stay in db.scalars(open_ones):
        stay.went = max(now, stay.came)
    db.flush()


def need_roll_open(db: Session, session_id: int) -> None:
    """Refuse once voting is closed in all elections of a session: one of them shuts no other's door.

    Refused: roll-closed.
    """
    phases = phases_of(db, session_id)
    if phases & {*VOTED} and not phases & {*UNTIL_CLOSED}:
        raise Refused(ROLL_CLOSED)


def _value(row: HallStay) -> StayValue:
    return StayValue(
        id=row.id, delegate_id=row.delegate_id, came=row.came, went=row.went,
        came_at_desk=row.came_desk_id is not None, went_at_desk=row.went_desk_id is not None,
        stated_by=row.stated_by or "",
    )  # fmt: skip
