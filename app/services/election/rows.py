"""The rows of elections and their nominations, for services alone: what leaves the services is a value."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import Election, Nomination
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.rows import election_row


def find(db: Session, public_id: str, *, lock: bool = False) -> Election:
    """The row of an election, locked against other writers when `lock`. Refused: not-found."""
    row = election_row(db, public_id, lock=lock)
    if row is None or row.discarded is not None:
        raise Refused(NOT_FOUND)
    return row


def find_nomination(
    db: Session, public_id: str, nomination_id: int, *, lock: bool = False
) -> tuple[Election, Nomination]:
    """The rows of an election and of one of its nominations, the election locked when `lock`. Refused: not-found."""
    election = find(db, public_id, lock=lock)
    row = db.get(Nomination, nomination_id)
    if row is None or row.election_id != election.id:
        raise Refused(NOT_FOUND)
    return election, row


def kept_words(db: Session, row: Nomination) -> dict[str, object] | None:
    """What the election keeps of a nomination's institution, once it is frozen; None where the register speaks."""
    return row.frozen if db.get_one(Election, row.election_id).fingerprint else None


def board_name(election: Election) -> str:
    """What names the present board below the host: the public id, and from the second board on its number."""
    return election.public_id if election.board == 1 else f"{election.public_id}/{election.board}"
