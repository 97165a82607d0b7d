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
TIMETABLE_CUT = Refusal(
    code="timetable-cut",
    status=409,
    words=N_(
        "Somebody may rely on what was announced: an end that is brought forward must leave %(least)s working days."
    ),
)
TIMETABLE_FAR = Refusal(
    code="timetable-far",
    status=400,
    words=N_("%(day)s is too far from today: a timetable lies within about a year. Please check the year."),
)
TIMETABLE_OVER = Refusal(
    code="timetable-over",
    status=409,
    words=N_("This step is over, and what was done in it counts. It can only end later than now."),
)
TIMETABLE_SAME = Refusal(
    code="timetable-same", status=409, words=N_("Nothing is changed: please write the right day over the wrong one.")
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

_OF_RIGHTS = ("registration_opens", *DEADLINES)
"""What somebody may have acted on once it is over."""
FURTHEST = timedelta(days=400)
"""How far from today a step may lie: a year, and a month more."""
LEAST_WARNING = 3
"""Working days that are left to who relied on an end which two officers bring forward."""
LEAST_REGISTRATION = 5
"""Working days of the registration, its first and last with them: as long as in the country's third elections of
the councils of societies (1404), a default here."""
LEAST_APPEALS = 3
"""Working days after the end of the review: as many as for objections to a result, by the same default."""


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
    """One deadline that was moved later, or a step that was mistyped and `corrected`, and why."""

    step: str
    until: datetime | None
    reason: str
    at: datetime
    before: datetime | None
    corrected: bool = False


def timetable(db: Session, public_id: str) -> TimetableValue:
    """The timetable of an election; empty when none was set. Refused: not-found."""
    return _value(db, find(db, public_id))


def set_timetable(db: Session, act: Act, public_id: str, wanted: TimetableValue) -> TimetableValue:
    """Set all steps at once; possible until registration opens. After that `extend` moves one of them.

    Refused: phase-wrong, timetable-begun, timetable-order, timetable-day, timetable-short, timetable-far.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    before = _value(db, election)
    if before.registration_opens is not None and before.registration_opens <= act.now and before != wanted:
        raise Refused(TIMETABLE_BEGUN, at=before.registration_opens)
    need_sound(wanted)
    _need_near(before, wanted, act.now)
    _store(db, election, wanted)
    journal.record(
        db, act, journal.Kind.TIMETABLE_SET, election_id=election.id,
        steps={name: at.isoformat() for name, at in wanted.steps()},
    )  # fmt: skip
    return wanted


def extend(db: Session, act: Act, public_id: str, step: str, until: datetime, reason: str) -> TimetableValue:
    """Move one deadline later, with a reason that everybody reads in the journal; also after it has passed.

    Refused: phase-wrong, not-found (no such deadline is set), deadline-earlier, timetable-order, timetable-day,
    timetable-short, timetable-far.
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
    _need_near(before, after, act.now)
    _store(db, election, after)
    journal.record(
        db, act, journal.Kind.DEADLINE_EXTENDED, election_id=election.id, step=step, before=present.isoformat(),
        until=until.isoformat(), reason=reason,
    )  # fmt: skip
    return after


def correct(db: Session, act: Act, public_id: str, wanted: TimetableValue, reason: str) -> TimetableValue:
    """Two officers take back what was mistyped, also after registration began and before now; everybody reads why.

    No right in use is cut off: what is over can only end later than now, and an end that comes nearer leaves some
    working days. Refused: what `need_pair` refuses, phase-wrong, timetable-same, timetable-over, timetable-cut,
    timetable-order, timetable-day, timetable-short, timetable-far.
    """
    election = find(db, public_id, lock=True)
    CORRECT.need(db, act, election.id)
    before = _value(db, election)
    moved = {name: getattr(wanted, name) for name in STEPS if getattr(wanted, name) != getattr(before, name)}
    if not moved:
        raise Refused(TIMETABLE_SAME)
    for name, at in moved.items():
        _need_uncut(name, getattr(before, name), at, act.now)
    need_sound(wanted)
    _need_near(before, wanted, act.now)
    _store(db, election, wanted)
    for name, at in moved.items():
        present = getattr(before, name)
        journal.record(
            db, act, journal.Kind.DEADLINE_CORRECTED, election_id=election.id, step=name, reason=reason,
            before=present.isoformat() if present else None, until=at.isoformat() if at else None,
        )  # fmt: skip
    return wanted


def _need_uncut(name: str, present: datetime | None, at: datetime | None, now: datetime) -> None:
    """Refuse what takes a right that somebody uses. Refused: timetable-over, timetable-cut."""
    if present is None:
        return
    is_open = at is not None and at > now
    if present <= now and (not is_open if name in DEADLINES else is_open or at is None) and name in _OF_RIGHTS:
        raise Refused(TIMETABLE_OVER, step=name)
    if name not in DEADLINES or at is None or at >= present:
        return
    if at <= now or working_days_between(in_tehran(now).date(), in_tehran(at).date()) < LEAST_WARNING:
        raise Refused(TIMETABLE_CUT, step=name, least=LEAST_WARNING)


def _need_near(before: TimetableValue, wanted: TimetableValue, now: datetime) -> None:
    """Refuse a new step that lies too far from today. Refused: timetable-far."""
    for name, at in wanted.steps():
        if at != getattr(before, name) and abs(at - now) > FURTHEST:
            raise Refused(TIMETABLE_FAR, step=name, day=in_tehran(at).date())


def extensions(db: Session, public_id: str) -> tuple[Extension, ...]:
    """What was extended or corrected, the oldest first; `until` is None for a step that is announced no more.

    Refused: not-found.
    """
    election = find(db, public_id)
    kinds = (journal.Kind.DEADLINE_EXTENDED.value, journal.Kind.DEADLINE_CORRECTED.value)
    mine = select(JournalEntry).where(JournalEntry.election_id == election.id, JournalEntry.kind.in_(kinds))
    return tuple(
        Extension(
            step=str(row.detail["step"]), reason=str(row.detail["reason"]), at=row.at,
            until=_instant(row.detail["until"]), before=_instant(row.detail["before"]),
            corrected=row.kind == journal.Kind.DEADLINE_CORRECTED,
        )
        for row in db.scalars(mine.order_by(JournalEntry.id))
    )  # fmt: skip


def _instant(kept: object) -> datetime | None:
    return datetime.fromisoformat(str(kept)) if kept else None


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
CORRECT = Step(
    code="correct",
    permission=Permission.DECIDE,
    before=EARLY,
    officers=2,
    side=True,
    line=False,
    page="office.timetable_correct",
    title=N_("Correct the timetable"),
    sentence=N_("A day that was mistyped is taken back by two officers, with a reason that everybody reads."),
    button=N_("Correct the timetable"),
)
