"""The container of an archive: an append-only file of entries in 512-byte blocks (SPEC.md, section 6.1).

It is the old tar layout with fixed header bytes and without end marks. Every header follows from the entry's
name, its size and the archive's timestamp, so the reader rebuilds each header and compares it byte for byte.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ballots.archive_errors import (
    ArchiveEmptyError,
    ArchiveStartError,
    ArchiveTrailerError,
    ArchiveTruncatedError,
    ArchiveUnreadableError,
    EntryDigestError,
    EntryHeaderError,
    EntryPaddingError,
    EntrySizeError,
)

BLOCK = 512
MAX_TIMESTAMP = 8**11 - 1
MAX_SETUP_ENTRY = 1 << 30
"""Longest entry of the Setup event in bytes: a list of some 1,700,000 credentials."""
MAX_ENTRY = 1 << 24
"""Longest entry after the Setup event in bytes."""

_PIECE = 1 << 20
_START_NAME = b"BELENIOS"
_START = re.compile(rb'\{"version":1,"timestamp":"(0|[1-9][0-9]{0,9})"\}')
_NAME = re.compile(rb"([0-9a-f]{64})\.(data|event)\.json")
_SIZE = re.compile(rb"[0-7]{11}\0")
_ZERO_BLOCK = bytes(BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """One entry after the first; `digest` is the SHA-256 of `content`, which starts at byte `position`."""

    is_event: bool
    digest: str
    content: bytes
    position: int


def encode_start(timestamp: int) -> bytes:
    """Return the blocks of an archive's first entry; `timestamp` in whole seconds since 1970.

    Raises ArchiveStartError for a timestamp that the format cannot hold.
    """
    if not 0 <= timestamp <= MAX_TIMESTAMP:
        raise ArchiveStartError("the timestamp does not fit into eleven octal digits")
    content = b'{"version":1,"timestamp":"%d"}' % timestamp
    return _blocks(_START_NAME, content, timestamp)


def encode_data(content: bytes, timestamp: int) -> bytes:
    """Return the blocks of a data entry."""
    return _blocks(_entry_name(content, b"data"), content, timestamp)


def encode_event(content: bytes, timestamp: int) -> bytes:
    """Return the blocks of an event entry."""
    return _blocks(_entry_name(content, b"event"), content, timestamp)


def read_start(source: BinaryIO) -> int:
    """Read an archive's first entry and return its timestamp.

    Raises ArchiveEmptyError, ArchiveTruncatedError, ArchiveStartError, ArchiveUnreadableError.
    """
    header = _read(source, BLOCK)
    if not header:
        raise ArchiveEmptyError("the archive has no byte")
    content_block = _read(source, BLOCK)
    if len(content_block) < BLOCK:
        raise ArchiveTruncatedError("the archive ends inside its first entry")
    found = _START.match(content_block)
    if found is None:
        raise ArchiveStartError("the first entry is not a BELENIOS entry of archive version 1")
    timestamp = int(found[1])
    if timestamp > MAX_TIMESTAMP or header + content_block != encode_start(timestamp):
        raise ArchiveStartError("the first entry is not in its one allowed spelling")
    return timestamp


def read_entries(source: BinaryIO, timestamp: int) -> Iterator[ArchiveEntry]:
    """Read the entries after the first, one at a time; `source` stands behind the first entry.

    Raises an ArchiveError as soon as a byte is not the one that the format requires.
    """
    position = len(encode_start(timestamp))
    limit = MAX_SETUP_ENTRY
    while header := _read(source, BLOCK):
        entry, length = _read_entry(source, header, timestamp, position + BLOCK, limit)
        if entry.is_event:
            limit = MAX_ENTRY
        yield entry
        position += length


def _read_entry(source: BinaryIO, header: bytes, timestamp: int, position: int, limit: int) -> tuple[ArchiveEntry, int]:
    size, found = _parse_header(header, timestamp)
    if size > limit:
        raise EntrySizeError(f"the entry at byte {position - BLOCK} claims {size} bytes")
    content = _read(source, size)
    padding = _read(source, _padding(size))
    if len(content) < size or len(padding) < _padding(size):
        raise ArchiveTruncatedError(f"the archive ends inside the entry at byte {position - BLOCK}")
    if padding.strip(b"\0"):
        raise EntryPaddingError(f"the entry at byte {position - BLOCK} is not filled with zeros")
    digest = hashlib.sha256(content).hexdigest()
    if digest.encode() != found[1]:
        raise EntryDigestError(f"the entry at byte {position - BLOCK} is not named by its SHA-256")
    entry = ArchiveEntry(is_event=found[2] == b"event", digest=digest, content=content, position=position)
    return entry, BLOCK + size + len(padding)


def _parse_header(header: bytes, timestamp: int) -> tuple[int, re.Match[bytes]]:
    if len(header) < BLOCK:
        raise ArchiveTruncatedError("the archive ends inside a header block")
    if header == _ZERO_BLOCK:
        raise ArchiveTrailerError("a block of zeros stands where an entry should begin")
    name = header[:100].rstrip(b"\0")
    found = _NAME.fullmatch(name)
    if found is None or _SIZE.fullmatch(header[124:136]) is None:
        raise EntryHeaderError("an entry's name or size is malformed")
    size = int(header[124:135], 8)
    if header != _header(name, size, timestamp):
        raise EntryHeaderError("a header block differs from the one its name, size and time require")
    return size, found


def _read(source: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes, fewer only at the end; a false size never makes a large buffer."""
    pieces = []
    try:
        while size and (piece := source.read(min(size, _PIECE))):
            pieces.append(piece)
            size -= len(piece)
    except OSError as error:
        raise ArchiveUnreadableError(f"reading failed: {error.strerror or 'input error'}") from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _entry_name(content: bytes, kind: bytes) -> bytes:
    return b"%s.%s.json" % (hashlib.sha256(content).hexdigest().encode(), kind)


def _blocks(name: bytes, content: bytes, timestamp: int) -> bytes:
    return _header(name, len(content), timestamp) + content + bytes(_padding(len(content)))


def _padding(size: int) -> int:
    return -size % BLOCK


def _header(name: bytes, size: int, timestamp: int) -> bytes:
    before = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0%011o\0" % (size, timestamp)
    checksum = sum(before) + 8 * ord(" ") + ord("0")
    return (before + b"%06o\0 0" % checksum).ljust(BLOCK, b"\0")
