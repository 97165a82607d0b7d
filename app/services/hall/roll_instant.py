"""Until when one officer alone changes the roll of a session; after it two do, each time with a reason for the minutes.

No instant needs to be stated: at the latest the first freezing is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Delegate, RollChange
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.kept_value import as_kept, packed
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair_in_session
from app.services.hall.session import has_begun
from app.states.roll import RollEdit

ROLL_LATE = Refusal(
    code="roll-late",
    status=409,
    words=N_(
        "One officer alone cannot change this roll any more, and many at once are not put on it. Each change now takes "
        "two officers and a reason."
    ),
)
ROLL_UNTIL_PAST = Refusal(
    code="roll-until-past",
    status=400,
    words=N_("This instant is over already. Please state one that is still to come."),
    field="roll_until",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollChangeValue:
    """A change after the instant: who, for which institution, why, by whom; `before` and `letter_day` are
    None but of a substitute, whose letter's number is the reason."""

    at: datetime
    edit: RollEdit
    institution: Names
    person: Names
    before: Names | None
    reason: str
    letter_day: date | None
    officers: tuple[str, ...]


def until(db: Session, session_id: int) -> datetime | None:
    """The instant that is stated for a session, or None."""
    return db.get_one(AssemblySession, session_id).roll_until


def is_late(db: Session, session_id: int, now: datetime) -> bool:
    """Whether two officers change the roll now: its instant is over, or an election of the session is frozen."""
    stated = until(db, session_id)
    return (stated is not None and now >= stated) or has_begun(db, session_id)


def state(db: Session, act: Act, session_id: int, at: datetime | None) -> None:
    """State the instant, or none; where it is over already, two officers do.

    Refused: two-officers-needed, roll-until-past.
    """
    row = db.get_one(AssemblySession, session_id, with_for_update=True)
    if at == row.roll_until:
        return
    if is_late(db, session_id, act.now):
        need_pair_in_session(db, act, session_id)
    if at is not None and at <= act.now:
        raise Refused(ROLL_UNTIL_PAST)
    before, row.roll_until = row.roll_until, at
    db.flush()
    journal.record(
        db, act, journal.Kind.SESSION_CHANGED, assembly_id=row.assembly_id, session=row.number,
        values=journal.differences({"roll_until": before}, {"roll_until": at}),
    )  # fmt: skip


def need_one_or_two(db: Session, act: Act, session_id: int) -> bool:
    """Refuse (two-officers-needed) one officer after the instant; whether it is over."""
    late = is_late(db, session_id, act.now)
    if late:
        need_pair_in_session(db, act, session_id)
    return late


def need_early(db: Session, session_id: int, now: datetime) -> None:
    """Refuse (roll-late) what puts many on the roll at once, after the instant."""
    if is_late(db, session_id, now):
        raise Refused(ROLL_LATE)


def keep(
    db: Session,
    act: Act,
    delegate_id: int,
    edit: RollEdit,
    *,
    reason: str,
    before: Names | None = None,
    letter_day: date | None = None,
) -> None:
    """Keep for the minutes what two officers changed of the line of a delegate; of a substitute, `before` is who stood
    there, and `reason` the number of the letter of a day."""
    row = db.get_one(Delegate, delegate_id)
    house = row.institution
    db.add(
        RollChange(
            session_id=row.session_id, at=act.now, edit=edit,
            institution=packed(Names(house.name_fa, house.name_en, house.name_ar)),
            person=packed(Names(row.name_fa, row.name_en)), before=None if before is None else packed(before),
            reason=reason, letter_day=letter_day, officers=list(act.officers),
        )
    )  # fmt: skip
    db.flush()


def changes(db: Session, session_id: int) -> tuple[RollChangeValue, ...]:
    """The changes of a roll after its instant, in their order."""
    rows = select(RollChange).where(RollChange.session_id == session_id).order_by(RollChange.id)
    return tuple(
        RollChangeValue(
            at=row.at, edit=row.edit, institution=as_kept(Names(""), row.institution),
            person=as_kept(Names(""), row.person),
            before=None if row.before is None else as_kept(Names(""), row.before), reason=row.reason,
            letter_day=row.letter_day,
            officers=tuple(row.officers),
        )
        for row in db.scalars(rows)
    )  # fmt: skip
