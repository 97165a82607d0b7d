"""The public board: one chain of events, and its archive file (SPEC.md, section 6).

Each function `*_event` gives the event that follows a head; nothing here keeps state. `write_archive` is a
byte-exact function of a timestamp and the events; `read_archive` and `read_events` are its strict inverse.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from ballots.archive_errors import (
    EventDataError,
    EventFormatError,
    EventHeightError,
    EventParentError,
    EventPayloadError,
    OrphanDataError,
)
from ballots.container import ArchiveEntry, encode_data, encode_event, encode_start, read_entries, read_start

SETUP = "Setup"
BALLOT = "Ballot"
END_BALLOTS = "EndBallots"
SHUFFLE = "Shuffle"
END_SHUFFLES = "EndShuffles"
ENCRYPTED_TALLY = "EncryptedTally"
PARTIAL_DECRYPTION = "PartialDecryption"
RESULT = "Result"

DATA_COUNTS = {
    SETUP: 4,
    BALLOT: 1,
    END_BALLOTS: 0,
    SHUFFLE: 2,
    END_SHUFFLES: 0,
    ENCRYPTED_TALLY: 2,
    PARTIAL_DECRYPTION: 2,
    RESULT: 1,
}
"""How many data entries stand before an event of each type."""

MAX_HEIGHT_DIGITS = 10

_EVENT = re.compile(
    rb'\{(?:"parent":"([0-9a-f]{64})",)?"height":(0|[1-9][0-9]{0,%d}),"type":"([A-Za-z]{1,32})"'
    rb'(?:,"payload":"([0-9a-f]{64})")?\}' % (MAX_HEIGHT_DIGITS - 1)
)
_SETUP_DATA = re.compile(rb'\{"election":"([0-9a-f]{64})","trustees":"([0-9a-f]{64})","credentials":"([0-9a-f]{64})"\}')
_SIZED_TALLY = re.compile(
    rb'\{"num_tallied":(0|[1-9][0-9]{0,9}),"total_weight":(0|[1-9][0-9]{0,9}),'
    rb'"encrypted_tally":"([0-9a-f]{64})"\}'
)
_OWNED = re.compile(rb'\{"owner":([1-9][0-9]{0,8}),"payload":"([0-9a-f]{64})"\}')


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a board: its height, and its hash as 64 lower-case hexadecimal digits."""

    height: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEvent:
    """One event: `raw` is its exact bytes, `data` its data entries in order, the payload's content last.

    `position` is the byte where the payload's content starts in the archive it was read from, else 0.
    """

    height: int
    type: str
    parent: str | None
    payload: str | None
    data: tuple[bytes, ...]
    raw: bytes
    position: int = field(default=0, compare=False)

    @property
    def hash(self) -> str:
        """The SHA-256 of the event's bytes, hexadecimal."""
        return _digest(self.raw)

    @property
    def head(self) -> Head:
        """The head of a board whose last event this is."""
        return Head(self.height, self.hash)


@dataclass(frozen=True, slots=True)
class SizedTally:
    """What the board says of an encrypted tally: ballots counted, their total weight."""

    num_tallied: int
    total_weight: int


def setup_event(election: bytes, trustees: bytes, credentials: bytes) -> BoardEvent:
    """Return the first event of a board from the three encoded parts of the set-up."""
    digests = tuple(_digest(part).encode() for part in (election, trustees, credentials))
    payload = b'{"election":"%s","trustees":"%s","credentials":"%s"}' % digests
    return _event(None, SETUP, (election, trustees, credentials, payload))


def ballot_event(head: Head, ballot: bytes) -> BoardEvent:
    """Return the event that puts a ballot's exact bytes behind `head`."""
    return _event(head, BALLOT, (ballot,))


def end_ballots_event(head: Head) -> BoardEvent:
    """Return the event that ends the ballots."""
    return _event(head, END_BALLOTS, ())


def encrypted_tally_event(head: Head, tally: bytes, num_tallied: int, total_weight: int) -> BoardEvent:
    """Return the event of the encrypted tally: how many ballots it sums and their total weight."""
    sizes = b'"num_tallied":%d,"total_weight":%d' % (num_tallied, total_weight)
    sized = b'{%s,"encrypted_tally":"%s"}' % (sizes, _digest(tally).encode())
    return _event(head, ENCRYPTED_TALLY, (tally, sized))


def partial_decryption_event(head: Head, owner: int, decryption: bytes) -> BoardEvent:
    """Return the event of one trustee's partial decryption; `owner` counts trustees from 1."""
    owned = b'{"owner":%d,"payload":"%s"}' % (owner, _digest(decryption).encode())
    return _event(head, PARTIAL_DECRYPTION, (decryption, owned))


def result_event(head: Head, result: bytes) -> BoardEvent:
    """Return the event of the result."""
    return _event(head, RESULT, (result,))


