"""The assemblies of an installation with how much each holds, searched and page by page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.text import fold
from app.models import Assembly, AssemblySession, Election, Officer
from app.services.register.assembly import AssemblyValue, assembly_values


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyLine:
    """An assembly with its number of officers who may sign in, and of elections."""

    assembly: AssemblyValue
    officers: int
    elections: int


def lines(db: Session, search: str, *, page: int, size: int) -> tuple[tuple[AssemblyLine, ...], int]:
    """One page of the assemblies whose names or address hold what is searched, and how many there are in all.

    As many queries for many as for one.
    """
    wanted = fold(search)
    rows = db.scalars(select(Assembly).order_by(Assembly.id)).all()
    fit = [row.id for row in rows if wanted in fold(f"{row.name_fa} {row.name_en} {row.name_ar} {row.address}")]
    shown = fit[(page - 1) * size : page * size]
    admitted = select(Officer.assembly_id, func.count()).where(
        Officer.assembly_id.in_(shown), Officer.disabled.is_(False)
    )
    officers = dict(iter(db.execute(admitted.group_by(Officer.assembly_id))))
    held = select(AssemblySession.assembly_id, func.count(Election.id)).join(
        Election, Election.session_id == AssemblySession.id
    )
    here = held.where(AssemblySession.assembly_id.in_(shown)).group_by(AssemblySession.assembly_id)
    elections = dict(iter(db.execute(here)))
    found = assembly_values(db, shown)
    return (
        tuple(
            AssemblyLine(assembly=one, officers=officers.get(one.id, 0), elections=elections.get(one.id, 0))
            for one in found.values()
        ),
        len(fit),
    )
