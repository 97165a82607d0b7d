"""The turnout of elections: the figures that everybody may see while they vote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Election, HandedSlip
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
    cast = _counted(db, BallotIndex, ids)
    handed = _counted(db, HandedSlip, ids)
    return {
        row.public_id: Turnout(phase=row.phase, cast=cast.get(row.id, 0), handed=handed.get(row.id, 0)) for row in rows
    }


def _counted(db: Session, table: type[BallotIndex] | type[HandedSlip], ids: list[int]) -> dict[int, int]:
    counted = select(table.election_id, func.count()).where(table.election_id.in_(ids)).group_by(table.election_id)
    return dict(iter(db.execute(counted)))
