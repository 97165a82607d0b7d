"""A whole record, checked: the one file, and each file beside the archive changed while the others stay good."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ballots.checks import BaseHead, Report, Source
from ballots.errors import BallotsError
from ballots.record import container
from ballots.record.container import Section, read_record, record_bytes
from ballots.record.lots import decode_lots
from ballots.record.receipt import decode_receipt
from ballots.record.source import Record
from ballots.record.verify import Wish, verify_path, verify_record
from ballots.report import report_data, report_lines
from tests.fuzz import genuine
from tests.fuzz.mending import canonical, json_changes
from tests.fuzz.records import refused
from tests.fuzz.seeds import source
from tests.fuzz.target import Change, OddError, Target, bytes_of, same, text_of
from tests.support.archives import archive

_LOCAL = struct.Struct("<4s5HIIIHH")


# --- The one file -----------------------------------------------------------------------------------------


def members(data: bytes) -> dict[str, bytes]:
    """Return the files of a record file, as far as its local headers lead; no checksum is looked at."""
    found: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == b"PK\3\4" and place + _LOCAL.size <= len(data):
        *_, size, length, _extra = _LOCAL.unpack_from(data, place)
        start = place + _LOCAL.size + length
        found[data[place + _LOCAL.size : start].decode("ascii", "replace")] = data[start : start + size]
        place = start + size
    return found


def repacked(data: bytes) -> bytes:
    """Return a record file of the same files in its one form: sizes, checksums and directory right, no other names."""
    found = members(data)
    known = {name: found[name] for name in container.LIMITS if name in found}
    return record_bytes(known) if container.ARCHIVE in known else data


@lru_cache(maxsize=8)
def record_changes(seed: bytes) -> Sequence[Change]:
    """Return every change of the JSON of one file, and the record without one; headers and checksums follow."""
    files = members(seed)
    changed = [partial(_with, seed, name, change) for name, data in files.items() for change in json_changes(data)]
    return [*changed, *(partial(_without, seed, name) for name in files if name != container.ARCHIVE)]


def _with(seed: bytes, name: str, change: Change) -> bytes:
    return record_bytes({**members(seed), name: change()})


def _without(seed: bytes, name: str) -> bytes:
    return record_bytes({one: data for one, data in members(seed).items() if one != name})


@lru_cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="majma-fuzz-record-")


@lru_cache
def _records() -> Sequence[bytes]:
    held = genuine.tied()
    return record_bytes({**held.files(0)}), record_bytes(genuine.tied_files())


def _accepted(report: Report) -> None:
    """Raise the error that the report names, unless the record is accepted."""
    if not list(report_lines(report)) or not report_data(report):
        raise OddError("the report is empty")
    if not report.ok:
        raise OddError("foreign without a wish") if report.foreign else refused(report.code)


def _whole(data: bytes) -> bytes:
    path = Path(_folder().name) / "given.record.zip"
    path.write_bytes(data)
    _accepted(verify_path(path))
    if data[:2] != b"PK":
        return data
    held = source(data)
    return record_bytes({one.name: Section(held, one.position, one.size).read() for one in read_record(held)})


@lru_cache
def _archives() -> frozenset[bytes]:
    events = genuine.tied().events
    return frozenset(archive(events[:count]) for count in range(len(events) + 1))


def is_record(data: bytes) -> bool:
    """Tell whether this is a record of the board itself; what no signed head names may be another's."""
    files = members(data) if data[:2] == b"PK" else {container.ARCHIVE: data}
    good = genuine.tied_files()
    is_signed = files.get(container.CHECKPOINTS) == good[container.CHECKPOINTS]
    named = (container.BINDINGS, container.ACCOUNTING) if is_signed else (container.BINDINGS,)
    return files[container.ARCHIVE] in _archives() and all(files[name] == good[name] for name in named if name in files)


# --- Each file beside the archive -------------------------------------------------------------------------


@lru_cache
def _beside() -> tuple[Mapping[str, bytes], BaseHead]:
    beside = {name: data for name, data in genuine.tied_files().items() if name not in ("README.txt", "election.bel")}
    return beside, BaseHead(head=genuine.tied().events[-1].head, source=Source.GIVEN)


def _check(files: Mapping[str, bytes], receipt: str | None = None) -> None:
    opened = Record(archive=io.BytesIO(genuine.tied_files()[container.ARCHIVE]), files=files)
    _accepted(verify_record(opened, wish=Wish(base=_beside()[1], receipt=receipt)))


def _with_file(name: str) -> Callable[[bytes], bytes]:
    def read(data: bytes) -> bytes:
        _check({**_beside()[0], name: data})
        return data

    return read


def _is_same(name: str) -> Callable[[bytes], bool]:
    return lambda data: data == genuine.tied_files()[name]


def _are_heads(data: bytes) -> bool:
    """Some of the heads that the board signed, in their order."""
    good = iter(genuine.tied_files()[container.CHECKPOINTS].split(b"\n\n")[:-1:2])
    return all(text in good for text in data.split(b"\n\n")[:-1:2])


def _has_board_key(data: bytes) -> bool:
    return genuine.tied_files()[container.KEYS].partition(b',"slips"')[0] == data.partition(b',"slips"')[0]


def _are_lots(data: bytes) -> bool:
    """The drawings that the digits give; who is elected by them is the rule's matter, which the file may state."""
    good = decode_lots(genuine.tied_files()[container.LOTS])
    try:
        said = decode_lots(data)
    except BallotsError:
        return False
    return all(one.digits != good.ties[0].digits or one.drawn == good.ties[0].drawn for one in said.ties)


def _receipt(data: bytes) -> bytes:
    _check(_beside()[0], text_of(data))
    return bytes_of(_plain(data))


def _plain(data: bytes) -> str:
    found = decode_receipt(text_of(data))
    return f"{found.fingerprint} {found.tracker} {found.signature.hex()}"


def _receipt_form(data: bytes) -> bytes:
    return bytes_of(_plain(data))


def is_receipt(data: bytes) -> bool:
    """Tell whether this is the board's receipt for a ballot that it holds."""
    try:
        return _plain(data) in {_plain(one) for one in genuine.tied_receipts()[:2]}
    except BallotsError:
        return False


def _file(name: str, is_good: Callable[[bytes], bool], mend: Callable[[bytes], bytes] = canonical) -> Target:
    changes = json_changes if mend is canonical else lambda _: ()
    return Target(
        name=f"record with {name}", seeds=lambda: (genuine.tied_files()[name],), read=_with_file(name), share=15,
        genuine=is_good, changes=changes, mend=mend,
    )  # fmt: skip


WHOLE: tuple[Target, ...] = (
    Target(name="record, whole", seeds=_records, read=_whole, genuine=is_record, share=15),
    Target(
        name="record, whole and repacked", seeds=_records, read=_whole, genuine=is_record, changes=record_changes,
        mend=repacked, share=15,
    ),
    _file(container.BINDINGS, _is_same(container.BINDINGS)),
    _file(container.ACCOUNTING, _is_same(container.ACCOUNTING)),
    _file(container.CHECKPOINTS, _are_heads, same),
    _file(container.KEYS, _has_board_key),
    _file(container.LOTS, _are_lots),
    Target(
        name="record with a receipt", seeds=genuine.tied_receipts, read=_receipt, form=_receipt_form,
        genuine=is_receipt, forgives="blanks, dashes, invisible marks, lower case", share=15,
    ),
)  # fmt: skip
