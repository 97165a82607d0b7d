"""Notices to a candidate: each decision and each withdrawal gets a number at once and keeps what its letter says."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Election, Nomination, NominationStep, Notice, Timetable
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.registry import next_number, number_text
from app.services.election.rehearsal import series_in
from app.services.election.rows import find_nomination, kept_words
from app.services.register.institution import institution_value
from app.services.register.letterhead import letterhead
from app.states.nomination import StepKind

_DEADLINES = {
    StepKind.RETURNED: "review_ends",
    StepKind.REJECTED: "appeals_end",
    StepKind.ACCEPTED: "list_final",
}
"""The date that matters to who gets the notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeValue:
    """A notice about the step `step` of `kind`; everything is as it was on that day.

    `appeal`: it decides on an appeal, made on `appealed`; `answers` is the number of the notice it comes back to.
    `deadline`: until when to mend or to appeal, or when the list is final; None where none was announced.
    """

    step: int
    kind: StepKind
    number: str
    at: datetime
    reason: str
    text: str
    appeal: bool
    appealed: datetime | None
    answers: str
    deadline: datetime | None
    frozen: bool
    receipt: str
    election: Names
    session: int
    session_date: date
    institution: Names
    province: str
    representative: Names


def enter(db: Session, nomination_id: int, step_id: int) -> None:
    """Give the notice about `step` its number, and keep what it will say."""
    step = db.get_one(NominationStep, step_id)
    row = db.get_one(Nomination, nomination_id)
    election = db.get_one(Election, row.election_id)
    assembly_id = election.session.assembly_id
    series = series_in(db, election.id, letterhead(db, assembly_id).notice_series)
    year, counter = next_number(db, assembly_id, in_tehran(step.at).date(), series)
    facts = _facts(db, election, row, step)
    db.add(Notice(step_id=step.id, assembly_id=assembly_id, year=year, series=series, counter=counter, facts=facts))
    db.flush()


def notices(db: Session, public_id: str, nomination_id: int) -> tuple[NoticeValue, ...]:
    """The notices about a nomination, the oldest first. Refused: not-found."""
    return _read(db, public_id, nomination_id)


def notice(db: Session, public_id: str, nomination_id: int, step_id: int) -> NoticeValue:
    """The notice about one step of a nomination. Refused: not-found."""
    found = _read(db, public_id, nomination_id, Notice.step_id == step_id)
    if not found:
        raise Refused(NOT_FOUND)
    return found[0]


def _read(db: Session, public_id: str, nomination_id: int, *more: ColumnElement[bool]) -> tuple[NoticeValue, ...]:
    find_nomination(db, public_id, nomination_id)
    query = select(NominationStep, Notice).where(
        Notice.step_id == NominationStep.id, NominationStep.nomination_id == nomination_id, *more
    )
    return tuple(_value(step, kept) for step, kept in db.execute(query.order_by(NominationStep.id)))


def _facts(db: Session, election: Election, row: Nomination, step: NominationStep) -> dict[str, object]:
    appealed, answers = _appeal(db, row, step)
    dates = db.get(Timetable, election.id)
    name = None if appealed and step.kind == StepKind.REJECTED else _DEADLINES.get(step.kind)
    deadline = getattr(dates, name) if dates and name else None
    home, who = election.session, institution_value(db, row.institution_id, kept_words(db, row))
    return {
        "appealed": appealed.isoformat() if appealed else None, "answers": answers,
        "deadline": deadline.isoformat() if deadline else None, "frozen": election.fingerprint is not None,
        "receipt": row.receipt or "",
        "election": [election.title_fa, election.title_en, election.title_ar],
        "session": home.number, "session_date": home.held_on.isoformat(),
        "institution": list(astuple(who.name)), "province": who.province,
        "representative": [row.representative_fa, row.representative_en, row.representative_ar],
    }  # fmt: skip


def _appeal(db: Session, row: Nomination, step: NominationStep) -> tuple[datetime | None, str]:
    """When the appeal was made that this step decides on, and the number of the notice that it was made against."""
    if step.kind not in (StepKind.ACCEPTED, StepKind.REJECTED):
        return None, ""
    appealed = db.scalar(
        select(NominationStep.at).where(
            NominationStep.nomination_id == row.id, NominationStep.kind == StepKind.APPEALED
        )
    )
    rejected = db.scalars(
        select(Notice)
        .join(NominationStep, NominationStep.id == Notice.step_id)
        .where(
            NominationStep.nomination_id == row.id,
            NominationStep.kind == StepKind.REJECTED,
            NominationStep.id < step.id,
        )
        .order_by(NominationStep.id.desc())
    ).first()
    if appealed is None or rejected is None:
        return appealed, ""
    return appealed, number_text(rejected.year, rejected.series, rejected.counter)


def _value(step: NominationStep, kept: Notice) -> NoticeValue:
    said: dict[str, Any] = kept.facts
    appealed, deadline = (
        datetime.fromisoformat(said[name]) if said[name] else None for name in ("appealed", "deadline")
    )
    return NoticeValue(
        step=step.id, kind=step.kind, number=number_text(kept.year, kept.series, kept.counter), at=step.at,
        reason=step.reason, text=step.text, appeal=appealed is not None, appealed=appealed, answers=said["answers"],
        deadline=deadline, frozen=said["frozen"], receipt=said["receipt"], election=Names(*said["election"]),
        session=said["session"], session_date=date.fromisoformat(said["session_date"]),
        institution=Names(*said["institution"]), province=said["province"],
        representative=Names(*said["representative"]),
    )  # fmt: skip
