"""Nominations: an institution stands for election; the office accepts, rejects, records a withdrawal."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Election, Institution, Nomination
from app.services import journal
from app.services.act import Act, Names, Refused
from app.services.election import find, need_phase
from app.services.institution import InstitutionValue, institution_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """One thing done: the Jalali year, a field's code, what was counted and how many."""

    year: int
    field: str
    text: Names
    indicator: Names
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a candidate shows: a paragraph, its programmes, its achievements."""

    introduction: Names
    programmes: tuple[Names, ...] = ()
    achievements: tuple[Achievement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationValue:
    """A nomination; `number` is its place on the ballot once the election is frozen."""

    id: int
    number: int | None
    status: str
    institution: InstitutionValue
    representative: Names
    dossier: Dossier

    @property
    def withdrawn(self) -> bool:
        """Whether the candidate has withdrawn."""
        return self.status == "withdrawn"


def nominate(
    db: Session, act: Act, public_id: str, *, institution_id: int, representative: Names, dossier: Dossier
) -> NominationValue:
    """Submit a nomination. Refused: nomination-closed, nomination-duplicate."""
    election = find(db, public_id, lock=True)
    if election.phase not in ("draft", "nominating", "reviewing"):
        raise Refused("nomination-closed")
    twin = select(Nomination.id).where(
        Nomination.election_id == election.id, Nomination.institution_id == institution_id
    )
    if db.scalar(twin):
        raise Refused("nomination-duplicate")
    row = Nomination(
        election_id=election.id, institution=db.get_one(Institution, institution_id), number=None, status="submitted",
        representative_fa=representative.fa, representative_en=representative.en, dossier=asdict(dossier),
    )  # fmt: skip
    db.add(row)
    db.flush()
    journal.record(db, act, journal.Kind.NOMINATION_SUBMITTED, election=election, institution=institution_id)
    return nomination_value(row)


def decide(db: Session, act: Act, public_id: str, nomination_id: int, *, accept: bool) -> NominationValue:
    """Accept or reject a submitted nomination. Refused: phase-wrong, not-found."""
    election, row = _pair(db, public_id, nomination_id)
    need_phase(election, "nominating", "reviewing")
    if row.status != "submitted":
        raise Refused("phase-wrong", phase=row.status)
    row.status = "accepted" if accept else "rejected"
    kind = journal.Kind.NOMINATION_ACCEPTED if accept else journal.Kind.NOMINATION_REJECTED
    journal.record(db, act, kind, election=election, institution=row.institution_id)
    return nomination_value(row)


def withdraw(db: Session, act: Act, public_id: str, nomination_id: int) -> NominationValue:
    """Record a withdrawal; again changes nothing. After freezing the candidate stays on the ballot, marked.

    Refused: phase-wrong, not-found.
    """
    election, row = _pair(db, public_id, nomination_id)
    need_phase(election, "draft", "nominating", "reviewing", "frozen", "open", "closed")
    if row.status != "withdrawn":
        row.status = "withdrawn"
        journal.record(db, act, journal.Kind.NOMINATION_WITHDRAWN, election=election, institution=row.institution_id)
    return nomination_value(row)


def nominations(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """Every nomination of an election, in Persian order of the names."""
    election = find(db, public_id)
    rows = db.scalars(
        select(Nomination).join(Institution).where(Nomination.election_id == election.id).order_by(Institution.sort_key)
    )
    return tuple(nomination_value(row) for row in rows)


def candidates(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """The candidates: by ballot number once frozen, before that the accepted in Persian order."""
    election = find(db, public_id)
    frozen = election.fingerprint is not None
    query = select(Nomination).join(Institution).where(Nomination.election_id == election.id)
    if frozen:
        query = query.where(Nomination.number.is_not(None)).order_by(Nomination.number)
    else:
        query = query.where(Nomination.status == "accepted").order_by(Institution.sort_key)
    return tuple(nomination_value(row) for row in db.scalars(query))


def nomination_value(row: Nomination) -> NominationValue:
    """The value of a row."""
    return NominationValue(
        id=row.id, number=row.number, status=row.status, institution=institution_value(row.institution),
        representative=Names(row.representative_fa, row.representative_en), dossier=_dossier(row.dossier),
    )  # fmt: skip


def _pair(db: Session, public_id: str, nomination_id: int) -> tuple[Election, Nomination]:
    election = find(db, public_id, lock=True)
    row = db.get(Nomination, nomination_id)
    if row is None or row.election_id != election.id:
        raise Refused("not-found")
    return election, row


def _dossier(stored: dict[str, object]) -> Dossier:
    achievements = stored["achievements"]
    programmes = stored["programmes"]
    introduction = stored["introduction"]
    if not isinstance(achievements, list | tuple) or not isinstance(programmes, list | tuple):
        raise TypeError("a stored dossier has another shape")
    if not isinstance(introduction, dict):
        raise TypeError("a stored dossier has another shape")
    return Dossier(
        introduction=Names(**introduction),
        programmes=tuple(Names(**programme) for programme in programmes),
        achievements=tuple(
            Achievement(**{**item, "text": Names(**item["text"]), "indicator": Names(**item["indicator"])})
            for item in achievements
        ),
    )
