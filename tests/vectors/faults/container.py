"""Faults of the file itself: its first entry, headers, filling and digests (checks 1.1 to 1.4).

They are made in a short record: one set-up, one ballot, the end of the ballots.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zlib
from collections.abc import Callable, Sequence

from ballots import board
from ballots.container import BLOCK, MAX_ENTRY, encode_data, encode_event, encode_start
from tests.support.archives import TIMESTAMP, Link, chain
from tests.vectors.drafts import END, FIRST, SETUP, Draft, packed, with_ballots
from tests.vectors.faults.fault import Fault

START, ELECTION, TRUSTEES, CREDENTIALS, SETUP_DATA, SETUP_EVENT, BALLOT, BALLOT_EVENT, END_EVENT = range(9)
"""Where the entries of the short record stand."""


def short(draft: Draft) -> list[Link]:
    """Return what the short record says."""
    return [draft.said[SETUP], draft.said[FIRST], draft.said[END]]


def entries(said: Sequence[Link]) -> list[bytes]:
    """Return the blocks of each entry of a record, the first one included."""
    blocks = [encode_start(TIMESTAMP)]
    for event in chain(said):
        blocks += [encode_data(content, TIMESTAMP) for content in event.data]
        blocks.append(encode_event(event.raw, TIMESTAMP))
    return blocks


def entry_changed(place: int, change: Callable[[bytes], bytes]) -> Callable[[Draft], bytes]:
    """Return what makes the short record with the blocks of one entry changed."""

    def make(draft: Draft) -> bytes:
        blocks = entries(short(draft))
        blocks[place] = change(blocks[place])
        return b"".join(blocks)

    return make


def header(place: int, at: int, value: bytes) -> Callable[[Draft], bytes]:
    """Return what makes the short record with other bytes in the header of one entry, its checksum right."""
    return entry_changed(place, lambda block: summed(overwritten(block, at, value)))


def bare_header(place: int, at: int, value: bytes) -> Callable[[Draft], bytes]:
    """Return what makes the short record with other bytes in the header of one entry, the checksum not mended."""
    return entry_changed(place, lambda block: overwritten(block, at, value))


def overwritten(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def summed(block: bytes) -> bytes:
    """Return the entry with the checksum of its header put right."""
    spaces = overwritten(block[:BLOCK], 148, b" " * 8)
    return overwritten(block, 148, b"%06o\0 " % sum(spaces))


def start(content: bytes) -> Callable[[Draft], bytes]:
    """Return what makes the short record with another text in its first entry, everything else to fit."""

    def change(block: bytes) -> bytes:
        head = summed(overwritten(block[:BLOCK], 124, b"%011o" % len(content)))
        return head + content.ljust(BLOCK, b"\0")

    return entry_changed(START, change)


def cut(count: Callable[[list[bytes]], int]) -> Callable[[Draft], bytes]:
    """Return what makes the short record cut off behind the number of bytes that `count` tells."""

    def make(draft: Draft) -> bytes:
        blocks = entries(short(draft))
        return b"".join(blocks)[: count(blocks)]

    return make


def behind(blocks: Sequence[bytes], place: int) -> int:
    """Return how many bytes stand before the end of the entry at `place`."""
    return sum(map(len, blocks[: place + 1]))


def followed_by(more: bytes) -> Callable[[Draft], bytes]:
    """Return what makes the short record with more bytes behind it."""
    return lambda draft: packed(short(draft)) + more


def gzipped(draft: Draft) -> bytes:
    """The archive as a gzip file of one stored block, which no version of a library spells otherwise."""
    data = packed(short(draft))
    block = b"\1" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
    return b"\x1f\x8b\x08" + bytes(7) + block + struct.pack("<II", zlib.crc32(data), len(data))


def repacked(draft: Draft) -> bytes:
    """The same files, put into an archive by an ordinary tar."""
    source, out = io.BytesIO(packed(short(draft))), io.BytesIO()
    ustar = tarfile.USTAR_FORMAT
    with tarfile.open(fileobj=source) as given, tarfile.open(fileobj=out, mode="w", format=ustar) as made:
        for member in given:
            made.addfile(member, given.extractfile(member))
    return out.getvalue()


def claims_too_much(draft: Draft) -> bytes:
    block = entries(short(draft))[BALLOT]
    claim = summed(overwritten(block, 124, b"%011o" % (MAX_ENTRY + 1)))
    return packed(short(draft)[:1]) + claim


def renamed_ballot(draft: Draft) -> bytes:
    """Another good ballot of the same voter under the name of the one that the board had accepted."""
    other = draft.small.ballot(0, ((0, 1),))
    told = with_ballots(draft, [draft.ballot(1), draft.ballot(2)], [other, draft.ballot(2)])
    old, new = encode_data(draft.ballot(1), TIMESTAMP), encode_data(other, TIMESTAMP)
    return told.replace(old, summed(overwritten(new, 0, old[:64])))


def renamed_event(draft: Draft) -> bytes:
    """A record that ends with a ballot: ballot and event exchanged for others, the event under its old name."""
    other = Link(board.BALLOT, (draft.small.ballot(0, ((0, 1),)),))
    old, new = entries(short(draft)[:2]), entries([draft.said[SETUP], other])
    return b"".join([*new[:BALLOT_EVENT], summed(overwritten(new[BALLOT_EVENT], 0, old[BALLOT_EVENT][:64]))])


def digest_of_more(draft: Draft) -> bytes:
    """The election's entry named by the digest of its text and a line feed, as a file on disk would have it."""
    blocks = entries(short(draft))
    name = encode_data(draft.parts[0] + b"\n", TIMESTAMP)[:64]
    blocks[ELECTION] = summed(overwritten(blocks[ELECTION], 0, name))
    return b"".join(blocks)


