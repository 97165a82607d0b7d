"""Checkpoints: the board's head signed with every event but a ballot, and every few minutes while voting is open.

An act that changes the board signs the new head in its own transaction. The head of a ballot is signed when somebody
looks or annuls the election, never when the ballot is cast; times are cut to the minute, and at least five ballots lie
between two signed heads, so that none tells when one ballot came. Public pages end with the last signed head.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BoardEvent, Checkpoint, Election
from app.services.acts import clock, journal_head
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.acts.signer import BoardSigner as BoardSigner
from app.services.election.rows import board_name, find
from app.services.voting import bindings, board
from app.services.voting.board import ARCHIVE_MISSING
from app.states.phase import Phase
from ballots import board as chain
from ballots.checkpoint import ACCOUNTING, BINDINGS, BUNDLES, CLOCK, RELEASED, decode_checkpoint
from ballots.checkpoint import Checkpoint as Head
from ballots.encoding import hash_base64
from ballots.note import decode_note, sign_note
from ballots.record.bindings import bindings_hash

LEAST_BALLOTS = 5
"""Ballots between two signed heads while voting is open: one signed after each would tell whose ballot it is to who
watches.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointValue:
    """A signed head."""

    height: int
    note: str
    signed_at: datetime


def append(db: Session, act: Act, election_id: int, event: chain.BoardEvent) -> None:
    """Put an event that is no ballot on the board, and sign the new head in the same transaction.

    The caller holds the election's row lock and took the head under it; bindings and accounting that the head stands
    for are stored already. Raises ValueError for an act without the board's key.
    """
    election = db.get_one(Election, election_id)
    if act.signer is None:
        raise ValueError("an act that changes the board brings the board's key")
    board.append(db, election.id, event)
    _sign(db, election, event.head, act.signer, act.now)


def sign_rest(db: Session, act: Act, election_id: int) -> None:
    """Sign the head of a board on which nothing follows, if it is not signed yet; the caller holds the row lock.

    Raises ValueError for an act without the board's key.
    """
    election = db.get_one(Election, election_id)
    head = board.head(db, election.id)
    if head is None or not _is_due(db, election, head, act.now):
        return
    if act.signer is None:
        raise ValueError("an act that ends a board brings the board's key")
    _sign(db, election, head, act.signer, act.now)


def keep_up(db: Session, public_id: str, signer: BoardSigner, now: datetime) -> CheckpointValue | None:
    """Sign the head if it is time to; return the last checkpoint, None while the board is empty. Refused: not-found."""
    election = find(db, public_id, lock=True)
    head = board.head(db, election.id)
    if head is None:
        return None
    if _is_due(db, election, head, now):
        _sign(db, election, head, signer, now)
    return last(db, public_id)


def _sign(db: Session, election: Election, head: chain.Head, signer: BoardSigner, now: datetime) -> None:
    """Sign a head; its time is never before that of the last one, even where the clock was set back."""
    row = _last(db, election)
    minute = now.replace(second=0, microsecond=0)
    if row is not None:
        minute = max(minute, row.signed_at)
    lines = _lines(db, election)
    pages = signer.bundles()
    if pages:
        lines[BUNDLES] = pages
    if row is not None and clock.released_after(db, election.id, row.height):
        lines[CLOCK] = RELEASED
    said = Head(
        origin=signer.origin(board_name(election)), head=head, fingerprint=election.fingerprint or "",
        time=int(minute.timestamp()), lines=lines,
    )  # fmt: skip
    note = sign_note(said.to_text(), said.origin, signer.private).to_text()
    db.add(Checkpoint(election_id=election.id, height=head.height, note=note, signed_at=minute))
    db.flush()


def is_due(db: Session, public_id: str, now: datetime) -> bool:
    """Whether `keep_up` would sign: a look without a lock. Refused: not-found."""
    election = find(db, public_id)
    head = board.head(db, election.id)
    return head is not None and _is_due(db, election, head, now)


def last(db: Session, public_id: str) -> CheckpointValue | None:
    """The last checkpoint, or None. Refused: not-found."""
    row = _last(db, find(db, public_id))
    return None if row is None else CheckpointValue(height=row.height, note=row.note, signed_at=row.signed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEntry:
    """A signed entry of the board: its number, its hash, and when it was signed."""

    height: int
    hash: str
    signed_at: datetime


def heads(db: Session, public_id: str, most: int) -> tuple[SignedEntry, ...]:
    """The heads that were signed, the newest first, at most so many. Refused: not-found."""
    query = select(Checkpoint).where(Checkpoint.election_id == find(db, public_id).id)
    rows = db.scalars(query.order_by(Checkpoint.height.desc()).limit(most))
    return tuple(
        SignedEntry(
            height=row.height, hash=decode_checkpoint(decode_note(row.note).text).head.hash, signed_at=row.signed_at
        )
        for row in rows
    )


def host_of_boards(db: Session) -> str:
    """What stands before the path in the names of boards that were signed here, "" before the first."""
    note = db.scalar(select(Checkpoint.note).order_by(Checkpoint.signed_at.desc()).limit(1))
    return note.partition("/")[0] if note else ""


def need_last(db: Session, public_id: str) -> CheckpointValue:
    """The last checkpoint. Refused: not-found, archive-missing."""
    found = last(db, public_id)
    if found is None:
        raise Refused(ARCHIVE_MISSING)
    return found


def _lines(db: Session, election: Election) -> dict[str, str]:
    """What else the head stands for: the accounting of the slips, the bindings of the decryptions, the journal."""
    lines = {}
    if election.accounting_file is not None:
        lines[ACCOUNTING] = hash_base64(election.accounting_file)
    given = bindings.bindings(db, election.id)
    if given:
        lines[BINDINGS] = bindings_hash(given)
    said = journal_head.head(db)
    if said.entries:
        lines[journal_head.LINE] = said.line
    return lines


def _is_due(db: Session, election: Election, head: chain.Head, now: datetime) -> bool:
    """Every head but that of a ballot is signed at once; a ballot's when the last checkpoint is old enough and far
    enough, or when none follows any more since the election is annulled. Nothing is signed while the clock is doubted.
    """
    row = _last(db, election)
    if clock.doubt(db) is not None:
        return False
    if row is None or row.height == head.height:
        return row is None
    kind = db.scalar(
        select(BoardEvent.type).where(BoardEvent.election_id == election.id, BoardEvent.height == head.height)
    )
    if kind != chain.BALLOT or election.phase == Phase.ANNULLED:
        return True
    is_far = head.height >= row.height + LEAST_BALLOTS
    return is_far and now >= clock.floor_for(db, row.signed_at, now) + timedelta(minutes=election.checkpoint_minutes)


def _last(db: Session, election: Election) -> Checkpoint | None:
    query = select(Checkpoint).where(Checkpoint.election_id == election.id)
    return db.scalars(query.order_by(Checkpoint.height.desc()).limit(1)).first()
