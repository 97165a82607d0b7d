"""Objections to a provisional result: each has a number and a receipt, is ruled with reasons, and stops the final
result until then; or whoever may object has said not to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.models import Election, Objection, ObjectionWaiver
from app.services.accounts.account import institutions_behind
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.election.election import election_value, need_phase
from app.services.election.rows import find
from app.services.nomination.nomination import NominationValue, candidates
from app.states.objection import Ruling
from app.states.officer import Permission
from app.states.phase import Phase

OBJECTION_LATE = Refusal(
    code="objection-late",
    status=409,
    words=N_("Objections were taken until the end of %(until)s."),
    field="received",
)
OBJECTION_DAY = Refusal(
    code="objection-day",
    status=409,
    words=N_("An objection is received between the announcement and today."),
    field="received",
)
OBJECTION_OTHERS = Refusal(
    code="objection-others",
    status=403,
    words=N_(
        "Candidates of this election may object here. Whoever else has a right to object turns to the secretariat."
    ),
)
OBJECTION_RULED = Refusal(
    code="objection-ruled", status=409, words=N_("This objection has been ruled. A ruling is not written over.")
)
OBJECTION_UNRULED = Refusal(
    code="objection-unruled",
    status=409,
    words=N_("Objection no. %(number)s is not ruled yet. The result becomes final when each is ruled."),
)
OBJECTION_UPHELD = Refusal(
    code="objection-upheld",
    status=409,
    words=N_("Objection no. %(number)s was upheld: this result cannot stand. The election is annulled or repeated."),
)
OBJECTIONS_OPEN = Refusal(
    code="objections-open",
    status=409,
    words=N_(
        "Objections are taken until the end of %(until)s. Sooner only when each candidate has said not to object: "
        "%(missing)s have not."
    ),
)


_WHEN = (ObjectionWaiver.entered, ObjectionWaiver.institution_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionValue:
    """An objection; `institution` is None of one that the office wrote down for a `person`.

    `ruling`, `ruled` and what goes with them are None or empty until it is ruled; `body` decided, `ruled_by` recorded.
    """

    number: int
    receipt: str
    institution_id: int | None
    institution: Names | None
    person: str
    text: str
    received: date
    entered: datetime
    entered_by: str
    ruling: Ruling | None
    body: str
    reasons: str
    ruled: datetime | None
    ruled_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverValue:
    """Who said, for which candidate, that it does not object; `own`: by the institution's own account."""

    institution_id: int
    institution: Names
    person: str
    entered: datetime
    entered_by: str
    own: bool


def object_to(
    db: Session,
    act: Act,
    public_id: str,
    *,
    text: str,
    institution_id: int | None = None,
    person: str = "",
    received: date | None = None,
) -> ObjectionValue:
    """Take an objection, by a candidate's institution or by the office for a person; what was waived is taken back.

    `received`: the day on which a paper came to the office, by default today.
    Refused: not-found, phase-wrong, objection-others, objection-day, objection-late.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.PROVISIONAL)
    if institution_id is not None and institution_id not in {one.institution.id for one in entitled(db, public_id)}:
        raise Refused(OBJECTION_OTHERS)
    value, today = election_value(db, election.id), in_tehran(act.now).date()
    day, until = received or today, value.objections_until or today
    if not in_tehran(value.times[Phase.PROVISIONAL]).date() <= day <= today:
        raise Refused(OBJECTION_DAY)
    if day > until:
        raise Refused(OBJECTION_LATE, until=until)
    last = db.scalar(select(func.max(Objection.number)).where(Objection.election_id == election.id)) or 0
    row = Objection(
        election_id=election.id, number=last + 1, institution_id=institution_id, person=person, text=text, received=day,
        entered=act.now, entered_by=act.officers[0], ruling=None, body="", reasons="", ruled=None, ruled_by=[],
    )  # fmt: skip
    db.add(row)
    waived = db.get(ObjectionWaiver, (election.id, institution_id)) if institution_id is not None else None
    if waived is not None:
        db.delete(waived)
    db.flush()
    journal.record(
        db, act, journal.Kind.OBJECTION_LODGED, election_id=election.id, number=row.number, institution=institution_id
    )
    return _value(public_id, row, _names(db, public_id))


def rule(
    db: Session, act: Act, public_id: str, number: int, *, ruling: Ruling, body: str, reasons: str
) -> ObjectionValue:
    """Record how the deciding `body` ruled an objection, with its reasons, which are published; two officers.

    Refused: as `need_pair`, not-found, phase-wrong, objection-ruled.
    """
    election = find(db, public_id, lock=True)
    need_pair(db, act, election.id)
    need_phase(election.phase, Phase.PROVISIONAL)
    row = _find(db, election.id, number)
    if row.ruling is not None:
        raise Refused(OBJECTION_RULED)
    row.ruling, row.body, row.reasons, row.ruled, row.ruled_by = ruling, body, reasons, act.now, list(act.officers)
    journal.record(
        db, act, journal.Kind.OBJECTION_RULED, election_id=election.id, number=number, ruling=ruling, body=body
    )
    return _value(public_id, row, _names(db, public_id))


def waive(db: Session, act: Act, public_id: str, said: Mapping[int, str]) -> tuple[WaiverValue, ...]:
    """Record for candidates, by the ids of their institutions, who said that they do not object.

    One that is recorded already stays as it is. Refused: not-found (also who is no candidate), phase-wrong.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.PROVISIONAL)
    if not said.keys() <= {one.institution.id for one in entitled(db, public_id)}:
        raise Refused(NOT_FOUND)
    for institution_id, person in said.items():
        if db.get(ObjectionWaiver, (election.id, institution_id)) is None:
            db.add(
                ObjectionWaiver(
                    election_id=election.id, institution_id=institution_id, person=person, entered=act.now,
                    entered_by=act.officers[0],
                )
            )  # fmt: skip
            journal.record(
                db, act, journal.Kind.OBJECTION_WAIVER, election_id=election.id, institution=institution_id,
                person=person,
            )  # fmt: skip
    db.flush()
    return waivers(db, public_id)


