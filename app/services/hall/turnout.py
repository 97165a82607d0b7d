"""The turnout of elections: the figures that everybody may see while they vote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Delegate, Election, HandedSlip
from app.services.hall.rows import counted
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """An election's phase, the ballots cast, the slips handed out and the delegates in the hall of its session."""

    phase: Phase
    cast: int
    handed: int
    present: int


def turnouts(db: Session, public_ids: Collection[str]) -> dict[str, Turnout]:
    """The turnout of elections by public id; what there is not is left out. As many queries for many as for one."""
    wanted = select(Election.id, Election.public_id, Election.phase, Election.session_id)
    rows = db.execute(wanted.where(Election.public_id.in_(public_ids), Election.discarded.is_(None))).all()
    ids = [row.id for row in rows]
    cast, handed = counted(db, BallotIndex, ids), counted(db, HandedSlip, ids)
    present = _present(db, {row.session_id for row in rows})
    return {
        row.public_id: Turnout(
            phase=row.phase, cast=cast.get(row.id, 0), handed=handed.get(row.id, 0),
            present=present.get(row.session_id, 0),
        )
        for row in rows
    }  # fmt: skip


def _present(db: Session, session_ids: Collection[int]) -> dict[int, int]:
    """How many delegates are in the hall of each session, by its id; those without any are left out."""
    here = select(Delegate.session_id, func.count()).where(Delegate.checked_in.is_not(None))
    return dict(iter(db.execute(here.where(Delegate.session_id.in_(session_ids)).group_by(Delegate.session_id))))
