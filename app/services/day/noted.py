"""What the chair's page notes for the minutes may be corrected in place until minutes say it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AgendaItem, AssemblySession, Election, SealedPaper
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.states.paper import PaperKind

MINUTES_SAY = Refusal(
    code="minutes-say",
    status=409,
    words=N_("The minutes of this session are made. What is to be corrected or added goes into a supplement to them."),
)


def need_open(db: Session, session_id: int, item_id: int) -> str:
    """Lock the session, at whose item something new is noted, and give the item's title.

    Refused: not-found, minutes-say.
    """
    _lock(db, session_id)
    row = db.get(AgendaItem, item_id, populate_existing=True)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    held = select(Election.id).where(Election.session_id == session_id, Election.discarded.is_(None))
    made = select(SealedPaper.election_id).where(SealedPaper.kind == PaperKind.MINUTES)
    if db.scalar(held.limit(1)) is not None and db.scalar(held.where(Election.id.not_in(made)).limit(1)) is None:
        raise Refused(MINUTES_SAY)
    return row.title


def need_unsaid(db: Session, session_id: int, noted: datetime) -> None:
    """Lock the session, and refuse where minutes were made since something was `noted`. Refused: minutes-say."""
    _lock(db, session_id)
    mine = select(SealedPaper.id).join(Election, Election.id == SealedPaper.election_id)
    mine = mine.where(Election.session_id == session_id, SealedPaper.kind == PaperKind.MINUTES)
    if db.scalar(mine.where(SealedPaper.made >= noted).limit(1)) is not None:
        raise Refused(MINUTES_SAY)


def _lock(db: Session, session_id: int) -> None:
    db.get_one(AssemblySession, session_id, with_for_update=True)