def entitled(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """The candidates whose institutions may object: on the ballot, and not withdrawn. Refused: not-found."""
    return tuple(one for one in candidates(db, public_id) if not one.withdrawn)


def objections(db: Session, public_id: str) -> tuple[ObjectionValue, ...]:
    """Every objection of an election, by number. Refused: not-found."""
    mine = select(Objection).where(Objection.election_id == find(db, public_id).id).order_by(Objection.number)
    known = _names(db, public_id)
    return tuple(_value(public_id, row, known) for row in db.scalars(mine))


def objection(db: Session, public_id: str, number: int) -> ObjectionValue:
    """One objection. Refused: not-found."""
    return _value(public_id, _find(db, find(db, public_id).id, number), _names(db, public_id))


def waivers(db: Session, public_id: str) -> tuple[WaiverValue, ...]:
    """Who said that they do not object, in the order in which it was recorded. Refused: not-found."""
    mine = select(ObjectionWaiver).where(ObjectionWaiver.election_id == find(db, public_id).id)
    known, rows = _names(db, public_id), db.scalars(mine.order_by(*_WHEN)).all()
    behind = institutions_behind(db, [row.entered_by for row in rows])
    return tuple(
        WaiverValue(
            institution_id=row.institution_id, institution=known[row.institution_id],
            person=row.person, entered=row.entered, entered_by=row.entered_by,
            own=behind.get(row.entered_by) == row.institution_id,
        )
        for row in rows
    )  # fmt: skip


def is_running(db: Session, election_id: int, now: datetime) -> bool:
    """Whether the time for objections is still running."""
    until = election_value(db, election_id).objections_until
    return until is not None and in_tehran(now).date() <= until


def need_settled(db: Session, election_id: int, now: datetime) -> None:
    """Refuse a final result while objections may be made or wait.

    Refused: objection-unruled, objection-upheld, objections-open.
    """
    value = election_value(db, election_id)
    for one in objections(db, value.public_id):
        if one.ruling is None:
            raise Refused(OBJECTION_UNRULED, number=one.number)
        if one.ruling is Ruling.UPHELD:
            raise Refused(OBJECTION_UPHELD, number=one.number)
    waived = {one.institution_id for one in waivers(db, value.public_id)}
    missing = [one for one in entitled(db, value.public_id) if one.institution.id not in waived]
    if missing and is_running(db, election_id, now):
        raise Refused(OBJECTIONS_OPEN, until=value.objections_until, missing=len(missing))


def _find(db: Session, election_id: int, number: int) -> Objection:
    mine = (Objection.election_id == election_id, Objection.number == number)
    row = db.scalars(select(Objection).where(*mine).with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _names(db: Session, public_id: str) -> dict[int, Names]:
    """The candidates' names, as the election says them, by the ids of their institutions."""
    return {one.institution.id: one.institution.name for one in candidates(db, public_id)}


def _value(public_id: str, row: Objection, known: Mapping[int, Names]) -> ObjectionValue:
    owner = None if row.institution_id is None else known[row.institution_id]
    return ObjectionValue(
        number=row.number, receipt=f"{public_id}-O{row.number:03d}", institution_id=row.institution_id,
        institution=owner, person=row.person, text=row.text, received=row.received, entered=row.entered,
        entered_by=row.entered_by, ruling=row.ruling, body=row.body, reasons=row.reasons, ruled=row.ruled,
        ruled_by=tuple(row.ruled_by),
    )  # fmt: skip


def _is_settled(db: Session, election_id: int) -> bool:
    return all(one.ruling is not None for one in objections(db, db.get_one(Election, election_id).public_id))


OBJECTIONS = Step(
    code="objections",
    permission=Permission.DECIDE,
    before=(Phase.PROVISIONAL,),
    is_done=_is_settled,
    page="office.objections",
    open_in=(Phase.PROVISIONAL, Phase.FINAL),
    title=N_("Objections"),
    sentence=N_("Each objection has a number and a receipt, and is ruled with reasons that everybody can read."),
    button=N_("Go to the objections"),
)