STAMP = b"%d" % TIMESTAMP

# fmt: off
STARTS = (
    Fault("start-none", "1.1", "archive-empty", "The file has no byte.", lambda draft: b""),
    Fault("start-missing", "1.1", "archive-start", "The file begins with the election instead of the BELENIOS entry.",
          entry_changed(START, lambda block: b"")),
    Fault("start-version-2", "1.1", "archive-start", "The BELENIOS entry says archive version 2.",
          start(b'{"version":2,"timestamp":"%s"}' % STAMP)),
    Fault("start-version-text", "1.1", "archive-start", "The archive version is written as a text.",
          start(b'{"version":"1","timestamp":"%s"}' % STAMP)),
    Fault("start-timestamp-number", "1.1", "archive-start", "The timestamp is written as a number, not as a text.",
          start(b'{"version":1,"timestamp":%s}' % STAMP)),
    Fault("start-timestamp-leading-zero", "1.1", "archive-start", "The timestamp has a leading zero.",
          start(b'{"version":1,"timestamp":"0%s"}' % STAMP)),
    Fault("start-fields-exchanged", "1.1", "archive-start", "The timestamp stands before the version.",
          start(b'{"timestamp":"%s","version":1}' % STAMP)),
    Fault("start-field-extra", "1.1", "archive-start", "The BELENIOS entry has a third field.",
          start(b'{"version":1,"timestamp":"%s","note":""}' % STAMP)),
    Fault("start-space", "1.1", "archive-start", "The BELENIOS entry has a space behind a colon.",
          start(b'{"version": 1,"timestamp":"%s"}' % STAMP)),
    Fault("start-line-feed", "1.1", "archive-start", "The BELENIOS entry ends with a line feed.",
          start(b'{"version":1,"timestamp":"%s"}\n' % STAMP)),
    Fault("start-name-small", "1.1", "archive-start", "The first entry is named belenios in small letters.",
          header(START, 0, b"belenios")),
    Fault("start-other-time", "1.1", "archive-start", "The first header has another time than the timestamp says.",
          header(START, 136, b"%011o" % (TIMESTAMP + 1))),
    Fault("start-filling", "1.1", "archive-start", "The block of the BELENIOS entry is not filled with zeros.",
          entry_changed(START, lambda block: block[:-1] + b"\1")),
    Fault("start-compressed", "1.1", "archive-start", "The file is a good archive, compressed with gzip.", gzipped),
    Fault("start-repacked", "1.1", "archive-start", "The good files were packed by an ordinary tar program.",
          repacked),
)
# fmt: on

