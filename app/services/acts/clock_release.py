"""Doubting the machine's clock and releasing it: both stand in the journal, and the minutes tell of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Checkpoint, Election
from app.services.acts import clock, journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.rows import made_clock_state
from app.services.acts.two import need_pair_of
from app.states.clock import Doubt
from app.states.officer import Permission
from app.states.phase import OVER

CLOCK_MOVED = Refusal(
    code="clock-moved",
    status=409,
    words=N_("The clock has moved on since you looked. Please look once more whether it is right."),
)
CLOCK_SOUND = Refusal(
    code="clock-sound", status=409, words=N_("The clock is not doubted. Perhaps somebody has just released it.")
)

LOOKED = timedelta(minutes=15)
"""How long after the look at the clock it is released: who looked at another hour has not looked at this one."""


def begin_doubt(db: Session, act: Act, why: Doubt, said: datetime) -> None:
    """The clock is not believed from here on; a second doubt changes nothing of the first."""
    row = made_clock_state(db)
    if row.why is not None:
        return
    row.why, row.said, row.record = why, said, clock.last_record(db)
    journal.record(
        db, act, journal.Kind.CLOCK_DOUBTED, why=why, said=said.isoformat(),
        record=row.record.isoformat() if row.record else None,
    )  # fmt: skip


def release(db: Session, act: Act, assembly_id: int, looked: datetime) -> None:
    """Two officers of an assembly have looked at the clock, at the hour `looked`, and found it right: it is believed.

    The time of the act becomes the floor, also where it is before what was on record.
    Refused: two-officers-needed, clock-sound, clock-moved.
    """
    need_pair_of(db, act, assembly_id, Permission.DECIDE)
    row = made_clock_state(db)
    if row.why is None or row.said is None:
        raise Refused(CLOCK_SOUND)
    if not timedelta(0) <= act.now - looked <= LOOKED:
        raise Refused(CLOCK_MOVED)
    why, said, record, before = row.why, row.said, row.record, clock.last_record(db)
    row.why = row.said = row.record = None
    row.releases += 1
    row.floor = act.now
    over = [at for at in (before, row.passed_over) if at is not None and at > act.now]
    row.passed_over = max(over, default=None)
    under_way = (
        select(Checkpoint.election_id, func.max(Checkpoint.height)).join(Election).group_by(Checkpoint.election_id)
    )
    heads = db.execute(under_way.where(Election.phase.not_in(OVER)))
    row.heads = {str(election): height for election, height in heads}
    journal.record(
        db, act, journal.Kind.CLOCK_RELEASED, why=why, said=said.isoformat(), floor=act.now.isoformat(),
        record=record.isoformat() if record else None,
    )  # fmt: skip
