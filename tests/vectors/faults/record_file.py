"""Faults of the record file's own bytes (check 8.1). What it holds is right."""

from __future__ import annotations

import struct
from collections.abc import Callable

from ballots.record import container
from tests.vectors.drafts import Draft
from tests.vectors.faults.fault import Fault
from tests.vectors.records import Files, files, packed_record, whole

Bytes = Callable[[bytes], bytes]

_DIRECTORY = b"PK\1\2"
_END = b"PK\5\6"


def good(draft: Draft) -> bytes:
    return packed_record(files(whole(draft)))


def changed(change: Bytes) -> Callable[[Draft], bytes]:
    """Return what makes the good record file with its bytes changed."""
    return lambda draft: change(good(draft))


def at(place: int, new: bytes, mark: bytes = b"", last: bool = False) -> Callable[[Draft], bytes]:
    """Return what makes the record file with bytes put over those at a place behind a mark, or at the start."""

    def change(data: bytes) -> bytes:
        start = (data.rindex(mark) if last else data.index(mark)) + place
        return data[:start] + new + data[start + len(new) :]

    return changed(change)


def renamed(old: str, new: bytes) -> Callable[[Draft], bytes]:
    """Return what makes the record file with a name of the same length exchanged, in header and directory."""
    return changed(lambda data: data.replace(old.encode(), new))


def told(members: Callable[[Files], list[tuple[str, bytes]]]) -> Callable[[Draft], bytes]:
    """Return what makes a ZIP of these files, right in every byte but for what they are."""

    def make(draft: Draft) -> bytes:
        place, out, entries = 0, b"", b""
        chosen = members(files(whole(draft)))
        for name, data in chosen:
            import zlib

            member = container.Member(
                name=name, position=place + 30 + len(name.encode()), size=len(data), checksum=zlib.crc32(data)
            )
            out += member.header + data
            entries += member.entry
            place = len(out)
        end = struct.pack("<4s4HIIH", _END, 0, 0, len(chosen), len(chosen), len(entries), place, 0)
        return out + entries + end

    return make


def without_archive(parts: Files) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in parts.items() if name != container.ARCHIVE]


def exchanged(parts: Files) -> list[tuple[str, bytes]]:
    ordered = list(parts.items())
    return [ordered[1], ordered[0], *ordered[2:]]


def twice(parts: Files) -> list[tuple[str, bytes]]:
    ordered = list(parts.items())
    return [*ordered[:2], ordered[1], *ordered[2:]]


def with_more(name: str) -> Callable[[Files], list[tuple[str, bytes]]]:
    return lambda parts: [*parts.items(), (name, b"{}")]


