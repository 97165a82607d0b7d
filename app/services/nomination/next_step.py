"""Where an institution stands: each election of each assembly that introduced it, and the one next act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Introduction
from app.services.election import election as elections
from app.services.election import timetable as timetables
from app.services.election.election import ElectionValue
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination as nominations
from app.services.nomination.nomination import NominationValue
from app.states.nomination import ASKED, NominationStatus, StepKind, Turn
from app.states.phase import REGISTERING, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One election. `act` is what its institution may do; `deadline` that of the act, None where none is announced."""

    election: ElectionValue
    timetable: TimetableValue
    nomination: NominationValue | None
    act: Turn
    deadline: datetime | None


def standings(db: Session, institution_id: int, now: datetime) -> tuple[NextStep, ...]:
    """The elections of an institution, those with something to do first, then the newest."""
    homes = db.scalars(select(Introduction.assembly_id).where(Introduction.institution_id == institution_id))
    found = [_standing(db, one, institution_id, now) for home in homes.all() for one in elections.elections(db, home)]
    return tuple(sorted(found, key=lambda one: (one.act not in ASKED, -one.election.id)))


def _standing(db: Session, election: ElectionValue, institution_id: int, now: datetime) -> NextStep:
    own = nominations.own(db, election.public_id, institution_id)
    table = timetables.timetable(db, election.public_id)
    appealed = own is not None and any(step.kind == StepKind.APPEALED for step in nominations.history(db, own.id))
    act, deadline = next_act(election.phase, table, None if own is None else own.status, appealed, now)
    return NextStep(election=election, timetable=table, nomination=own, act=act, deadline=deadline)


def next_act(
    phase: Phase, table: TimetableValue, status: NominationStatus | None, appealed: bool, now: datetime
) -> tuple[Turn, datetime | None]:
    """The act and its deadline. `status` is None before a nomination is begun; `appealed`: whether it was once."""
    early = phase in REGISTERING
    if status in (None, NominationStatus.DRAFT):
        return _registering(phase, table, status, now)
    if status == NominationStatus.RETURNED and early and _before(table.review_ends, now):
        return Turn.MEND, table.review_ends
    if status == NominationStatus.REJECTED and early and not appealed and _before(table.appeals_end, now):
        return Turn.APPEAL, table.appeals_end
    return Turn.SEE, None


def _registering(
    phase: Phase, table: TimetableValue, status: NominationStatus | None, now: datetime
) -> tuple[Turn, datetime | None]:
    if phase == Phase.DRAFT:
        return Turn.OPENS_LATER, table.registration_opens
    if phase != Phase.NOMINATING or not _before(table.registration_closes, now):
        return Turn.MISSED if status else Turn.NONE, table.registration_closes
    if table.registration_opens is not None and now < table.registration_opens:
        return Turn.OPENS_LATER, table.registration_opens
    return (Turn.GO_ON if status else Turn.BEGIN), table.registration_closes


def _before(deadline: datetime | None, now: datetime) -> bool:
    return deadline is None or now <= deadline
