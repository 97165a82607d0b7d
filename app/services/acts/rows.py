"""The rows of the clock and of elections, for services alone: what leaves the services is a value."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ClockState, Election

_ONLY, _KEPT, _ELECTIONS = 1, "clock", "elections"


def election_row(db: Session, public_id: str, *, lock: bool = False) -> Election | None:
    """The row of an election, also of a discarded one, which a session reads once; with `lock` it is held, and read
    anew."""
    known: dict[str, int] = db.info.setdefault(_ELECTIONS, {})
    if public_id in known and not lock:
        return db.get(Election, known[public_id])
    query = select(Election).where(Election.public_id == public_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.scalars(query).first()
    if row is not None:
        known[public_id] = row.id
    return row


def clock_state(db: Session, *, lock: bool = False) -> ClockState | None:
    """The row of the clock, which a session reads once; with `lock` it is held."""
    if lock or _KEPT not in db.info:
        db.info[_KEPT] = db.get(ClockState, _ONLY, with_for_update=lock)
    row: ClockState | None = db.info[_KEPT]
    return row


def made_clock_state(db: Session) -> ClockState:
    """The row of the clock, held; made where there is none."""
    row = clock_state(db, lock=True)
    if row is None:
        row = ClockState(id=_ONLY, releases=0, heads={})
        db.add(row)
        db.flush()
        db.info[_KEPT] = row
    return row
