"""The roll from the register: every institution that was introduced sends its representative, until it is changed."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Institution
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.namesake import doubtful
from app.services.hall.roll import ROLL_FROZEN, may_add
from app.services.hall.roll_instant import need_early
from app.services.hall.rows import enrol, may_join

REGISTER_ROLL_MISSING = Refusal(
    code="register-roll-missing",
    status=409,
    words=N_("No representative of the register is left who could be put on the roll in one act."),
)


def at_hand(db: Session, session_id: int) -> int:
    """How many institutions without a delegate name a representative in the register."""
    return len(_found(db, db.get_one(AssemblySession, session_id))[0])


def left_out(db: Session, session_id: int) -> tuple[Names, ...]:
    """The representatives who are not taken from the register, since their name stands twice: on the roll or among
    them. The office adds each of them alone, and says who is another person."""
    return tuple(_representative(one) for one in _found(db, db.get_one(AssemblySession, session_id))[1])


def take_from_register(db: Session, act: Act, session_id: int) -> int:
    """Put the representatives of those institutions on the roll, without those whose name stands twice; how many.

    Refused: roll-frozen, roll-late, register-roll-missing.
    """
    session = db.get_one(AssemblySession, session_id, with_for_update=True)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    found, _ = _found(db, session)
    if not found:
        raise Refused(REGISTER_ROLL_MISSING)
    enrol(db, act, session_id, [(one.id, _representative(one)) for one in found])
    journal.record(
        db, act, journal.Kind.ROLL_FROM_REGISTER, assembly_id=session.assembly_id, session=session_id,
        count=len(found),
    )  # fmt: skip
    return len(found)


def _found(db: Session, session: AssemblySession) -> tuple[list[Institution], list[Institution]]:
    """The institutions whose representatives are taken, and those where it is doubtful whether they are two persons."""
    every = db.scalars(_institutions(session).order_by(Institution.sort_key, Institution.id)).all()
    names = doubtful(db, session.id, [one.representative_fa for one in every], among_themselves=True)
    return (
        [one for one in every if one.representative_fa not in names],
        [one for one in every if one.representative_fa in names],
    )


def _representative(one: Institution) -> Names:
    return Names(one.representative_fa, one.representative_en)


def _institutions(session: AssemblySession) -> Select[Institution]:
    """Introduced, with a representative, and with nobody on the roll."""
    return select(Institution).where(may_join(session, Institution.id), Institution.representative_fa != "")
