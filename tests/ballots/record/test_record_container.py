"""The record file: one spelling, which every ZIP program opens; whatever differs by one byte is refused."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ballots.record import container
from ballots.record.container import (
    ACCOUNTING,
    ARCHIVE,
    BINDINGS,
    CHECKPOINTS,
    KEYS,
    LIMITS,
    LOTS,
    MAX_RECORD,
    README,
    Section,
    read_record,
    record_bytes,
)
from ballots.record.errors import (
    RecordChecksumError,
    RecordError,
    RecordHeaderError,
    RecordNameError,
    RecordSizeError,
    RecordTruncatedError,
)

FILES = {
    README: b"read me\n", ARCHIVE: bytes(range(97)), BINDINGS: b"{}", ACCOUNTING: b'{"a":1}', CHECKPOINTS: b"one\n\n",
    KEYS: b"k", LOTS: b"",
}  # fmt: skip
GOOD = record_bytes(FILES)
Reader = Callable[[bytes], dict[str, bytes]]


def read(data: bytes) -> dict[str, bytes]:
    """What our reader finds in a record file."""
    source = io.BytesIO(data)
    return {one.name: Section(source, one.position, one.size).read() for one in read_record(source)}


def read_by_library(data: bytes) -> dict[str, bytes]:
    """The careless twin: a reader on Python's own ZIP library, which looks at the directory and at checksums."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}
    except Exception as error:  # whatever the library raises for damage
        raise RecordError(str(error)) from error


def accepted(reader: Reader, data: bytes) -> bool:
    try:
        reader(data)
    except RecordError:
        return False
    return True


def damaged(data: bytes) -> Iterator[bytes]:
    """Every byte changed in several ways, left out, doubled; every beginning; more behind the end."""
    for place, byte in enumerate(data):
        for flip in (1, 2, 8, 32, 128, 255):
            yield data[:place] + bytes([byte ^ flip]) + data[place + 1 :]
        yield data[:place] + data[place + 1 :]
        yield data[:place] + bytes([byte]) + data[place:]
        yield data[:place]
    yield data + b"\0"
    yield data + data
    yield b"\0" + data


def test_what_was_written_is_read() -> None:
    assert read(GOOD) == FILES
    assert list(read(GOOD)) == list(LIMITS)
    assert read(record_bytes({ARCHIVE: b""})) == {ARCHIVE: b""}


def test_files_are_written_in_their_order_whatever_order_they_are_given_in() -> None:
    assert record_bytes(dict(reversed(FILES.items()))) == GOOD


def test_every_damaged_byte_is_refused() -> None:
    assert [data for data in damaged(GOOD) if accepted(read, data)] == []


def test_a_reader_by_the_usual_library_is_caught() -> None:
    assert accepted(read_by_library, GOOD)
    let_pass = sum(accepted(read_by_library, data) for data in damaged(GOOD))
    assert let_pass > 100


def test_other_programs_open_a_record(tmp_path: Path) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(GOOD)
    assert read_by_library(GOOD) == FILES
    program = shutil.which("unzip")
    assert program is not None
    done = subprocess.run([program, "-q", str(path), "-d", str(tmp_path / "out")], timeout=60, check=False)
    assert done.returncode == 0
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == FILES


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", RecordTruncatedError), (GOOD[:1], RecordTruncatedError), (GOOD[:20], RecordTruncatedError),
        (GOOD[:33], RecordTruncatedError), (GOOD[:45], RecordTruncatedError), (GOOD[:-1], RecordTruncatedError),
        (GOOD[:-22], RecordTruncatedError), (GOOD + b"\0", RecordHeaderError),
        (record_bytes({ARCHIVE: b"a"}).replace(b"election.bel", b"election.bal"), RecordNameError),
        (GOOD.replace(b"read me\n", b"READ me\n"), RecordChecksumError),
        (GOOD.replace(b"PK\3\4\x0a", b"PK\3\4\x14", 1), RecordHeaderError),
        (struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0), RecordNameError),
    ],
)  # fmt: skip
def test_each_damage_has_its_code(data: bytes, error: type[RecordError]) -> None:
    with pytest.raises(error):
        read(data)


def zipped(method: int = zipfile.ZIP_STORED, *, names: tuple[str, ...] = (ARCHIVE,), **more: object) -> bytes:
    """A ZIP as a usual program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name in names:
            target.writestr(zipfile.ZipInfo(name), bytes(100), method)
        target.comment = bytes(more.get("comment", b""))  # type: ignore[arg-type]
    return out.getvalue()


def streamed() -> bytes:
    """A ZIP whose sizes stand behind the contents."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    out = Pipe()
    with zipfile.ZipFile(out, "w") as target:  # type: ignore[call-overload]
        target.writestr(ARCHIVE, bytes(100))
    return out.data


