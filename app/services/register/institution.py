"""The register of institutions: entering, changing, searching, telling likely twins; their introductions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.reference import PROVINCE_SCHEME_YEAR
from app.models import Assembly, Institution, Introduction
from app.services.acts import journal, kept_value
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused

INTRODUCED_TO_COME = Refusal(
    code="introduced-to-come",
    status=400,
    words=N_("%(day)s is still to come. An introduction bears the day on which it was written."),
    field="introduced_on",
)
PERMIT_TO_COME = Refusal(
    code="permit-to-come",
    status=400,
    words=N_("%(day)s is still to come. Please write the day on which the permit was given."),
    field="permit_issued",
)
INSTITUTION_DUPLICATE = Refusal(
    code="institution-duplicate",
    status=409,
    words=N_("An institution of this name is already registered in this province."),
    field="name_fa",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The permit an institution works under: who gave it, its number, for what, from when until when."""

    authority: str = ""
    number: str = ""
    subject: str = ""
    issued: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """How the office reaches an institution."""

    phone: str = ""
    email: str = ""
    address: str = ""
    postal_code: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDraft:
    """What the register holds of an institution. `province`, `kind`, `fields`, `tracks` are codes.

    `given` is the name as it was typed, before one spelling was made of it; `founded` is a Solar year.
    """

    name: Names
    given: Names | None = None
    province: str
    kind: str
    registration: str = ""
    registered_at: str = ""
    national_id: str = ""
    founded: int | None = None
    permit: Permit = field(default_factory=Permit)
    fields: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    representative: Names = field(default_factory=lambda: Names(""))
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionValue(InstitutionDraft):
    """An institution of the register."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """An institution as an assembly knows it: when, and by which letter, its province introduced it."""

    institution: InstitutionValue
    introduced_on: date
    letter_number: str


def as_given(typed: Names) -> Names | None:
    """A name as it was typed, without what nobody sees, where its one spelling differs; else None."""
    given = Names(*(text.normalise(one, "ar") for one in (typed.fa, typed.en, typed.ar)))
    return given if (given.fa, given.en) != (text.normalise(typed.fa), text.normalise(typed.en)) else None


def add_institution(
    db: Session, act: Act, draft: InstitutionDraft, *, assembly: str, introduced_on: date, letter_number: str = ""
) -> InstitutionValue:
    """Enter an institution and its introduction to an assembly.

    Refused: institution-duplicate, introduced-to-come, permit-to-come.

    Two institutions of one province may not have names that differ only in spelling.
    """
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    _need_single(db, draft)
    _need_given(draft, act)
    institution = Institution(given={})
    _fill(institution, draft)
    db.add(institution)
    db.flush()
    journal.record(db, act, journal.Kind.INSTITUTION_ADDED, assembly_id=home.id, institution=institution.id)
    _introduce(db, act, home.id, institution.id, introduced_on, letter_number)
    return institution_value(db, institution.id)


def change_institution(
    db: Session, act: Act, institution_id: int, draft: InstitutionDraft, *, assembly_id: int
) -> InstitutionValue:
    """Write down what has changed; a name that did not change keeps the spelling in which it was given first.

    Refused: not-found (also when the assembly does not know it), institution-duplicate, permit-to-come.
    """
    row = _known(db, institution_id, assembly_id)
    _need_single(db, draft, but=row.id)
    _need_given(draft, act)
    before = institution_value(db, row.id)
    _fill(row, draft)
    after = institution_value(db, row.id)
    changed = [name for name in InstitutionDraft.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    if changed:
        journal.record(
            db, act, journal.Kind.INSTITUTION_CHANGED, assembly_id=assembly_id, institution=row.id, changed=changed,
            values=journal.differences(*({name: getattr(one, name) for name in changed} for one in (before, after))),
        )  # fmt: skip
    return after


def introduce(
    db: Session, act: Act, institution_id: int, *, assembly_id: int, introduced_on: date, letter_number: str = ""
) -> InstitutionValue:
    """Introduce an institution that is in the register to one more assembly; again changes nothing.

    Refused: not-found, introduced-to-come.
    """
    row = db.get(Institution, institution_id)
    if row is None:
        raise Refused(NOT_FOUND)
    if db.get(Introduction, (assembly_id, row.id)) is None:
        _introduce(db, act, assembly_id, row.id, introduced_on, letter_number)
    return institution_value(db, row.id)


def likely_twins(db: Session, draft: InstitutionDraft, *, but: int | None = None) -> tuple[InstitutionValue, ...]:
    """Institutions that may be the same: of a name that differs only in spelling, or with the same identifier."""
    signs: list[ColumnElement[bool]] = [Institution.folded == text.fold(draft.name.fa)]
    if draft.national_id:
        signs.append(Institution.national_id == draft.national_id)
    if draft.registration:
        signs.append((Institution.registration == draft.registration) & (Institution.province == draft.province))
    query = select(Institution).where(or_(*signs)).order_by(Institution.sort_key).limit(10)
    if but is not None:
        query = query.where(Institution.id != but)
    return tuple(institution_value(db, row.id) for row in db.scalars(query))


def institution(db: Session, institution_id: int, *, assembly_id: int) -> Introduced:
    """An institution that was introduced to this assembly. Refused: not-found."""
    row = _known(db, institution_id, assembly_id)
    introduction = db.get_one(Introduction, (assembly_id, row.id))
    return Introduced(
        institution=institution_value(db, row.id),
        introduced_on=introduction.introduced_on,
        letter_number=introduction.letter_number,
    )


def register(
    db: Session, assembly_id: int, *, search: str = "", province: str = "", page: int = 1, size: int = 50
) -> tuple[Introduced, ...]:
    """One page of the institutions introduced to an assembly, in Persian order; `search`: any part of a name, or a
    registration number or identifier."""
    rows = db.execute(
        select(Institution, Introduction)
        .where(*_introduced(assembly_id, search, province))
        .order_by(Institution.sort_key, Institution.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    return tuple(
        Introduced(
            institution=institution_value(db, row.id), introduced_on=by.introduced_on, letter_number=by.letter_number
        )
        for row, by in rows
    )


def count(db: Session, assembly_id: int, *, search: str = "", province: str = "") -> int:
    """How many institutions `register` goes through."""
    mine = _introduced(assembly_id, search, province)
    return db.scalar(select(func.count()).select_from(Institution).where(*mine)) or 0


def introduced(db: Session, assembly_id: int) -> tuple[InstitutionValue, ...]:
    """All institutions introduced to an assembly, in Persian order."""
    mine = _introduced(assembly_id)
    query = select(Institution).where(*mine).order_by(Institution.sort_key, Institution.id)
    return tuple(institution_value(db, row.id) for row in db.scalars(query))


def known(db: Session, assembly_id: int, ids: Collection[int]) -> tuple[int, ...]:
    """Those of `ids` that were introduced to an assembly, in Persian order."""
    query = select(Institution.id).where(*_introduced(assembly_id), Institution.id.in_(ids))
    return tuple(db.scalars(query.order_by(Institution.sort_key, Institution.id)))


def named(db: Session, ids: Collection[int]) -> dict[int, Names]:
    """The names of institutions by id."""
    query = select(Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar)
    return {one: Names(fa, en, ar) for one, fa, en, ar in db.execute(query.where(Institution.id.in_(ids)))}


def kept_institution(db: Session, institution_id: int) -> dict[str, object]:
    """What an election keeps of an institution as the register knows it now; how to reach it stays with the register.

    `folded` and `sort_key` are what lists search and sort by.
    """
    row = db.get_one(Institution, institution_id)
    said = kept_value.packed(institution_value(db, row.id), but=("id", "contacts"))
    return {**said, "province_scheme": row.province_scheme, "folded": row.folded, "sort_key": row.sort_key}


def institution_value(db: Session, institution_id: int, kept: Mapping[str, object] | None = None) -> InstitutionValue:
    """The value of an institution, as the register knows it or as it was `kept`."""
    return kept_value.as_kept(_institution_value(db, institution_id), kept)


def _institution_value(db: Session, institution_id: int) -> InstitutionValue:
    row = db.get_one(Institution, institution_id)
    permit: dict[str, Any] = {**row.permit, "expires": row.permit_expires}
    if permit.get("issued"):
        permit["issued"] = date.fromisoformat(permit["issued"])
    return InstitutionValue(
        id=row.id, name=Names(row.name_fa, row.name_en, row.name_ar), given=Names(**row.given) if row.given else None,
        province=row.province, kind=row.kind, registration=row.registration, registered_at=row.registered_at,
        national_id=row.national_id, founded=row.founded, permit=Permit(**permit), fields=tuple(row.fields),
        tracks=tuple(row.tracks), contacts=Contacts(**row.contacts),
        representative=Names(row.representative_fa, row.representative_en, row.representative_ar),
    )  # fmt: skip


def _fill(row: Institution, draft: InstitutionDraft) -> None:
    if draft.given is not None and (draft.name != Names(row.name_fa, row.name_en, row.name_ar) or not row.given):
        row.given = asdict(draft.given)
    row.name_fa, row.name_en, row.name_ar = draft.name.fa, draft.name.en, draft.name.ar
    row.folded, row.sort_key = text.fold(draft.name.fa), text.sort_key(draft.name.fa)
    row.province, row.province_scheme, row.kind = draft.province, PROVINCE_SCHEME_YEAR, draft.kind
    row.registration, row.registered_at = draft.registration, draft.registered_at
    row.national_id, row.founded = draft.national_id, draft.founded
    permit = draft.permit
    row.permit = {"authority": permit.authority, "number": permit.number, "subject": permit.subject}
    if permit.issued is not None:
        row.permit = {**row.permit, "issued": permit.issued.isoformat()}
    row.permit_expires = permit.expires
    row.fields, row.tracks = list(draft.fields), list(draft.tracks)
    row.representative_fa = draft.representative.fa
    row.representative_en, row.representative_ar = draft.representative.en, draft.representative.ar
    row.contacts = asdict(draft.contacts)


def _need_single(db: Session, draft: InstitutionDraft, *, but: int | None = None) -> None:
    query = select(Institution.id).where(
        Institution.folded == text.fold(draft.name.fa), Institution.province == draft.province
    )
    twins: Sequence[int] = db.scalars(query).all()
    if any(one != but for one in twins):
        raise Refused(INSTITUTION_DUPLICATE, name=draft.name.fa)


def _known(db: Session, institution_id: int, assembly_id: int) -> Institution:
    row = db.get(Institution, institution_id)
    if row is None or db.get(Introduction, (assembly_id, row.id)) is None:
        raise Refused(NOT_FOUND)
    return row


def _need_given(draft: InstitutionDraft, act: Act) -> None:
    """Refuse (permit-to-come) a permit that nobody has given yet."""
    issued = draft.permit.issued
    if issued is not None and issued > in_tehran(act.now).date():
        raise Refused(PERMIT_TO_COME, day=issued)


def _introduce(db: Session, act: Act, assembly_id: int, institution_id: int, on: date, letter_number: str) -> None:
    if on > in_tehran(act.now).date():
        raise Refused(INTRODUCED_TO_COME, day=on)
    db.add(
        Introduction(
            assembly_id=assembly_id, institution_id=institution_id, introduced_on=on, letter_number=letter_number
        )
    )
    db.flush()
    journal.record(
        db, act, journal.Kind.INSTITUTION_INTRODUCED, assembly_id=assembly_id, institution=institution_id,
        letter=letter_number,
    )  # fmt: skip


def _introduced(assembly_id: int, search: str = "", province: str = "") -> list[ColumnElement[bool]]:
    """What is asked of a row of Institution joined to Introduction."""
    asked = [Introduction.institution_id == Institution.id, Introduction.assembly_id == assembly_id]
    if province:
        asked.append(Institution.province == province)
    if search.strip():
        typed = text.ascii_digits(search.strip())
        asked.append(
            Institution.folded.contains(text.fold(search), autoescape=True)
            | Institution.registration.startswith(typed, autoescape=True)
            | Institution.national_id.startswith(typed, autoescape=True)
        )
    return asked
