"""The row of the clock, for services alone: what leaves the services is a value."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import ClockState

_ONLY, _KEPT = 1, "clock"


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