FAULTS = (
    Fault("record-header-version", "8.1", "record-header",
          "The first local header asks for version 2.0 of the format.", at(4, b"\x14\x00"), record=True),
    Fault("record-header-flags", "8.1", "record-header",
          "A flag says that the sizes stand behind the bytes.", at(6, b"\x08\x00"), record=True),
    Fault("record-header-utf8", "8.1", "record-header",
          "A flag says that the name is UTF-8, which it is.", at(6, b"\x00\x08"), record=True),
    Fault("record-header-time", "8.1", "record-header",
          "The local header of the archive has a time.", at(10 - 30, b"\x01\x00", b"election.bel"), record=True),
    Fault("record-header-compressed", "8.1", "record-header",
          "The local header says that the bytes are deflated.", at(8, b"\x08\x00"), record=True),
    Fault("record-header-sizes-differ", "8.1", "record-header",
          "The two sizes of a local header differ.", at(18, b"\x00\x00\x00\x00"), record=True),
    Fault("record-directory-attributes", "8.1", "record-header",
          "An entry of the directory has the attributes of a Unix file.", at(38, b"\x00\x00\xa4\x81", _DIRECTORY),
          record=True),
    Fault("record-directory-comment", "8.1", "record-header",
          "The end of the directory announces a comment of no bytes more.", at(20, b"\x01\x00", _END, last=True),
          record=True),
    Fault("record-directory-made-by", "8.1", "record-header",
          "An entry says that it was made on Unix.", at(5, b"\x03", _DIRECTORY), record=True),
    Fault("record-directory-place", "8.1", "record-header",
          "An entry of the directory names another place of its file.", at(42, b"\x01", _DIRECTORY), record=True),
    Fault("record-directory-checksum", "8.1", "record-header",
          "The directory has another checksum than the header.", at(16, b"\x00\x00", _DIRECTORY), record=True),
    Fault("record-end-count", "8.1", "record-header",
          "The end counts one file less than there are.", at(8, b"\x05\x00", _END, last=True), record=True),
    Fault("record-bytes-behind", "8.1", "record-header",
          "A byte stands behind the end.", changed(lambda data: data + b"\0"), record=True),
    Fault("record-bytes-between", "8.1", "record-header",
          "A byte stands between the last file and the directory.",
          changed(lambda data: data.replace(_DIRECTORY, b"\0" + _DIRECTORY, 1)), record=True),
    Fault("record-comment", "8.1", "record-header",
          "The file has a comment, announced and there.",
          changed(lambda data: data[:-2] + b"\x02\x00hi"), record=True),
    Fault("record-name-upper", "8.1", "record-name",
          "The archive's name is in capitals.", renamed("election.bel", b"ELECTION.BEL"), record=True),
    Fault("record-name-path", "8.1", "record-name",
          "A file's name leads out of the folder.", told(with_more("../x.json")), record=True),
    Fault("record-name-more", "8.1", "record-name",
          "There is a file that no record has.", told(with_more("more.json")), record=True),
    Fault("record-name-long", "8.1", "record-name",
          "A file's name is longer than any of a record.", told(with_more("a-long-name.json")), record=True),
    Fault("record-order", "8.1", "record-name",
          "The archive stands before README.txt.", told(exchanged), record=True),
    Fault("record-twice", "8.1", "record-name",
          "The archive is there twice.", told(twice), record=True),
    Fault("record-without-archive", "8.1", "record-name",
          "There is no archive.", told(without_archive), record=True),
    Fault("record-cut-in-directory", "8.1", "record-truncated",
          "The last byte is missing.", changed(lambda data: data[:-1]), record=True),
    Fault("record-cut-before-directory", "8.1", "record-truncated",
          "The directory is missing.", changed(lambda data: data[: data.index(_DIRECTORY)]), record=True),
    Fault("record-cut-in-a-file", "8.1", "record-truncated",
          "The file ends inside the archive.", changed(lambda data: data[:5000]), record=True),
    Fault("record-of-two-letters", "1.3", "archive-truncated",
          "Two bytes are left of the record file, so that it is read as an archive.",
          changed(lambda data: data[:2]), record=True),
    Fault("record-of-four-letters", "8.1", "record-truncated",
          "Four bytes are left of the record file.", changed(lambda data: data[:4]), record=True),
    Fault("record-of-no-file", "1.3", "archive-truncated",
          "Nothing is left but the end of a record file, so that it is read as an archive.",
          changed(lambda data: data[data.rindex(_END) :]), record=True),
    Fault("record-cut-in-a-header", "8.1", "record-truncated",
          "The file ends inside the first header.", changed(lambda data: data[:20]), record=True),
    Fault("record-checksum", "8.1", "record-checksum",
          "A byte of README.txt is another, its checksum is not.",
          changed(lambda data: data.replace(b"A record made", b"a record made")), record=True),
    Fault("record-readme-too-large", "8.1", "record-too-large",
          "README.txt has a byte more than it may.",
          told(lambda parts: [(name, b"x" * 65_537 if name == "README.txt" else data) for name, data in parts.items()]),
          record=True),
)  # fmt: skip
