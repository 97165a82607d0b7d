"""The one file of a record: a ZIP in one spelling, written and read byte for byte. SPEC: the record as one file.

Every header follows from names, sizes and checksums, so the reader rebuilds each and compares; no two files hold the
same record, and what one program reads, every other reads too. Source of the layout: PKWARE's APPNOTE 6.3.10, 4.3 and
4.4.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from ballots.record import accounting, bindings, checkpoints, keys, lots
from ballots.record.errors import (
    RecordChecksumError,
    RecordHeaderError,
    RecordNameError,
    RecordSizeError,
    RecordTruncatedError,
)

README: Final = "README.txt"
ARCHIVE: Final = "election.bel"
BINDINGS: Final = "bindings.json"
ACCOUNTING: Final = "accounting.json"
CHECKPOINTS: Final = "checkpoints.txt"
KEYS: Final = "keys.json"
LOTS: Final = "lots.json"

MAX_RECORD: Final = 2**32 - 1
MAX_README: Final = 65_536

LIMITS: Final[Mapping[str, int]] = {
    README: MAX_README,
    ARCHIVE: MAX_RECORD,
    BINDINGS: bindings.MAX_BYTES,
    ACCOUNTING: accounting.MAX_BYTES,
    CHECKPOINTS: checkpoints.MAX_BYTES,
    KEYS: keys.MAX_BYTES,
    LOTS: lots.MAX_BYTES,
}
"""The files of a record in their order, each with its most bytes."""

_LOCAL: Final = struct.Struct("<4s5HIIIHH")
_DIRECTORY: Final = struct.Struct("<4s6HIII5HII")
_END: Final = struct.Struct("<4s4HIIH")
_LOCAL_MARK, _DIRECTORY_MARK, _END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_VERSION, _MADE_BY, _DAY = 10, 20, 33  # 33 is the first of January 1980, the first day that the format can say
_PIECE: Final = 1 << 20
_LONGEST_NAME: Final = max(map(len, LIMITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a record: where its bytes stand in the record file."""

    name: str
    position: int
    size: int
    checksum: int

    @property
    def header(self) -> bytes:
        """The local header, the name behind it."""
        name = self.name.encode()
        fields = (_LOCAL_MARK, _VERSION, 0, 0, 0, _DAY, self.checksum, self.size, self.size, len(name), 0)
        return _LOCAL.pack(*fields) + name

    @property
    def entry(self) -> bytes:
        """The entry of the directory, the name behind it."""
        name = self.name.encode()
        about = (_VERSION, 0, 0, 0, _DAY, self.checksum, self.size, self.size, len(name), 0, 0, 0, 0, 0)
        return _DIRECTORY.pack(_DIRECTORY_MARK, _MADE_BY, *about, self.position - len(self.header)) + name


def write_record(files: Mapping[str, BinaryIO], out: BinaryIO) -> None:
    """Write a record file of these files, each open for reading at its start and able to seek.

    Raises RecordNameError for a name that no record has or without an archive, RecordSizeError.
    """
    if not files.keys() <= LIMITS.keys() or ARCHIVE not in files:
        raise RecordNameError("a record holds an archive and what belongs to it")
    members: list[Member] = []
    place = 0
    for name in (name for name in LIMITS if name in files):
        source = files[name]
        size, checksum = _measure(source)
        member = Member(name=name, position=place + _LOCAL.size + len(name), size=size, checksum=checksum)
        place = member.position + size
        if size > LIMITS[name] or place > MAX_RECORD - 1000 * len(LIMITS):
            raise RecordSizeError(f"{name} is too large for a record file; a folder holds it")
        out.write(member.header)
        for piece in _pieces(source, size):
            out.write(piece)
        members.append(member)
    out.write(_tail(members, place))


def record_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a record file of these files' bytes. Raises as `write_record`."""
    out = io.BytesIO()
    write_record({name: io.BytesIO(data) for name, data in files.items()}, out)
    return out.getvalue()


