"""Who came in another's place, attended by video, or left before an instant: what the minutes say of the roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Delegate, FormerDelegate, HallStay


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """That another delegate came on this line of the roll in the place of somebody, by a letter of the institution."""

    delegate_id: int
    former: Names
    letter_number: str
    letter_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPresence:
    """That a delegate was there by video: from when on, and who presided and stated it."""

    since: datetime
    stated_by: str


def replaced(db: Session, session_id: int) -> tuple[Replaced, ...]:
    """Every such change of a session, in the order in which they were recorded."""
    mine = select(FormerDelegate).join(Delegate, Delegate.id == FormerDelegate.delegate_id)
    rows = db.scalars(mine.where(Delegate.session_id == session_id).order_by(FormerDelegate.id))
    return tuple(
        Replaced(
            delegate_id=one.delegate_id, former=Names(one.name_fa, one.name_en), letter_number=one.letter_number,
            letter_day=one.letter_day,
        )
        for one in rows
    )  # fmt: skip


def left_before(db: Session, session_id: int, at: datetime) -> dict[int, datetime]:
    """When who had been in the hall left it and was not back at an instant, by the ids of the delegates."""
    mine = select(HallStay).join(Delegate, Delegate.id == HallStay.delegate_id)
    counted = mine.where(Delegate.session_id == session_id, HallStay.undone.is_(None), HallStay.came <= at)
    gone: dict[int, datetime] = {}
    here: set[int] = set()
    for one in db.scalars(counted.order_by(HallStay.came, HallStay.id)):
        if one.goes_on or one.went is None or one.went > at:
            here.add(one.delegate_id)
        else:
            gone[one.delegate_id] = max(one.went, gone.get(one.delegate_id, one.went))
    return {key: went for key, went in gone.items() if key not in here}


def stated_present(db: Session, delegate_ids: Select[int], at: datetime | None) -> dict[int, StatedPresence]:
    """Of these delegates, by their ids, who came by the statement of who presided, last before an instant or now.

    Whose line broke and who was seen again is there since the first statement; who then came to the hall is not here.
    """
    stands: ColumnElement[bool] = HallStay.undone.is_(None)
    if at is not None:
        stands = and_(HallStay.came <= at, or_(stands, HallStay.undone > at))
    # Most came in at the door: of them no stay is read, each time that somebody looks at the figures.
    ever = select(HallStay.delegate_id).where(HallStay.stated_by.is_not(None))
    mine = select(HallStay).where(HallStay.delegate_id.in_(delegate_ids), HallStay.delegate_id.in_(ever), stands)
    found: dict[int, StatedPresence] = {}
    for one in db.scalars(mine.order_by(HallStay.came, HallStay.id)):
        if one.stated_by is None:
            found.pop(one.delegate_id, None)
        else:
            found.setdefault(one.delegate_id, StatedPresence(since=one.came, stated_by=one.stated_by))
    return found
