"""What stood when the voting was opened, before the first ballot: the zero report says it, whenever it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.models import Election
from app.services.acts import journal_head
from app.services.acts.kept_value import as_kept, packed
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import PHASE_WRONG, Refused
from app.services.election.election import election
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.hall.session import Presidium
from app.services.voting import board, slip
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """Slips that were printed, institutions that were checked in, the board's head and ballots, who presided, the
    journal's head that was signed last.
    """

    printed: int = 0
    checked_in: int = 0
    board_height: int = 0
    board_head: str = ""
    cast: int = 0
    presidium: Presidium = field(default_factory=Presidium)
    journal_entries: int = 0
    journal_hash: str = ""


def keep(db: Session, election_id: int) -> None:
    """Keep what stands now; to be called in the transaction that opens the voting."""
    row = db.get_one(Election, election_id)
    row.opening = packed(_standing(db, row.public_id))


def opening(db: Session, public_id: str) -> OpeningFacts:
    """What stood when the voting was opened. Refused: not-found; phase-wrong where nothing is kept of it.

    Where an earlier version opened it and kept nothing, what stands now, as long as there is no ballot.
    """
    row = find(db, public_id)
    if row.opening:
        return as_kept(OpeningFacts(), row.opening)
    if row.phase == Phase.OPEN and board.count(db, row.id) == 0:
        return _standing(db, public_id)
    raise Refused(PHASE_WRONG, **facts_of_phase(row.phase, Phase.OPEN))


def _standing(db: Session, public_id: str) -> OpeningFacts:
    seen, signed = board.look(db, public_id, size=1), journal_head.last_signed(db)
    found = election(db, public_id)
    return OpeningFacts(
        printed=slip.counts(db, public_id).printed, checked_in=electorate.attendance(db, found.id).present,
        board_height=seen.height or 0, board_head=seen.head or "", cast=seen.cast, presidium=found.session.presidium,
        journal_entries=signed.head.entries if signed else 0, journal_hash=signed.head.hash if signed else "",
    )  # fmt: skip
