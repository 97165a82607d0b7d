"""The register of institutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import text
from app.models import Assembly, Institution, Introduction
from app.services import journal
from app.services.act import Act, Names, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDraft:
    """What is asked when an institution enters the register. `province`, `kind`, `fields`, `tracks` are codes."""

    name: Names
    province: str
    kind: str
    registration: str = ""
    national_id: str = ""
    founded: int | None = None
    fields: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionValue:
    """An institution of the register."""

    id: int
    name: Names
    province: str
    kind: str
    registration: str
    national_id: str
    founded: int | None
    fields: tuple[str, ...]
    tracks: tuple[str, ...]


def add_institution(
    db: Session, act: Act, draft: InstitutionDraft, *, assembly: str, introduced_on: date
) -> InstitutionValue:
    """Enter an institution and its introduction to an assembly. Refused: institution-duplicate.

    Two institutions of one province may not have names that differ only in spelling.
    """
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    folded = text.fold(draft.name.fa)
    twin = select(Institution.id).where(Institution.folded == folded, Institution.province == draft.province)
    if db.scalar(twin):
        raise Refused("institution-duplicate", name=draft.name.fa)
    institution = Institution(
        name_fa=draft.name.fa, name_en=draft.name.en, name_ar=draft.name.ar, folded=folded,
        sort_key=text.sort_key(draft.name.fa), province=draft.province, kind=draft.kind,
        registration=draft.registration, national_id=draft.national_id, founded=draft.founded,
        fields=list(draft.fields), tracks=list(draft.tracks),
    )  # fmt: skip
    db.add(institution)
    db.flush()
    db.add(Introduction(assembly_id=home.id, institution_id=institution.id, introduced_on=introduced_on))
    journal.record(db, act, journal.Kind.INSTITUTION_ADDED, assembly_id=home.id, institution=institution.id)
    return institution_value(institution)


def introduced(db: Session, assembly_id: int) -> tuple[InstitutionValue, ...]:
    """The institutions introduced to an assembly, in Persian order."""
    rows = db.scalars(
        select(Institution)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(Introduction.assembly_id == assembly_id)
        .order_by(Institution.sort_key)
    )
    return tuple(institution_value(row) for row in rows)


def institution_value(row: Institution) -> InstitutionValue:
    """The value of a row."""
    return InstitutionValue(
        id=row.id, name=Names(row.name_fa, row.name_en, row.name_ar), province=row.province, kind=row.kind,
        registration=row.registration, national_id=row.national_id, founded=row.founded,
        fields=tuple(row.fields), tracks=tuple(row.tracks),
    )  # fmt: skip
