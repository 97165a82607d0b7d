"""Work in the background: asked for, taken by the worker, told how far it is, ended.

The same work is asked for once: whoever asks meanwhile is shown the one that waits or runs. What ran when its worker
ended is begun again, so each kind is made such that a second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Job
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.states.job import ACTIVE, JobKind, JobState

JOBS_MANY = Refusal(
    code="jobs-many",
    status=503,
    words=N_("Much work is waiting already. Please ask again in a few minutes."),
)
JOB_ENDED = Refusal(
    code="job-ended",
    status=409,
    words=N_("This work ended twice before it was done. Nothing was changed. Please tell whoever keeps the computer."),
)

MOST, BOOKLETS = 30, 30
"""So much waits at once in the whole installation, and so many booklets beside it: everybody may ask for one, in each
language, and takes a place, or a turn, neither from the count nor from any other work of the office."""
TRIES = 2
KEPT = timedelta(hours=24)
"""So long what was made can be taken away: a file with all data is not left lying about."""
SOON = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class JobValue:
    """Some work, as pages show it; `steps` of `total` where that is known, `problem` by language."""

    id: int
    kind: JobKind
    key: str
    arguments: Mapping[str, str]
    assembly_id: int | None
    asker: str
    asked: datetime
    state: JobState
    unwanted: bool
    steps: int
    total: int
    began: datetime | None
    ended: datetime | None
    name: str | None
    media_type: str | None
    problem: Mapping[str, str] | None

    @property
    def is_active(self) -> bool:
        """Whether it is still to come."""
        return self.state in ACTIVE


def ask(
    db: Session, act: Act, kind: JobKind, arguments: Mapping[str, str], *, assembly_id: int | None = None
) -> JobValue:
    """Ask for work; the same that waits or runs already is given back. Refused: jobs-many."""
    key = _key(kind, arguments)
    active = select(Job).where(Job.state.in_(ACTIVE))
    row = db.scalars(active.where(Job.key == key)).first()
    if row is None:
        alike = active.where((Job.kind == JobKind.BOOKLET) == (kind == JobKind.BOOKLET))
        if len(db.scalars(alike).all()) >= (BOOKLETS if kind == JobKind.BOOKLET else MOST):
            raise Refused(JOBS_MANY, seconds=SOON)
        row = Job(
            kind=kind, key=key, arguments=dict(arguments), assembly_id=assembly_id, asker=next(iter(act.officers), ""),
            asked=act.now, state=JobState.WAITING, unwanted=False, tries=0, steps=0, total=0,
        )  # fmt: skip
        db.add(row)
        db.flush()
    return _value(row)


def job(db: Session, job_id: int, *, assembly_id: int | None = None) -> JobValue:
    """Some work; `assembly_id`: only of that assembly. Refused: not-found."""
    row = db.get(Job, job_id)
    if row is None or (assembly_id is not None and row.assembly_id != assembly_id):
        raise Refused(NOT_FOUND)
    return _value(row)


def last(db: Session, kind: JobKind, arguments: Mapping[str, str]) -> JobValue | None:
    """What was asked for last of this, or None."""
    row = db.scalars(select(Job).where(Job.key == _key(kind, arguments)).order_by(Job.id.desc()).limit(1)).first()
    return None if row is None else _value(row)


def of_election(db: Session, kind: JobKind, public_id: str) -> tuple[JobValue, ...]:
    """What is still to come of a kind for an election, in its order; where nothing is, what ended last, or nothing."""
    base = "/".join((kind, public_id))
    mine = select(Job).where(or_(Job.key == base, Job.key.startswith(f"{base}/", autoescape=True)))
    rows = db.scalars(mine.where(Job.state.in_(ACTIVE)).order_by(Job.id)).all()
    return tuple(map(_value, rows or db.scalars(mine.order_by(Job.id.desc()).limit(1)).all()))


def cancel(db: Session, job_id: int, now: datetime) -> JobValue:
    """End what waits, and tell the worker to end what runs; what has ended stays as it is. Refused: not-found."""
    row = db.get(Job, job_id, with_for_update=True)
    if row is None:
        raise Refused(NOT_FOUND)
    if row.state == JobState.WAITING:
        row.state, row.ended = JobState.CANCELLED, now
    elif row.state == JobState.RUNNING:
        row.unwanted = True
    return _value(row)


def take(db: Session, now: datetime) -> JobValue | None:
    """The work that waits longest, a booklet only where nothing else waits; it runs from now on."""
    waits = select(Job).where(Job.state == JobState.WAITING).order_by(Job.kind == JobKind.BOOKLET, Job.id).limit(1)
    row = db.scalars(waits.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.state, row.began, row.tries, row.steps, row.total = JobState.RUNNING, now, row.tries + 1, 0, 0
    return _value(row)


def is_waiting(db: Session) -> bool:
    """Whether anything waits for the worker."""
    return db.scalar(select(Job.id).where(Job.state == JobState.WAITING).limit(1)) is not None


def tell(db: Session, job_id: int, steps: int, total: int) -> None:
    """Note how far it is."""
    db.execute(update(Job).where(Job.id == job_id).values(steps=steps, total=total))


def done(db: Session, job_id: int, now: datetime, *, name: str | None = None, media_type: str | None = None) -> None:
    """It is done, with a file of that name or without one."""
    _end(db, job_id, JobState.DONE, now, name=name, media_type=media_type)


def fail(db: Session, job_id: int, now: datetime, problem: Mapping[str, str]) -> None:
    """It failed; `problem` says why, by language."""
    _end(db, job_id, JobState.FAILED, now, problem=dict(problem))


def let_go(db: Session, job_id: int, now: datetime, problem: Mapping[str, str]) -> JobValue | None:
    """Its process ended before the work was done: cancelled if nobody wants it, else begun again, or failed at last.

    Returns what became of it, None where it had ended well.
    """
    row = db.get(Job, job_id, with_for_update=True)
    if row is None or row.state != JobState.RUNNING:
        return None
    if row.unwanted:
        row.state, row.ended = JobState.CANCELLED, now
    elif row.tries < TRIES:
        row.state = JobState.WAITING
    else:
        row.state, row.ended, row.problem = JobState.FAILED, now, dict(problem)
    return _value(row)


def running(db: Session) -> tuple[int, ...]:
    """What is said to run."""
    return tuple(db.scalars(select(Job.id).where(Job.state == JobState.RUNNING).order_by(Job.id)))


def sweep(db: Session, now: datetime) -> tuple[int, ...]:
    """Forget what ended long ago; the ids, whose files go with them."""
    old = tuple(db.scalars(select(Job.id).where(Job.state.not_in(ACTIVE), Job.ended < now - KEPT)))
    db.execute(delete(Job).where(Job.id.in_(old)))
    return old


def _key(kind: JobKind, arguments: Mapping[str, str]) -> str:
    """What tells the same work from other work."""
    return "/".join((kind, *(arguments[one] for one in sorted(arguments))))


def _end(
    db: Session, job_id: int, state: JobState, now: datetime, *, name: str | None = None,
    media_type: str | None = None, problem: dict[str, str] | None = None,
) -> None:  # fmt: skip
    row = db.get_one(Job, job_id, with_for_update=True)
    row.state, row.ended, row.name, row.media_type, row.problem = state, now, name, media_type, problem


def _value(row: Job) -> JobValue:
    return JobValue(
        id=row.id, kind=row.kind, key=row.key, arguments=row.arguments, assembly_id=row.assembly_id, asker=row.asker,
        asked=row.asked, state=row.state, unwanted=row.unwanted, steps=row.steps, total=row.total, began=row.began,
        ended=row.ended, name=row.name, media_type=row.media_type, problem=row.problem,
    )  # fmt: skip