# fmt: off
HEADERS = (
    Fault("header-other-time", "1.2", "archive-entry-header", "One entry has another time than the archive.",
          header(BALLOT, 136, b"%011o" % (TIMESTAMP + 60))),
    Fault("header-mode", "1.2", "archive-entry-header", "One entry has mode 0600 instead of 0644.",
          header(BALLOT, 100, b"0000600")),
    Fault("header-user", "1.2", "archive-entry-header", "One entry belongs to user 1000 instead of 0.",
          header(BALLOT, 108, b"0001750")),
    Fault("header-ustar", "1.2", "archive-entry-header", "One header has the mark of the newer tar format.",
          header(BALLOT, 257, b"ustar\00000")),
    Fault("header-kind", "1.2", "archive-entry-header", "One header has the old mark of a file, a zero byte.",
          header(BALLOT, 156, b"\0")),
    Fault("header-link", "1.2", "archive-entry-header", "One header has the name of a linked file.",
          header(BALLOT, 157, b"other.json")),
    Fault("header-last-byte", "1.2", "archive-entry-header", "The last byte of one header is not zero.",
          header(END_EVENT, 511, b"\1")),
    Fault("header-checksum", "1.2", "archive-entry-header", "The checksum of one header is wrong.",
          bare_header(BALLOT, 148, b"000000")),
    Fault("header-checksum-spelling", "1.2", "archive-entry-header",
          "A checksum is right but ends with a space first.", bare_header(BALLOT, 154, b" \0")),
    Fault("header-size-spelling", "1.2", "archive-entry-header", "A size is right but ends with a space, not a zero.",
          header(BALLOT, 135, b" ")),
    Fault("header-name-capitals", "1.2", "archive-entry-header", "An entry's name has its hash in capital letters.",
          entry_changed(BALLOT, lambda block: summed(block[:64].upper() + block[64:]))),
    Fault("header-name-ending", "1.2", "archive-entry-header", "An entry's name ends with .data.text.",
          header(BALLOT, 64, b".data.text")),
    Fault("header-name-folder", "1.2", "archive-entry-header", "An entry's name begins with ./ as tar may write it.",
          entry_changed(BALLOT, lambda block: summed(b"./" + block[:98] + block[100:]))),
    Fault("header-name-mark", "1.2", "archive-entry-header", "Bytes follow the zero byte that ends a name.",
          header(BALLOT, 99, b"x")),
    Fault("header-claims-too-much", "1.2", "archive-entry-too-large",
          "The header of a ballot claims more than 16 MiB; the file ends before that.", claims_too_much),
)
# fmt: on

# fmt: off
FILLINGS = (
    Fault("filling-not-zero", "1.3", "archive-padding", "The last byte that fills a ballot's last block is not zero.",
          entry_changed(BALLOT, lambda block: block[:-1] + b"\1")),
    Fault("filling-text", "1.3", "archive-padding",
          "A line feed stands behind a ballot, in the filling of its block.",
          lambda draft: packed(short(draft)).replace(draft.ballot() + b"\0", draft.ballot() + b"\n")),
    Fault("filling-of-the-last", "1.3", "archive-padding", "The filling of the last entry is not zero.",
          entry_changed(END_EVENT, lambda block: block[:-1] + b" ")),
    Fault("end-mark", "1.3", "archive-trailer", "Two blocks of zeros end the file, as tar programs write them.",
          followed_by(bytes(2 * BLOCK))),
    Fault("end-mark-one-block", "1.3", "archive-trailer", "One block of zeros ends the file.",
          followed_by(bytes(BLOCK))),
    Fault("zeros-between-entries", "1.3", "archive-trailer", "A block of zeros stands between two entries.",
          entry_changed(BALLOT, lambda block: bytes(BLOCK) + block)),
    Fault("text-behind", "1.3", "archive-truncated", "A line feed follows the last entry.", followed_by(b"\n")),
    Fault("cut-in-start", "1.3", "archive-truncated", "The file ends inside its first entry.",
          cut(lambda blocks: BLOCK + 20)),
    Fault("cut-in-header", "1.3", "archive-truncated", "The file ends inside a header.",
          cut(lambda blocks: behind(blocks, SETUP_EVENT) + 100)),
    Fault("cut-behind-header", "1.3", "archive-truncated", "The file ends behind a header, before the content.",
          cut(lambda blocks: behind(blocks, SETUP_EVENT) + BLOCK)),
    Fault("cut-in-content", "1.3", "archive-truncated", "The file ends inside a ballot.",
          cut(lambda blocks: behind(blocks, BALLOT) - 3 * BLOCK)),
    Fault("cut-in-filling", "1.3", "archive-truncated", "The last byte of the file is missing.",
          cut(lambda blocks: behind(blocks, END_EVENT) - 1)),
)
# fmt: on

# fmt: off
DIGESTS = (
    Fault("digest-election-changed", "1.4", "archive-entry-digest",
          "A letter of the election's name was changed, its entry not renamed.",
          entry_changed(ELECTION, lambda block: block.replace("مجمع".encode(), "مجلس".encode(), 1)[: len(block)])),
    Fault("digest-event-exchanged", "1.4", "archive-entry-digest",
          "The last event was exchanged for one that names another good ballot, and kept its name.", renamed_event),
    Fault("digest-of-more", "1.4", "archive-entry-digest",
          "The election's entry is named by the digest of its text with a line feed.", digest_of_more),
    Fault("digest-ballot-exchanged", "1.4", "archive-entry-digest",
          "A voter's ballot was exchanged for another good one of that voter, under the old name; all else "
          "fits the new one.", renamed_ballot),
    Fault("digest-bit", "1.4", "archive-entry-digest", "One bit of a trustee's key is changed.",
          entry_changed(TRUSTEES, lambda block: overwritten(block, BLOCK + 200, bytes([block[BLOCK + 200] ^ 1])))),
)
# fmt: on

FAULTS = (*STARTS, *HEADERS, *FILLINGS, *DIGESTS)
