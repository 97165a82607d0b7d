"""Checkpoints: the board's head signed at opening, every few minutes, at closing and at each later event.

They are made when somebody acts or looks, never when a ballot is cast, and their time is cut to the minute: a
checkpoint must not tell when a ballot came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BoardEvent, Checkpoint, Election
from app.services import board
from app.services.act import Refused
from app.services.election import find
from ballots import board as chain
from ballots.checkpoint import Checkpoint as Head
from ballots.note import SIGNATURE, NoteKey, sign_note


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSigner:
    """The key that signs heads; `host` stands before the board's path in its name, such as `vote.example:8000`."""

    host: str
    private: Ed25519PrivateKey

    def origin(self, public_id: str) -> str:
        """The name of an election's board."""
        return f"{self.host}/elections/{public_id}"

    def published(self, public_id: str) -> str:
        """The public key of an election's board, as a witness is given it."""
        key = NoteKey(name=self.origin(public_id), kind=SIGNATURE, public=self.private.public_key())
        return str(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointValue:
    """A signed head."""

    height: int
    note: str
    signed_at: datetime


def keep_up(db: Session, public_id: str, signer: BoardSigner, now: datetime) -> CheckpointValue | None:
    """Sign the head if it is time to; return the last checkpoint, None while the board is empty. Refused: not-found."""
    election = find(db, public_id, lock=True)
    head = board.head(db, election)
    if head is None:
        return None
    if _is_due(db, election, head, now):
        minute = now.replace(second=0, microsecond=0)
        said = Head(
            origin=signer.origin(public_id), head=head, fingerprint=election.fingerprint or "",
            time=int(minute.timestamp()),
        )  # fmt: skip
        note = sign_note(said.to_text(), said.origin, signer.private).to_text()
        db.add(Checkpoint(election_id=election.id, height=head.height, note=note, signed_at=minute))
        db.flush()
    return last(db, public_id)


def is_due(db: Session, public_id: str, now: datetime) -> bool:
    """Whether `keep_up` would sign: a look without a lock. Refused: not-found."""
    election = find(db, public_id)
    head = board.head(db, election)
    return head is not None and _is_due(db, election, head, now)


def last(db: Session, public_id: str) -> CheckpointValue | None:
    """The last checkpoint, or None. Refused: not-found."""
    row = _last(db, find(db, public_id))
    return None if row is None else CheckpointValue(height=row.height, note=row.note, signed_at=row.signed_at)


def need_last(db: Session, public_id: str) -> CheckpointValue:
    """The last checkpoint. Refused: not-found, archive-missing."""
    found = last(db, public_id)
    if found is None:
        raise Refused("archive-missing")
    return found


def _is_due(db: Session, election: Election, head: chain.Head, now: datetime) -> bool:
    """Every head but that of a ballot is signed at once; a ballot's when the last checkpoint is old enough."""
    row = _last(db, election)
    if row is None or row.height == head.height:
        return row is None
    kind = db.scalar(
        select(BoardEvent.type).where(BoardEvent.election_id == election.id, BoardEvent.height == head.height)
    )
    return kind != chain.BALLOT or now >= row.signed_at + timedelta(minutes=election.checkpoint_minutes)


def _last(db: Session, election: Election) -> Checkpoint | None:
    query = select(Checkpoint).where(Checkpoint.election_id == election.id)
    return db.scalars(query.order_by(Checkpoint.height.desc()).limit(1)).first()
