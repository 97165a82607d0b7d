"""The rows of a session's day, for services alone: what leaves the services is a value."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import AssemblySession, PresentationRound
from app.states.presentation import SpeakingOrder

MINUTES = 5
"""What each candidate has where nobody said another time, as in the councils of such institutions."""


def round_row(db: Session, session_id: int) -> PresentationRound:
    """The row of what all presentations share, made where there was none, under the lock of its session."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    row = db.get(PresentationRound, session_id, populate_existing=True)
    if row is None:
        row = PresentationRound(
            session_id=session_id, minutes=MINUTES, extra=0, drawn_by=SpeakingOrder.UNDRAWN, listed=[], announced=None,
            digits="", seed="", drawn_at=None,
        )  # fmt: skip
        db.add(row)
        db.flush()
    return row
