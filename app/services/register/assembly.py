"""Assemblies: made, changed, listed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import NAMELESS, Names
from app.models import Assembly, Introduction, Invitation, Letter, LetterheadRow
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused

ADDRESS_TAKEN = Refusal(
    code="address-taken",
    status=409,
    words=N_("Another assembly of this installation has this short address already."),
    field="address",
)
ADDRESS_USED = Refusal(
    code="address-used",
    status=409,
    words=N_("Invitations or letters bear this short address already, so it stays as it is."),
    field="address",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyValue:
    """An assembly: its address, its names, its province if it has one, how many institutions are introduced to it.

    `founded`: whether it has its two officers; until then only its set-up is open. `lines` and `logo` (its digest, or
    nothing) stand at the top of its papers.
    """

    id: int
    address: str
    name: Names
    demonstration: bool
    introduced: int
    province: str | None = None
    founded: bool = True
    lines: Names = NAMELESS
    logo: str = ""


def create_assembly(
    db: Session, act: Act, *, address: str, name: Names, demonstration: bool, province: str | None = None,
    founded: bool = True,
) -> AssemblyValue:  # fmt: skip
    """Create an assembly under a short address. Refused: address-taken."""
    assembly = Assembly(
        name_fa=name.fa, name_en=name.en, name_ar=name.ar, province=province, demonstration=demonstration,
        created=act.now, founded=act.now if founded else None,
    )  # fmt: skip
    _store(db, assembly, address)
    journal.record(db, act, journal.Kind.ASSEMBLY_CREATED, assembly_id=assembly.id, address=address)
    return assembly_value(db, assembly.id)


def change_assembly(
    db: Session, act: Act, assembly_id: int, *, address: str, name: Names, province: str | None
) -> AssemblyValue:
    """Change names, province and short address; what is issued, and elections that are frozen, keep what they say.

    Refused: address-taken; address-used, where an invitation or a letter is signed for the address.
    """
    row = db.get_one(Assembly, assembly_id, with_for_update=True)
    before = (row.address, row.name_fa, row.name_en, row.name_ar, row.province)
    if before == (address, name.fa, name.en, name.ar, province):
        return assembly_value(db, row.id)
    if row.address != address:
        if _is_signed_for(db, row.id):
            raise Refused(ADDRESS_USED)
        _store(db, row, address)
    row.name_fa, row.name_en, row.name_ar, row.province = name.fa, name.en, name.ar, province
    journal.record(db, act, journal.Kind.ASSEMBLY_CHANGED, assembly_id=row.id, address=address, name=name.fa)
    return assembly_value(db, row.id)


def assemblies(db: Session) -> tuple[AssemblyValue, ...]:
    """Every assembly, the oldest first."""
    rows = db.scalars(select(Assembly).order_by(Assembly.id)).all()
    return tuple(assembly_values(db, [row.id for row in rows]).values())


def has_demonstration(db: Session) -> bool:
    """Whether one of the assemblies is a demonstration."""
    return db.scalar(select(Assembly.id).where(Assembly.demonstration).limit(1)) is not None


def assembly(db: Session, address: str) -> AssemblyValue:
    """The assembly at an address. Refused: not-found."""
    row = db.scalars(select(Assembly).where(Assembly.address == address)).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return assembly_value(db, row.id)


def assembly_value(db: Session, assembly_id: int) -> AssemblyValue:
    """The value of an assembly."""
    return assembly_values(db, [assembly_id])[assembly_id]


def assembly_values(db: Session, assembly_ids: Collection[int]) -> dict[int, AssemblyValue]:
    """The values of assemblies by id, in their order; as many queries for many as for one."""
    rows = [db.get_one(Assembly, one) for one in assembly_ids]
    known = select(Introduction.assembly_id, func.count()).where(Introduction.assembly_id.in_({row.id for row in rows}))
    introduced = dict(iter(db.execute(known.group_by(Introduction.assembly_id))))
    found = db.scalars(select(LetterheadRow).where(LetterheadRow.assembly_id.in_({row.id for row in rows})))
    heads = {one.assembly_id: (Names(one.lines_fa, one.lines_en, one.lines_ar), one.logo_sha256 or "") for one in found}
    bare = (NAMELESS, "")
    return {
        row.id: AssemblyValue(
            id=row.id, address=row.address, name=Names(row.name_fa, row.name_en, row.name_ar), province=row.province,
            demonstration=row.demonstration, introduced=introduced.get(row.id, 0), founded=row.founded is not None,
            lines=heads.get(row.id, bare)[0], logo=heads.get(row.id, bare)[1],
        )
        for row in rows
    }  # fmt: skip


def _store(db: Session, row: Assembly, address: str) -> None:
    try:
        with db.begin_nested():
            row.address = address
            db.add(row)
    except IntegrityError:
        raise Refused(ADDRESS_TAKEN, address=address) from None


def _is_signed_for(db: Session, assembly_id: int) -> bool:
    """Whether a token holds the address: nobody could check it against another one."""
    for table in (Invitation, Letter):
        if db.scalar(select(table.assembly_id).where(table.assembly_id == assembly_id).limit(1)) is not None:
            return True
    return False
