"""Who has a seat by the final result, and who follows when one falls free: always the next by the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.language.dates import after_months, in_tehran
from app.models import Election, Seat
from app.services.accounts.account import institutions_behind
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.count.rows import seats_of
from app.services.count.tally import ResultLine, outcome
from app.services.election.election import election_value
from app.services.election.rows import find
from app.services.nomination.withdrawal import renunciations
from app.states.election import Succession
from app.states.phase import Phase
from app.states.seat import HELD, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatValue:
    """One holding of a seat; `line` is the holder's line of the result, None where the seat is vacant.

    `changed` is the day on which the holder took it, declined it or left it, None before; `officers` recorded that, or
    the institution did by its `own` account. `asked` and `asked_reason`: when and why it said by that account that it
    does not want the seat, which two officers record.
    """

    place: int
    line: ResultLine | None
    alternate: bool
    state: SeatState
    since: date
    until: date
    changed: date | None
    reason: str
    officers: tuple[str, ...]
    own: bool = False
    asked: datetime | None = None
    asked_reason: str = ""

    @property
    def held(self) -> bool:
        """Whether somebody has the seat by this holding."""
        return self.state in HELD


def seat_elected(db: Session, act: Act, election_id: int) -> None:
    """Give each elected institution its seat, once the result is final; again changes nothing.

    Who withdrew after the votes were closed keeps the place in the result and has declined the seat: by the rule of
    the election it goes to the next, or stays vacant. Refused: phase-wrong before the tally.
    """
    if seats_of(db, election_id):
        return
    value = election_value(db, election_id)
    day = in_tehran(value.times[Phase.FINAL]).date()
    until = after_months(day, value.rule.term_months)
    gone = renunciations(db, election_id)
    free = []
    for place, line in enumerate(outcome(db, value.public_id).seated, start=1):
        who = line.candidate.institution.id
        left = gone.get(who)
        row = Seat(
            election_id=election_id, place=place, institution_id=who, alternate=False, since=day, until=until,
            state=SeatState.OFFERED, changed=None, reason="", officers=[],
        )  # fmt: skip
        if left is not None:
            row.state, row.changed = SeatState.DECLINED, in_tehran(left.at).date()
            row.reason, row.officers = left.text, list(left.actors)
            free.append(place)
        db.add(row)
    db.flush()
    for place in free:
        follow(db, act, election_id, place, day, passes=value.rule.succession == Succession.NEXT)


def follow(db: Session, act: Act, election_id: int, place: int, day: date, *, passes: bool = True) -> None:
    """Seat the next alternate by the result on a place that is free, or write down that it is vacant.

    Refused: phase-wrong before the tally.
    """
    rows = seats_of(db, election_id)
    left = _left(db, election_value(db, election_id).public_id)
    who = left[0].candidate.institution.id if passes and left else None
    state = SeatState.VACANT if who is None else SeatState.OFFERED
    until = next(row.until for row in rows if row.place == place)
    db.add(
        Seat(
            election_id=election_id, place=place, institution_id=who, alternate=who is not None,
            state=state, since=day, until=until, changed=None, reason="", officers=[],
        )
    )  # fmt: skip
    db.flush()
    kind = journal.Kind.SEAT_VACANT if who is None else journal.Kind.SEAT_PASSED
    journal.record(db, act, kind, election_id=election_id, place=place, institution=who)


def seats(db: Session, public_id: str) -> tuple[SeatValue, ...]:
    """Every holding of every seat, by place and in order of time; none before the result is final.

    An election that was made final by an earlier version has its seats as its result gave them. Refused: not-found,
    phase-wrong.
    """
    row = find(db, public_id)
    if row.phase != Phase.FINAL or row.counts is None:
        return ()
    result = outcome(db, public_id)
    lines = {line.candidate.institution.id: line for line in result.lines}
    rows = seats_of(db, row.id)
    behind = institutions_behind(db, [username for one in rows for username in one.officers])
    kept = tuple(
        SeatValue(
            place=one.place, line=None if one.institution_id is None else lines[one.institution_id],
            alternate=one.alternate, state=one.state, since=one.since, until=one.until, changed=one.changed,
            reason=one.reason, officers=tuple(one.officers), asked=one.asked, asked_reason=one.asked_reason,
            own=any(behind.get(username) == one.institution_id for username in one.officers if one.institution_id),
        )
        for one in rows
    )  # fmt: skip
    return kept or _as_elected(db, row, result.seated)


def holders(db: Session, public_id: str) -> tuple[SeatValue, ...]:
    """The holdings by which somebody has a seat now. Refused: not-found, phase-wrong."""
    return tuple(one for one in seats(db, public_id) if one.held)


def seat_of(db: Session, public_id: str, institution_id: int) -> SeatValue | None:
    """The holding of an institution, also one that has ended, or None where it had none. Refused: not-found,
    phase-wrong."""
    mine = (one for one in seats(db, public_id) if one.line and one.line.candidate.institution.id == institution_id)
    return next(mine, None)


def following(db: Session, public_id: str) -> ResultLine | None:
    """Who follows when a seat falls free now, or None where no alternate is left. Refused: not-found, phase-wrong."""
    left = _left(db, public_id)
    return left[0] if left else None


def alternates_left(db: Session, public_id: str) -> int:
    """How many alternates have had no seat yet. Refused: not-found, phase-wrong."""
    return len(_left(db, public_id))


def _left(db: Session, public_id: str) -> list[ResultLine]:
    """The alternates who have had no seat and have not withdrawn, the next first."""
    election_id = find(db, public_id).id
    had = {row.institution_id for row in seats_of(db, election_id)} | set(renunciations(db, election_id))
    return [line for line in outcome(db, public_id).alternates if line.candidate.institution.id not in had]


def _as_elected(db: Session, row: Election, seated: tuple[ResultLine, ...]) -> tuple[SeatValue, ...]:
    value = election_value(db, row.id)
    day = in_tehran(value.times[Phase.FINAL]).date()
    until = after_months(day, value.rule.term_months)
    return tuple(
        SeatValue(
            place=place, line=line, alternate=False, state=SeatState.OFFERED, since=day, until=until, changed=None,
            reason="", officers=(),
        )
        for place, line in enumerate(seated, start=1)
    )  # fmt: skip
