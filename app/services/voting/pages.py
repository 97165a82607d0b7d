"""The published pages as the board's signed heads name them: which they were at first, and where they changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Checkpoint
from app.services.election.rows import find
from app.services.voting import board
from ballots import board as chain
from ballots.bundles import PageChange, changes, hashes_in
from ballots.checkpoint import BUNDLES, decode_checkpoint
from ballots.note import decode_note


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesValue:
    """The b64 hash of each bundle in the first signed head that names them, and every later change of them."""

    hashes: Mapping[str, str]
    changes: tuple[PageChange, ...]


def pages(db: Session, public_id: str) -> PagesValue | None:
    """What was signed of the published pages; None where nothing was. Refused: not-found."""
    election = find(db, public_id)
    query = select(Checkpoint.note).where(Checkpoint.election_id == election.id).order_by(Checkpoint.height)
    signed = [decode_checkpoint(decode_note(note).text) for note in db.scalars(query)]
    named = [one.lines[BUNDLES] for one in signed if BUNDLES in one.lines]
    if not named:
        return None
    end = next((event.height for event in board.events_of(db, election.id, chain.END_BALLOTS)), None)
    return PagesValue(hashes=hashes_in(named[0]), changes=changes(signed, end))