def bomb() -> bytes:
    """Ten megabytes of zeros in ten kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(ARCHIVE, bytes(10_000_000))
    return out.getvalue()


def overlapping() -> bytes:
    """One file that the directory lists twice: each reading doubles what comes out."""
    data = record_bytes({ARCHIVE: bytes(1000)})
    at, size = struct.unpack("<I", data[-6:-2])[0], struct.unpack("<I", data[-10:-6])[0]
    entry = data[at : at + size]
    end = struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, 2, 2, 2 * size, at, 0)
    return data[:at] + entry * 2 + end


def hidden() -> bytes:
    """Another archive between the file and the directory, which a reader of the directory never sees."""
    data = record_bytes({ARCHIVE: bytes(10)})
    at = struct.unpack("<I", data[-6:-2])[0]
    between = b"\1" * 50
    return data[:at] + between + data[at:-6] + struct.pack("<IH", at + len(between), 0)


ODD = {
    "usual": lambda: zipped(),
    "compressed": lambda: zipped(zipfile.ZIP_DEFLATED),
    "with a comment": lambda: zipped(comment=b"hello"),
    "in a folder": lambda: zipped(names=("folder/" + ARCHIVE,)),
    "out of the folder": lambda: zipped(names=("../" + ARCHIVE,)),
    "with another file": lambda: zipped(names=(ARCHIVE, "notes.txt")),
    "streamed": streamed,
    "a bomb": bomb,
    "listed twice": overlapping,
    "with something hidden": hidden,
    "empty": lambda: zipped(names=()),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_zip_is_refused(name: str) -> None:
    with pytest.raises(RecordError):
        read(ODD[name]())


def test_odd_zips_are_read_by_the_careless_twin() -> None:
    refused = {name for name in ODD if not accepted(read_by_library, ODD[name]())}
    assert refused <= {"listed twice"}  # Debian 12's Python has learned to refuse it (CVE-2024-0450), others have not


def swapped(*names: str) -> bytes:
    """A file with members of these names in this order, each header right in itself."""
    members, data, place = [], b"", 0
    for name in names:
        member = container.Member(name=name, position=place + 30 + len(name), size=1, checksum=zlib.crc32(b"x"))
        data += member.header + b"x"
        place = len(data)
        members.append(member)
    return data + container._tail(members, place)


@pytest.mark.parametrize(
    "names",
    [(ARCHIVE, README), (ARCHIVE, ARCHIVE), (ARCHIVE, KEYS, BINDINGS), (README,), (BINDINGS, KEYS), (ARCHIVE, "x.txt")],
)
def test_names_stand_once_in_their_order_and_one_is_the_archive(names: tuple[str, ...]) -> None:
    assert read(swapped(ARCHIVE, KEYS))
    with pytest.raises(RecordNameError):
        read(swapped(*names))


def claiming(name: str, size: int) -> bytes:
    return container.Member(name=name, position=30 + len(name), size=size, checksum=0).header + bytes(100)


@pytest.mark.parametrize("name", [name for name in LIMITS if name != ARCHIVE])
def test_a_file_longer_than_its_limit_is_refused_before_it_is_read(name: str) -> None:
    with pytest.raises(RecordTruncatedError):
        read(claiming(name, LIMITS[name]))
    with pytest.raises(RecordSizeError):
        read(claiming(name, LIMITS[name] + 1))


def test_a_record_longer_than_its_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(RecordSizeError):
        read(claiming(ARCHIVE, MAX_RECORD))


def test_the_end_of_a_record_counts_for_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    data = record_bytes({ARCHIVE: bytes(100)})
    monkeypatch.setattr(container, "MAX_RECORD", len(data))
    assert len(read(data)) == 1
    monkeypatch.setattr(container, "MAX_RECORD", len(data) - 1)
    with pytest.raises(RecordSizeError, match="a folder holds more"):
        read(data)


def test_a_false_size_takes_no_memory() -> None:
    data = claiming(ARCHIVE, MAX_RECORD - 1000)
    tracemalloc.start()
    with pytest.raises(RecordTruncatedError):
        read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_what_is_no_record_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for files in ({}, {KEYS: b""}, {ARCHIVE: b"", "notes.txt": b""}):
        with pytest.raises(RecordNameError):
            record_bytes(files)
    with pytest.raises(RecordSizeError):
        record_bytes({ARCHIVE: b"", README: bytes(LIMITS[README] + 1)})
    monkeypatch.setattr(container, "MAX_RECORD", 1000 * len(LIMITS) + 50)
    with pytest.raises(RecordSizeError):
        record_bytes({ARCHIVE: bytes(100)})


def test_a_part_of_a_file_reads_like_a_file() -> None:
    part = Section(io.BytesIO(b"0123456789"), 2, 5)
    assert (part.read(2), part.tell(), part.read(), part.read()) == (b"23", 2, b"456", b"")
    assert part.seek(1) == 1
    assert part.read(100) == b"3456"
    assert (part.readable(), part.seekable()) == (True, True)
    for wrong in ((-1, 0), (0, 2)):
        with pytest.raises(OSError, match="from its start"):
            part.seek(*wrong)
