"""The timetable of an election: notice, registration, review, appeals, final list; late acts are refused by it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran, is_working_day, working_days_between
from app.language.message import N_
from app.models import Election, JournalEntry, Timetable
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.step import Step
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.states.officer import Permission
from app.states.phase import EARLY, Phase

DEADLINE_EARLIER = Refusal(
    code="deadline-earlier", status=400, words=N_("A deadline can only be moved later than %(deadline)s.")
)
DEADLINE_PASSED = Refusal(
    code="deadline-passed",
    status=409,
    words=N_("The deadline passed on %(deadline)s. Please ask the secretariat whether it can be extended."),
)
REGISTRATION_LATER = Refusal(code="registration-later", status=409, words=N_("Registration opens on %(opens)s."))
TIMETABLE_BEGUN = Refusal(
    code="timetable-begun",
    status=409,
    words=N_("Registration began on %(at)s. A deadline can still be extended, with a reason."),
)
TIMETABLE_DAY = Refusal(
    code="timetable-day",
    status=400,
    words=N_("This deadline falls on a day on which offices are closed (Thursday or Friday)."),
)
TIMETABLE_ORDER = Refusal(code="timetable-order", status=400, words=N_("This must come after the step before it."))
TIMETABLE_SHORT = Refusal(
    code="timetable-short",
    status=400,
    words=N_("At least %(least)s working days must lie between this and the step before it."),
)


STEPS = ("notice", "registration_opens", "registration_closes", "review_ends", "appeals_end", "list_final")
"""In the order in which they come."""

DEADLINES = ("registration_closes", "review_ends", "appeals_end")
"""What people must keep: these end on a working day."""

LEAST_REGISTRATION = 5
LEAST_APPEALS = 3
"""Working days of the registration with its first and last, and working days after the end of the review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableValue:
    """Instants; None is not announced, and forbids nothing."""

    notice: datetime | None = None
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    review_ends: datetime | None = None
    appeals_end: datetime | None = None
    list_final: datetime | None = None

    def steps(self) -> tuple[tuple[str, datetime], ...]:
        """The announced steps in their order."""
        said = ((name, getattr(self, name)) for name in STEPS)
        return tuple((name, at) for name, at in said if at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One deadline that was moved later, and why."""

    step: str
    until: datetime
    reason: str
    at: datetime


def timetable(db: Session, public_id: str) -> TimetableValue:
    """The timetable of an election; empty when none was set. Refused: not-found."""
    return _value(db, find(db, public_id))


def set_timetable(db: Session, act: Act, public_id: str, wanted: TimetableValue) -> TimetableValue:
    """Set all steps at once; possible until registration opens. After that `extend` moves one of them.

    Refused: phase-wrong, timetable-begun, timetable-order, timetable-day, timetable-short.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    before = _value(db, election)
    if before.registration_opens is not None and before.registration_opens <= act.now and before != wanted:
        raise Refused(TIMETABLE_BEGUN, at=before.registration_opens)
    need_sound(wanted)
    _store(db, election, wanted)
    journal.record(
        db, act, journal.Kind.TIMETABLE_SET, election_id=election.id,
        steps={name: at.isoformat() for name, at in wanted.steps()},
    )  # fmt: skip
    return wanted


def extend(db: Session, act: Act, public_id: str, step: str, until: datetime, reason: str) -> TimetableValue:
    """Move one deadline later, with a reason that everybody reads in the journal; also after it has passed.

    Refused: phase-wrong, not-found (no such deadline is set), deadline-earlier, timetable-order, timetable-day,
    timetable-short.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    before = _value(db, election)
    present = getattr(before, step) if step in DEADLINES else None
    if present is None:
        raise Refused(NOT_FOUND)
    if until <= present or until <= act.now:
        raise Refused(DEADLINE_EARLIER, deadline=max(present, act.now))
    after = replace(before, **{step: until})
    need_sound(after)
    _store(db, election, after)
    journal.record(
        db, act, journal.Kind.DEADLINE_EXTENDED, election_id=election.id, step=step, before=present.isoformat(),
        until=until.isoformat(), reason=reason,
    )  # fmt: skip
    return after


def extensions(db: Session, public_id: str) -> tuple[Extension, ...]:
    """What was extended, the oldest first. Refused: not-found."""
    election = find(db, public_id)
    mine = select(JournalEntry).where(
        JournalEntry.election_id == election.id, JournalEntry.kind == journal.Kind.DEADLINE_EXTENDED.value
    )
    return tuple(
        Extension(
            step=str(row.detail["step"]), until=datetime.fromisoformat(str(row.detail["until"])),
            reason=str(row.detail["reason"]), at=row.at,
        )
        for row in db.scalars(mine.order_by(JournalEntry.id))
    )  # fmt: skip


def need_open(db: Session, election_id: int, now: datetime) -> None:
    """Refuse unless institutions may register now. Refused: registration-later, deadline-passed, phase-wrong."""
    election = db.get_one(Election, election_id)
    need_phase(election.phase, Phase.NOMINATING)
    found = _value(db, election)
    if found.registration_opens is not None and now < found.registration_opens:
        raise Refused(REGISTRATION_LATER, opens=found.registration_opens)
    need_before(found.registration_closes, now)


def need_review_time(db: Session, election_id: int, now: datetime) -> None:
    """Refuse after the end of the review. Refused: deadline-passed."""
    election = db.get_one(Election, election_id)
    need_before(_value(db, election).review_ends, now)


def need_appeal_time(db: Session, election_id: int, now: datetime) -> None:
    """Refuse after the end of appeals. Refused: deadline-passed."""
    election = db.get_one(Election, election_id)
    need_before(_value(db, election).appeals_end, now)


def need_before(deadline: datetime | None, now: datetime) -> None:
    """Refuse (deadline-passed) an act after its deadline; the deadline is named."""
    if deadline is not None and now > deadline:
        raise Refused(DEADLINE_PASSED, deadline=deadline)


def need_sound(wanted: TimetableValue) -> None:
    """Refuse a timetable out of order, with a deadline on a day of rest, or with too little time.

    Refused: timetable-order, timetable-day, timetable-short.
    """
    steps = wanted.steps()
    for (first, at), (second, later) in pairwise(steps):
        if later <= at:
            raise Refused(TIMETABLE_ORDER, first=first, second=second)
    for name in DEADLINES:
        at = getattr(wanted, name)
        if at is not None and not is_working_day(in_tehran(at).date()):
            raise Refused(TIMETABLE_DAY, step=name)
    opens, closes = wanted.registration_opens, wanted.registration_closes
    if opens is not None and closes is not None:
        _need_days(in_tehran(opens).date() - timedelta(days=1), closes, LEAST_REGISTRATION, "registration_closes")
    if wanted.review_ends is not None and wanted.appeals_end is not None:
        _need_days(in_tehran(wanted.review_ends).date(), wanted.appeals_end, LEAST_APPEALS, "appeals_end")


def _need_days(before: date, end: datetime, least: int, step: str) -> None:
    """Refuse fewer than `least` working days after the day `before`, up to the end's own."""
    if working_days_between(before, in_tehran(end).date()) < least:
        raise Refused(TIMETABLE_SHORT, step=step, least=least)


def _value(db: Session, election: Election) -> TimetableValue:
    row = db.get(Timetable, election.id)
    return TimetableValue() if row is None else TimetableValue(**{name: getattr(row, name) for name in STEPS})


def _store(db: Session, election: Election, value: TimetableValue) -> None:
    row = db.get(Timetable, election.id)
    if row is None:
        row = Timetable(election_id=election.id)
        db.add(row)
    for name, at in asdict(value).items():
        setattr(row, name, at)
    db.flush()


TIMETABLE = Step(
    code="timetable",
    permission=Permission.PREPARE,
    before=EARLY,
    side=True,
    page="office.timetable_page",
    open_in=tuple(Phase),
    title=N_("Timetable"),
    sentence=N_("When registration opens and closes, until when is reviewed and appealed."),
    button=N_("Set the timetable"),
)
