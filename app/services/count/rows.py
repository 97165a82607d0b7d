"""The rows of seats, for services alone: what leaves the services is a value."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Seat


def seats_of(db: Session, election_id: int) -> list[Seat]:
    """Every holding of a seat of an election, locked, by place and then in order of time."""
    mine = select(Seat).where(Seat.election_id == election_id).order_by(Seat.place, Seat.id)
    return list(db.scalars(mine.with_for_update()))
