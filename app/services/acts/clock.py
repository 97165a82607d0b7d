"""The machine's clock, and when it is not believed: what was recorded last is the floor, and nothing goes below it.

While the clock is doubted, votes are taken as ever; what cannot be undone, and every signature, waits until two
officers have looked at it and released it (`clock_release`). It is compared with the journal, where phases and letters
have their entries, and with signed heads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Checkpoint, Election, JournalEntry
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.rows import clock_state
from app.states.clock import Doubt
from app.states.phase import Phase

CLOCK_DOUBTFUL = Refusal(
    code="clock-doubtful",
    status=409,
    words=N_(
        "The clock of this server may be wrong, so nothing is done that cannot be undone. Two officers look at the "
        "clock in the office and release it; voting goes on meanwhile."
    ),
)

TOLERANCE = timedelta(seconds=60)
"""How far the clock may step without a question: what corrects it by itself steps by less, a mistake by far more."""

SLACK = timedelta(hours=1)
"""By how much an act may be before the last entry, and then bears that one's hour: the machines of one installation may
differ, and each sees its own jumps. What is further behind is refused, whatever a machine has seen."""

RESTS: dict[Phase, timedelta] = {
    **dict.fromkeys((Phase.OPEN, Phase.CLOSED, Phase.TALLIED), timedelta(days=3)),
    **dict.fromkeys((Phase.FROZEN, Phase.PROVISIONAL), timedelta(days=30)),
}
"""How long after the last record a start is believed while an election is in a phase.

Whoever votes or counts leaves a record every day, and three days cover a holiday; slips are printed and objections
taken within a month. Before the freeze and after the end an installation may rest for a year. A false alarm costs two
officers a look at a watch; an hour wrongly believed costs an election its letters.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDoubt:
    """That the clock is doubted: why, what it showed, and what was on record last (None for a new installation)."""

    why: Doubt
    said: datetime
    record: datetime | None


def doubt(db: Session) -> ClockDoubt | None:
    """The doubt that nobody has released yet, or None."""
    row = clock_state(db)
    if row is None or row.why is None or row.said is None:
        return None
    return ClockDoubt(why=row.why, said=row.said, record=row.record)


def need_sound(db: Session) -> None:
    """Refuse (clock-doubtful) what cannot be undone while the clock is doubted."""
    if doubt(db) is not None:
        raise Refused(CLOCK_DOUBTFUL)


def believed(last: datetime | None, now: datetime, *, lasting: bool) -> datetime:
    """The instant that an entry bears after one of `last`: never one before it.

    Refused: clock-doubtful where the clock is behind by more than the slack and the entry is of something `lasting`.
    """
    if last is None or now >= last:
        return now
    if lasting and last - now > SLACK:
        raise Refused(CLOCK_DOUBTFUL)
    return last


def releases(db: Session) -> int:
    """How often two officers have released the clock."""
    row = clock_state(db)
    return 0 if row is None else row.releases


def floor_for(db: Session, at: datetime, now: datetime) -> datetime:
    """An instant that is on record; the last release instead, where the clock was wrong and that hour is to come."""
    row = clock_state(db)
    return row.floor if at > now and row is not None and row.floor is not None else at


def released_after(db: Session, election_id: int, height: int) -> bool:
    """Whether the clock was released while the head of this height was the last that an election's board had signed."""
    row = clock_state(db)
    return row is not None and row.heads.get(str(election_id)) == height


def last_record(db: Session) -> datetime | None:
    """The last instant on record: of the journal and of signed heads, but for what a release passed over."""
    row = clock_state(db)
    entries, heads = select(func.max(JournalEntry.at)), select(func.max(Checkpoint.signed_at))
    if row is not None and row.floor is not None:  # since then no entry bears an instant before that of another
        entries = select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1)
        if row.passed_over is not None:
            heads = heads.where(or_(Checkpoint.signed_at <= row.floor, Checkpoint.signed_at > row.passed_over))
    found = [at for at in (db.scalar(entries), db.scalar(heads)) if at is not None]
    return max(found, default=None)


def judge_start(
    db: Session, now: datetime, certified: tuple[datetime, datetime] | None, *, last: datetime | None
) -> Doubt | None:
    """What is impossible or unlikely about the hour at which the program begins.

    `certified` is the time of the certificates of the installation, `last` the last instant on record.
    """
    if last is not None and last - now > TOLERANCE:
        return Doubt.BEHIND
    if certified is not None and not certified[0] <= now < certified[1]:
        return Doubt.OUTSIDE_CERTIFICATES
    phases = set(db.scalars(select(Election.phase).where(Election.phase.in_(RESTS)).distinct()))
    rest = min((RESTS[phase] for phase in phases), default=None)
    return Doubt.FAR_AHEAD if last is not None and rest is not None and now - last > rest else None
