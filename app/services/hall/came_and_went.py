"""Who came in another's place, and who left the hall before an instant: what the minutes say of the roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
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
