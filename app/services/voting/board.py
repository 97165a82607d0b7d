"""The board of an election: appending under a lock, looking, writing the archive."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.language.paging import page_count
from app.models import BallotIndex, BoardData, BoardEvent, Checkpoint, Election
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.states.board import Fate
from app.states.phase import Phase
from ballots import board as chain
from ballots.ballot import ballot_credential
from ballots.short import FIND, WHOLE, Kind, short

ARCHIVE_MISSING = Refusal(
    code="archive-missing",
    status=404,
    words=N_("The board of this election is still empty. It begins when the slips are confirmed."),
)


LEAST_PREFIX = 8
"""So many characters of a tracker name one ballot among millions."""
TRACKER = 43
"""What becomes of a ballot: a later one of the same credential may replace it until the closing, or did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventValue:
    """One event as the board's page shows it; `tracker` only for ballots, `fate` only for ballots that were found."""

    height: int
    type: str
    hash: str
    tracker: str | None
    fate: Fate | None = None

    @property
    def digits(self) -> str:
        """The twelve digits by which the ballot is found; nothing for other events."""
        return short(Kind.TRACKER, self.tracker, FIND) if self.tracker else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardValue:
    """The board's public head and size, and the events asked for; `cast` counts all ballots, `waiting` those not yet
    signed.
    """

    head: str | None
    height: int | None
    cast: int
    waiting: int
    events: tuple[EventValue, ...]
    pages: int


def head(db: Session, election_id: int) -> chain.Head | None:
    """The last event's height and hash, or None while the board is empty."""
    last = db.execute(
        select(BoardEvent.height, BoardEvent.hash)
        .where(BoardEvent.election_id == election_id)
        .order_by(BoardEvent.height.desc())
        .limit(1)
    ).first()
    return chain.Head(last[0], last[1]) if last else None


def need_head(db: Session, election_id: int) -> chain.Head:
    """The head of a board that must not be empty. Refused: archive-missing."""
    found = head(db, election_id)
    if found is None:
        raise Refused(ARCHIVE_MISSING)
    return found


def append(db: Session, election_id: int, event: chain.BoardEvent) -> None:
    """Insert an event and its data. The caller holds the election's row lock and took the head under it."""
    hashes = [hashlib.sha256(content).hexdigest() for content in event.data]
    for digest, content in zip(hashes, event.data, strict=True):
        if db.get(BoardData, (election_id, digest)) is None:
            db.add(BoardData(election_id=election_id, hash=digest, content=content))
    db.add(
        BoardEvent(
            election_id=election_id, height=event.height, type=event.type, hash=event.hash, raw=event.raw, data=hashes
        )
    )
    db.flush()


def events(db: Session, election_id: int, upto: int | None = None) -> Iterator[chain.BoardEvent]:
    """Every event with its data, one by one, up to a height where one is given."""
    election = db.get_one(Election, election_id)
    mine = select(BoardEvent).where(BoardEvent.election_id == election.id)
    if upto is not None:
        mine = mine.where(BoardEvent.height <= upto)
    rows = db.scalars(mine.order_by(BoardEvent.height)).yield_per(64)
    parent: str | None = None
    for row in rows:
        yield _read(db, election, row, parent)
        parent = row.hash


def _read(db: Session, election: Election, row: BoardEvent, parent: str | None = None) -> chain.BoardEvent:
    return chain.BoardEvent(
        height=row.height, type=row.type, parent=parent, payload=row.data[-1] if row.data else None,
        data=tuple(_content(db, election.id, digest) for digest in row.data), raw=row.raw,
    )  # fmt: skip


def archive_tag(db: Session, public_id: str) -> str:
    """What names the public archive: the hash of its last event. Refused: archive-missing, not-found."""
    election = find(db, public_id)
    need_head(db, election.id)
    height = _public_height(db, election.id)
    return db.scalars(
        select(BoardEvent.hash).where(BoardEvent.election_id == election.id, BoardEvent.height == height)
    ).one()


def write_archive(db: Session, public_id: str, out: BinaryIO) -> None:
    """Write the public archive, a byte-exact function of the events. Refused: archive-missing, not-found."""
    election = find(db, public_id)
    need_head(db, election.id)
    frozen = datetime.fromisoformat(election.phase_times[Phase.FROZEN])
    chain.write_archive(int(frozen.timestamp()), events(db, election.id, _public_height(db, election.id)), out)


def holds(db: Session, election_id: int, content: bytes) -> bool:
    """Whether these very bytes are data of an event on the board."""
    return db.get(BoardData, (election_id, hashlib.sha256(content).hexdigest())) is not None


def look(db: Session, public_id: str, *, page: int = 1, size: int = 50) -> BoardValue:
    """The public head, the counters, and one page of public events, the newest first."""
    election = find(db, public_id)
    height, top = _public_height(db, election.id), head(db, election.id)
    query = select(BoardEvent).where(BoardEvent.election_id == election.id, BoardEvent.height <= (height or 0))
    total = 0 if height is None else height + 1
    last = db.scalar(query.order_by(BoardEvent.height.desc()).limit(1)) if total else None
    rows = db.scalars(query.order_by(BoardEvent.height.desc()).offset((page - 1) * size).limit(size))
    return BoardValue(
        head=last.hash if last else None, height=height, cast=count(db, election.id),
        waiting=top.height - height if top and height is not None else 0,
        events=tuple(_event_value(row) for row in rows), pages=page_count(total, size),
    )  # fmt: skip


_ALIKE = str.maketrans("oil", "011")
"""What people write for what they see, once capitals are small."""


