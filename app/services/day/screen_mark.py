"""What streams tell of the screens: their figures, and a mark that changes whenever the picture does."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    AgendaItem,
    AssemblySession,
    BallotIndex,
    Checkpoint,
    Corrigendum,
    Election,
    HandedSlip,
    Lot,
    Presentation,
    PresentationRound,
    Speech,
)
from app.services.acts.refusal import Refused
from app.services.day.screen import ScreenValue, screen, session_at
from app.services.hall import calling
from app.services.voting.last_call import last_call
from app.states.screen import HallPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenMark:
    """The figures of a screen's election, how many are present, and the mark of everything else that it shows."""

    mark: str
    cast: int
    handed: int
    present: int


def marks(db: Session, wanted: Collection[tuple[str, int, int]]) -> dict[tuple[str, int, int], ScreenMark]:
    """The marks of screens, each by the address of its assembly, its session's number and its own; what there is not
    is left out."""
    found = {}
    for slug, number, own in wanted:
        try:
            shown = screen(db, session_at(db, slug, number), own)
        except Refused:
            continue
        found[slug, number, own] = mark_of(db, shown)
    return found


def mark_of(db: Session, shown: ScreenValue) -> ScreenMark:
    """The mark of one screen."""
    session_id = shown.session_id
    election = db.execute(select(Election.id, Election.phase).where(Election.public_id == shown.election)).first()
    row = db.get_one(AssemblySession, session_id)
    parts: list[object] = [shown, row.held_on, row.agenda, row.quorum, election]
    turns = select(Presentation.place, Presentation.state, Presentation.since, Presentation.spent)
    parts += db.execute(turns.where(Presentation.session_id == session_id).order_by(Presentation.id)).all()
    slot = select(PresentationRound.minutes, PresentationRound.extra, PresentationRound.announced)
    parts += db.execute(slot.where(PresentationRound.session_id == session_id)).all()
    items = select(AgendaItem.id, AgendaItem.title, AgendaItem.started, AgendaItem.ended, AgendaItem.minutes)
    parts += db.execute(items.where(AgendaItem.session_id == session_id).order_by(AgendaItem.place)).all()
    said = select(Speech.id, Speech.state, Speech.started, Speech.name, Speech.house, Speech.topic)
    parts += db.execute(said.where(Speech.session_id == session_id).order_by(Speech.id)).all()
    counted = calling.figures(db, session_id)
    parts += [counted.reached, counted.quorum, counted.asked, counted.by_video]  # how many are present is a figure
    cast = handed = 0
    if election is not None:
        heads = select(func.max(Checkpoint.height)).where(Checkpoint.election_id == election.id)
        draws = select(func.count()).where(Lot.election_id == election.id)
        mended = select(func.count()).where(Corrigendum.election_id == election.id)
        parts += [db.scalar(heads), db.scalar(draws), db.scalar(mended)]
        parts += [last_call(db, election.id)] if shown.shows is HallPicture.CLOSING else []
        cast = db.scalar(select(func.count()).where(BallotIndex.election_id == election.id)) or 0
        handed = db.scalar(select(func.count()).where(HandedSlip.election_id == election.id)) or 0
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return ScreenMark(mark=digest, cast=cast, handed=handed, present=counted.present)
