"""The roll of an earlier session taken over into the next one: who was sent then is sent again, until it is changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Delegate
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.namesake import doubtful
from app.services.hall.roll import ROLL_FROZEN, may_add
from app.services.hall.roll_instant import need_early
from app.services.hall.rows import enrol, may_join

EARLIER_ROLL_MISSING = Refusal(
    code="earlier-roll-missing",
    status=409,
    words=N_("No earlier session has delegates who are not on this roll yet."),
)


def at_hand(db: Session, session_id: int) -> tuple[int, int] | None:
    """The number of the newest earlier session whose delegates can be taken over, and how many they are, or None."""
    found = _delegates(db, session_id)
    if not found:
        return None
    return db.get_one(AssemblySession, found[0].session_id).number, len(found)


def take_over(db: Session, act: Act, session_id: int) -> int:
    """Put the delegates of the newest earlier session on the roll, whose institutions are still introduced; how many.

    Who is on the roll already stays as is. Refused: roll-frozen, roll-late, earlier-roll-missing.
    """
    session = db.get_one(AssemblySession, session_id, with_for_update=True)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    found = _delegates(db, session_id)
    if not found:
        raise Refused(EARLIER_ROLL_MISSING)
    enrol(db, act, session_id, [(one.institution_id, Names(one.name_fa, one.name_en)) for one in found])
    journal.record(
        db, act, journal.Kind.ROLL_TAKEN_OVER, assembly_id=session.assembly_id, session=session_id,
        earlier=found[0].session_id, count=len(found),
    )  # fmt: skip
    return len(found)


def _delegates(db: Session, session_id: int) -> list[Delegate]:
    """Of the newest earlier session with a roll, those whose institutions have nobody on this roll; not whose name
    stands on it for another institution, who may be the same person."""
    session = db.get_one(AssemblySession, session_id)
    rolls = (
        select(Delegate.session_id)
        .join(AssemblySession, AssemblySession.id == Delegate.session_id)
        .where(AssemblySession.assembly_id == session.assembly_id, AssemblySession.number < session.number)
        .order_by(AssemblySession.number.desc())
        .limit(1)
    )
    earlier = db.scalar(rolls)
    if earlier is None:
        return []
    mine = select(Delegate).where(Delegate.session_id == earlier, may_join(session, Delegate.institution_id))
    every = list(db.scalars(mine.order_by(Delegate.id)))
    here = doubtful(db, session_id, [one.name_fa for one in every], among_themselves=False)
    return [one for one in every if one.name_fa not in here]
