"""The roll from the register: every institution that was introduced sends its representative, until it is changed."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Institution
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.roll import ROLL_FROZEN, may_add
from app.services.hall.roll_instant import need_early
from app.services.hall.rows import enrol, may_join

REGISTER_ROLL_MISSING = Refusal(
    code="register-roll-missing",
    status=409,
    words=N_("Every institution that names a representative in the register has a delegate on the roll already."),
)


def at_hand(db: Session, session_id: int) -> int:
    """How many institutions without a delegate name a representative in the register."""
    found = _institutions(db.get_one(AssemblySession, session_id)).subquery()
    return db.scalar(select(func.count()).select_from(found)) or 0


def take_from_register(db: Session, act: Act, session_id: int) -> int:
    """Put the representatives of those institutions on the roll; how many.

    Refused: roll-frozen, roll-late, register-roll-missing.
    """
    session = db.get_one(AssemblySession, session_id, with_for_update=True)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    found = db.scalars(_institutions(session).order_by(Institution.sort_key, Institution.id)).all()
    if not found:
        raise Refused(REGISTER_ROLL_MISSING)
    enrol(db, act, session_id, [(one.id, Names(one.representative_fa, one.representative_en)) for one in found])
    journal.record(
        db, act, journal.Kind.ROLL_FROM_REGISTER, assembly_id=session.assembly_id, session=session_id,
        count=len(found),
    )  # fmt: skip
    return len(found)


def _institutions(session: AssemblySession) -> Select[Institution]:
    """Introduced, with a representative, and with nobody on the roll."""
    return select(Institution).where(may_join(session, Institution.id), Institution.representative_fa != "")
