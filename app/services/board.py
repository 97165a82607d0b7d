"""The board of an election: appending under a lock, looking, writing the archive."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import text
from app.models import BallotIndex, BoardData, BoardEvent, Election
from app.services.act import Refused
from app.services.election import find
from ballots import board

LEAST_PREFIX = 8
"""So many characters of a tracker name one ballot among millions."""
TRACKER = 43


@dataclass(frozen=True, slots=True, kw_only=True)
class EventValue:
    """One event as the board's page shows it; `tracker` only for ballots."""

    height: int
    type: str
    hash: str
    tracker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardValue:
    """The board's head and size, and the events asked for."""

    head: str | None
    height: int | None
    cast: int
    events: tuple[EventValue, ...]
    pages: int


def head(db: Session, election: Election) -> board.Head | None:
    """The last event's height and hash, or None while the board is empty."""
    last = db.execute(
        select(BoardEvent.height, BoardEvent.hash)
        .where(BoardEvent.election_id == election.id)
        .order_by(BoardEvent.height.desc())
        .limit(1)
    ).first()
    return board.Head(last[0], last[1]) if last else None


def need_head(db: Session, election: Election) -> board.Head:
    """The head of a board that must not be empty. Refused: archive-missing."""
    found = head(db, election)
    if found is None:
        raise Refused("archive-missing")
    return found


def append(db: Session, election: Election, event: board.BoardEvent) -> None:
    """Insert an event and its data. The caller holds the election's row lock and took the head under it."""
    hashes = [hashlib.sha256(content).hexdigest() for content in event.data]
    for digest, content in zip(hashes, event.data, strict=True):
        if db.get(BoardData, (election.id, digest)) is None:
            db.add(BoardData(election_id=election.id, hash=digest, content=content))
    db.add(
        BoardEvent(
            election_id=election.id, height=event.height, type=event.type, hash=event.hash, raw=event.raw, data=hashes
        )
    )
    db.flush()


def events(db: Session, election: Election) -> Iterator[board.BoardEvent]:
    """Every event with its data, one by one."""
    rows = db.scalars(
        select(BoardEvent).where(BoardEvent.election_id == election.id).order_by(BoardEvent.height)
    ).yield_per(64)
    parent: str | None = None
    for row in rows:
        yield board.BoardEvent(
            height=row.height, type=row.type, parent=parent, payload=row.data[-1] if row.data else None,
            data=tuple(_content(db, election.id, digest) for digest in row.data), raw=row.raw,
        )  # fmt: skip
        parent = row.hash


def write_archive(db: Session, public_id: str, out: BinaryIO) -> None:
    """Write the archive, a byte-exact function of the events. Refused: archive-missing, not-found."""
    election = find(db, public_id)
    need_head(db, election)
    frozen = datetime.fromisoformat(election.phase_times["frozen"])
    board.write_archive(int(frozen.timestamp()), events(db, election), out)


def holds(db: Session, election: Election, content: bytes) -> bool:
    """Whether these very bytes are data of an event on the board."""
    return db.get(BoardData, (election.id, hashlib.sha256(content).hexdigest())) is not None


def look(db: Session, public_id: str, *, page: int = 1, size: int = 50) -> BoardValue:
    """The head, the counters, and one page of events, the newest first."""
    election = find(db, public_id)
    top = head(db, election)
    query = select(BoardEvent).where(BoardEvent.election_id == election.id)
    total = 0 if top is None else top.height + 1
    rows = db.scalars(query.order_by(BoardEvent.height.desc()).offset((page - 1) * size).limit(size))
    return BoardValue(
        head=top.hash if top else None, height=top.height if top else None, cast=count(db, election),
        events=tuple(_event_value(row) for row in rows), pages=max(1, -(-total // size)),
    )  # fmt: skip


def find_ballots(db: Session, public_id: str, beginning: str) -> tuple[EventValue, ...]:
    """The ballots whose trackers begin so, by height; none for fewer than `LEAST_PREFIX` characters."""
    election = find(db, public_id)
    wanted = tidy_tracker(beginning)
    if not LEAST_PREFIX <= len(wanted) <= TRACKER:
        return ()
    mine = (BoardEvent.election_id == election.id, BoardEvent.type == board.BALLOT)
    rows = db.execute(select(BoardEvent.height, BoardEvent.data).where(*mine).order_by(BoardEvent.height))
    heights = [height for height, data in rows if _tracker_of(data[-1]).startswith(wanted)]
    found = db.scalars(select(BoardEvent).where(*mine, BoardEvent.height.in_(heights)).order_by(BoardEvent.height))
    return tuple(_event_value(row) for row in found)


def tidy_tracker(typed: str) -> str:
    """What was typed of a tracker, without the gaps between its groups."""
    return "".join(character for character in text.ascii_digits(typed) if character.isalnum() or character in "+/")


def count(db: Session, election: Election) -> int:
    """The number of ballots on the board."""
    return db.scalar(select(func.count()).where(BallotIndex.election_id == election.id)) or 0


def trackers(db: Session, election: Election) -> dict[bytes, str]:
    """The trackers of the receipts that were given, by the digest of the credential."""
    query = select(BallotIndex.credential, BallotIndex.tracker).where(BallotIndex.election_id == election.id)
    return {row.credential: row.tracker for row in db.execute(query)}


def content(db: Session, election: Election, event_type: str) -> bytes:
    """The first data entry of the last event of a type. Refused: archive-missing."""
    row = db.scalars(
        select(BoardEvent)
        .where(BoardEvent.election_id == election.id, BoardEvent.type == event_type)
        .order_by(BoardEvent.height.desc())
        .limit(1)
    ).first()
    if row is None:
        raise Refused("archive-missing")
    return _content(db, election.id, row.data[0])


def _content(db: Session, election_id: int, digest: str) -> bytes:
    found = db.scalar(select(BoardData.content).where(BoardData.election_id == election_id, BoardData.hash == digest))
    if found is None:
        raise Refused("archive-missing")
    return found


def _event_value(row: BoardEvent) -> EventValue:
    is_ballot = row.type == board.BALLOT
    return EventValue(
        height=row.height, type=row.type, hash=row.hash, tracker=_tracker_of(row.data[-1]) if is_ballot else None
    )


def _tracker_of(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode().rstrip("=")