def find_ballots(db: Session, public_id: str, beginning: str, *, alike: bool = False) -> tuple[EventValue, ...]:
    """The public ballots whose trackers, or the digits of whose trackers, begin so, by height, each with its fate.

    `alike`: also those that only look so: another case, 0 for O, 1 for l. None for fewer than `LEAST_PREFIX`
    characters of a tracker, or `FIND` digits.
    """
    election = find(db, public_id)
    wanted = tidy_tracker(beginning)
    height = _public_height(db, election.id)
    if height is None or not LEAST_PREFIX <= len(wanted) <= TRACKER:
        return ()
    mine = (
        BoardEvent.election_id == election.id, BoardEvent.type == chain.BALLOT, BoardEvent.height <= height,
    )  # fmt: skip
    by_digits = len(wanted) >= FIND and wanted.isdecimal()
    rows = db.execute(select(BoardEvent.height, BoardEvent.data).where(*mine).order_by(BoardEvent.height))
    seen = {_tracker_of(data[-1]): one for one, data in rows}
    heights = [one for tracker, one in seen.items() if _is_named(tracker, wanted, by_digits, alike)]
    found = db.scalars(select(BoardEvent).where(*mine, BoardEvent.height.in_(heights)).order_by(BoardEvent.height))
    return tuple(replace(_event_value(row), fate=_fate(db, election, row, seen)) for row in found)


def _fate(db: Session, election: Election, row: BoardEvent, seen: Container[str]) -> Fate:
    """What becomes of a ballot, from the trackers that everybody has `seen`: whose later ballot still waits for a
    signed head is not told to have voted again."""
    if not election.revote:
        return Fate.COUNTED
    credential = ballot_credential(_content(db, election.id, row.data[-1]))
    digest = hashlib.sha256(credential.encode()).digest()
    last = db.get_one(BallotIndex, (election.id, digest)).tracker
    if last != _tracker_of(row.data[-1]) and last in seen:
        return Fate.REPLACED
    return Fate.REPLACEABLE if election.phase == Phase.OPEN else Fate.COUNTED


def _is_named(tracker: str, wanted: str, by_digits: bool, alike: bool) -> bool:
    if alike and tracker.casefold().translate(_ALIKE).startswith(wanted.casefold().translate(_ALIKE)):
        return True
    return tracker.startswith(wanted) or (by_digits and short(Kind.TRACKER, tracker, WHOLE).startswith(wanted))


def is_whole(typed: str) -> bool:
    """Whether a whole tracker was typed, or its twelve digits: then a ballot that is not found is not there."""
    wanted = tidy_tracker(typed)
    return len(wanted) == TRACKER or (len(wanted) >= FIND and wanted.isdecimal())


def tidy_tracker(typed: str) -> str:
    """What was typed of a tracker, without the gaps between its groups."""
    return "".join(character for character in text.ascii_digits(typed) if character.isalnum() or character in "+/")


def count(db: Session, election_id: int) -> int:
    """The number of ballots on the board."""
    return db.scalar(select(func.count()).where(BallotIndex.election_id == election_id)) or 0


def trackers(db: Session, election_id: int) -> dict[bytes, str]:
    """The trackers of the receipts that were given, by the digest of the credential."""
    query = select(BallotIndex.credential, BallotIndex.tracker).where(BallotIndex.election_id == election_id)
    return {row.credential: row.tracker for row in db.execute(query)}


def content(db: Session, election_id: int, event_type: str) -> bytes:
    """The first data entry of the last event of a type. Refused: archive-missing."""
    return last_of(db, election_id, event_type).data[0]


def last_of(db: Session, election_id: int, event_type: str) -> chain.BoardEvent:
    """The last event of a type, with its data. Refused: archive-missing."""
    election = db.get_one(Election, election_id)
    row = db.scalars(
        select(BoardEvent)
        .where(BoardEvent.election_id == election.id, BoardEvent.type == event_type)
        .order_by(BoardEvent.height.desc())
        .limit(1)
    ).first()
    if row is None:
        raise Refused(ARCHIVE_MISSING)
    return _read(db, election, row)


def events_of(db: Session, election_id: int, event_type: str) -> Iterator[chain.BoardEvent]:
    """The events of a type, in order, with their data."""
    election = db.get_one(Election, election_id)
    mine = select(BoardEvent).where(BoardEvent.election_id == election.id, BoardEvent.type == event_type)
    for row in db.scalars(mine.order_by(BoardEvent.height)):
        yield _read(db, election, row)


def _public_height(db: Session, election_id: int) -> int | None:
    """The height up to which everybody sees the board: its head, but while voting is open the last signed head.

    None while nothing is public.
    """
    election = db.get_one(Election, election_id)
    top = head(db, election.id)
    if top is None or election.phase != Phase.OPEN:
        return top.height if top else None
    signed = db.scalar(select(func.max(Checkpoint.height)).where(Checkpoint.election_id == election.id))
    return max(0, signed or 0)


def _content(db: Session, election_id: int, digest: str) -> bytes:
    found = db.scalar(select(BoardData.content).where(BoardData.election_id == election_id, BoardData.hash == digest))
    if found is None:
        raise Refused(ARCHIVE_MISSING)
    return found


def _event_value(row: BoardEvent) -> EventValue:
    is_ballot = row.type == chain.BALLOT
    return EventValue(
        height=row.height, type=row.type, hash=row.hash, tracker=_tracker_of(row.data[-1]) if is_ballot else None
    )


def _tracker_of(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode().rstrip("=")