def read_record(source: BinaryIO) -> tuple[Member, ...]:
    """Return where the files of a record file stand, each byte of it checked; `source`, at its start, can seek.

    Raises RecordTruncatedError, RecordHeaderError, RecordNameError, RecordSizeError or RecordChecksumError.
    """
    members: list[Member] = []
    place = 0
    names = list(LIMITS)
    while (mark := _read(source, 4)) == _LOCAL_MARK:
        member = _read_member(source, mark, place, names)
        del names[: names.index(member.name) + 1]
        members.append(member)
        place = member.position + member.size
    expected = _tail(members, place)
    if place + len(expected) > MAX_RECORD:
        raise RecordSizeError("a record file is longer than one may be; a folder holds more")
    tail = mark + _read(source, len(expected) + 1 - len(mark))
    if tail != expected:
        is_short = len(tail) < len(expected) and expected.startswith(tail)
        raise (RecordTruncatedError if is_short else RecordHeaderError)("the end of a record file is another")
    if all(member.name != ARCHIVE for member in members):
        raise RecordNameError("a record file holds no archive")
    return tuple(members)


def _read_member(source: BinaryIO, mark: bytes, place: int, names: Sequence[str]) -> Member:
    header = mark + _read(source, _LOCAL.size - len(mark))
    if len(header) < _LOCAL.size:
        raise RecordTruncatedError("a record file ends inside a header")
    *_, checksum, size, _same, length, _extra = _LOCAL.unpack(header)
    if length > _LONGEST_NAME:
        raise RecordNameError("a record file holds a name that no record has")
    raw = _read(source, length)
    if len(raw) < length:
        raise RecordTruncatedError("a record file ends inside a name")
    name = next((name for name in names if name.encode() == raw), None)
    if name is None:
        raise RecordNameError("a record file holds a name that no record has, twice, or not in its order")
    member = Member(name=name, position=place + len(header) + length, size=size, checksum=checksum)
    if member.header != header + raw:
        raise RecordHeaderError(f"the header of {name} is not in its one spelling")
    if size > LIMITS[name] or member.position + size > MAX_RECORD:
        raise RecordSizeError(f"{name} claims {size} bytes")
    found, count = 0, 0
    for piece in _pieces(source, size):
        found, count = zlib.crc32(piece, found), count + len(piece)
    if count < size:
        raise RecordTruncatedError(f"a record file ends inside {name}")
    if found != checksum:
        raise RecordChecksumError(f"the bytes of {name} are not those of its checksum")
    return member


def _tail(members: Sequence[Member], place: int) -> bytes:
    entries = b"".join(member.entry for member in members)
    return entries + _END.pack(_END_MARK, 0, 0, len(members), len(members), len(entries), place, 0)


def _measure(source: BinaryIO) -> tuple[int, int]:
    size, checksum = 0, 0
    while piece := source.read(_PIECE):
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
    source.seek(0)
    return size, checksum


def _pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    """Give the next `size` bytes, fewer only at the end; a false size never makes a large buffer."""
    while size and (piece := source.read(min(size, _PIECE))):
        yield piece
        size -= len(piece)


def _read(source: BinaryIO, size: int) -> bytes:
    return b"".join(_pieces(source, size))


class Section(io.RawIOBase):
    """A part of a file that reads like a file of its own."""

    def __init__(self, source: BinaryIO, position: int, size: int) -> None:
        """Take the `size` bytes of `source` from `position` on."""
        super().__init__()
        self._source = source
        self._start = position
        self._size = size
        self._here = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read again."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; only from the start, which is all that readers here need. Raises OSError."""
        if whence != io.SEEK_SET or offset < 0:
            raise OSError("a part of a file is read from its start")
        self._here = offset
        return offset

    def tell(self) -> int:
        """The place that is read next."""
        return self._here

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as there are bytes."""
        self._source.seek(self._start + self._here)
        data = self._source.read(max(0, min(len(buffer), self._size - self._here)))
        buffer[: len(data)] = data
        self._here += len(data)
        return len(data)