def check_setup_data(event: BoardEvent) -> tuple[bytes, bytes, bytes]:
    """Return a Setup event's election, trustees and credentials as bytes.

    Raises EventPayloadError unless its payload names exactly these three, in this order.
    """
    election, trustees, credentials, payload = event.data
    _check_references(_SETUP_DATA.fullmatch(payload), (1, 2, 3), (election, trustees, credentials))
    return election, trustees, credentials


def check_sized_tally(event: BoardEvent) -> tuple[bytes, SizedTally]:
    """Return an EncryptedTally event's tally bytes and its published sizes. Raises EventPayloadError."""
    tally, payload = event.data
    found = _check_references(_SIZED_TALLY.fullmatch(payload), (3,), (tally,))
    return tally, SizedTally(int(found[1]), int(found[2]))


def check_owned(event: BoardEvent) -> tuple[int, bytes]:
    """Return a PartialDecryption event's owner and its bytes. Raises EventPayloadError."""
    decryption, payload = event.data
    found = _check_references(_OWNED.fullmatch(payload), (2,), (decryption,))
    return int(found[1]), decryption


def write_archive(timestamp: int, events: Iterable[BoardEvent], out: BinaryIO) -> None:
    """Write an archive; `timestamp` in whole seconds since 1970 stands in every header.

    The bytes are those of `belenios-tool archive make`. Appending an event to an archive is appending
    `encode_board_event`.
    """
    out.write(encode_start(timestamp))
    for event in events:
        out.write(encode_board_event(event, timestamp))


def encode_board_event(event: BoardEvent, timestamp: int) -> bytes:
    """Return the blocks that one event adds to an archive."""
    blocks = [encode_data(content, timestamp) for content in event.data]
    return b"".join((*blocks, encode_event(event.raw, timestamp)))


def read_archive(source: BinaryIO) -> Iterator[ArchiveEntry]:
    """Read an archive's entries one by one, checking every byte of the container. Raises ArchiveError."""
    yield from read_entries(source, read_start(source))


def read_events(entries: Iterable[ArchiveEntry]) -> Iterator[BoardEvent]:
    """Group entries into events and check the chain: spelling, heights, parents, data, payloads.

    Raises a BoardError at the first event that breaks a rule. Whether an event of that type may stand there,
    and what its data mean, is for `ballots.verify`.
    """
    head: Head | None = None
    pending: list[ArchiveEntry] = []
    for entry in entries:
        if not entry.is_event:
            pending.append(entry)
            if len(pending) > max(DATA_COUNTS.values()):
                raise EventDataError("more data entries in a row than any event has")
            continue
        event = _read_event(entry, tuple(pending))
        _check_link(event, head)
        _check_data(event, pending)
        yield event
        head = Head(event.height, entry.digest)
        pending = []
    if pending:
        raise OrphanDataError("the archive ends with data that no event names")


def _read_event(entry: ArchiveEntry, pending: tuple[ArchiveEntry, ...]) -> BoardEvent:
    found = _EVENT.fullmatch(entry.content)
    if found is None or found[3].decode() not in DATA_COUNTS:
        raise EventFormatError("an event is malformed or of an unknown type")
    parent, payload = (found[group].decode() if found[group] else None for group in (1, 4))
    return BoardEvent(
        height=int(found[2]),
        type=found[3].decode(),
        parent=parent,
        payload=payload,
        data=tuple(data.content for data in pending),
        raw=entry.content,
        position=pending[-1].position if pending else 0,
    )


def _check_link(event: BoardEvent, head: Head | None) -> None:
    if event.height != (head.height + 1 if head else 0):
        raise EventHeightError(f"height {event.height} does not follow the event before it")
    if event.parent != (head.hash if head else None):
        raise EventParentError(f"the event at height {event.height} names another parent")


def _check_data(event: BoardEvent, pending: Sequence[ArchiveEntry]) -> None:
    if len(pending) != DATA_COUNTS[event.type]:
        raise EventDataError(f"{event.type} at height {event.height} has {len(pending)} data entries")
    if event.payload != (pending[-1].digest if pending else None):
        raise EventPayloadError(f"{event.type} at height {event.height} names another payload")


def _check_references(
    found: re.Match[bytes] | None, groups: tuple[int, ...], parts: tuple[bytes, ...]
) -> re.Match[bytes]:
    if found is None:
        raise EventPayloadError("the payload is not in its one allowed spelling")
    for group, part in zip(groups, parts, strict=True):
        if found[group].decode() != _digest(part):
            raise EventPayloadError("the payload names other data than those before it")
    return found


def _event(head: Head | None, event_type: str, data: tuple[bytes, ...]) -> BoardEvent:
    height = head.height + 1 if head else 0
    parent = head.hash if head else None
    payload = _digest(data[-1]) if data else None
    fields = [f'"parent":"{parent}"'] if parent else []
    fields += [f'"height":{height}', f'"type":"{event_type}"']
    fields += [f'"payload":"{payload}"'] if payload else []
    raw = ("{" + ",".join(fields) + "}").encode()
    return BoardEvent(height=height, type=event_type, parent=parent, payload=payload, data=data, raw=raw)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
