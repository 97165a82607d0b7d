"""Assemblies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Assembly, Introduction
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyValue:
    """An assembly: its address, its names, how many institutions are introduced to it."""

    id: int
    address: str
    name: Names
    demonstration: bool
    introduced: int


def create_assembly(db: Session, act: Act, *, address: str, name: Names, demonstration: bool) -> AssemblyValue:
    """Create an assembly under a short address."""
    assembly = Assembly(
        address=address, name_fa=name.fa, name_en=name.en, name_ar=name.ar, demonstration=demonstration,
        created=act.now,
    )  # fmt: skip
    db.add(assembly)
    db.flush()
    journal.record(db, act, journal.Kind.ASSEMBLY_CREATED, assembly_id=assembly.id, address=address)
    return assembly_value(db, assembly.id)


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
    return {
        row.id: AssemblyValue(
            id=row.id, address=row.address, name=Names(row.name_fa, row.name_en, row.name_ar),
            demonstration=row.demonstration, introduced=introduced.get(row.id, 0),
        )
        for row in rows
    }  # fmt: skip
