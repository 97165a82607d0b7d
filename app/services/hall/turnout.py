"""The turnout of elections: the figures that everybody may see while they vote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Election, HandedSlip
from app.services.hall.rows import counted
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """An election's phase, the ballots cast and the slips handed out."""

    phase: Phase
    cast: int
    handed: int


def turnouts(db: Session, public_ids: Collection[str]) -> dict[str, Turnout]:
    """The turnout of elections by public id; what there is not is left out. As many queries for many as for one."""
    wanted = select(Election.id, Election.public_id, Election.phase)
    rows = db.execute(wanted.where(Election.public_id.in_(public_ids), Election.discarded.is_(None))).all()
    ids = [row.id for row in rows]
    cast, handed = counted(db, BallotIndex, ids), counted(db, HandedSlip, ids)
    return {
        row.public_id: Turnout(phase=row.phase, cast=cast.get(row.id, 0), handed=handed.get(row.id, 0)) for row in rows
    }
