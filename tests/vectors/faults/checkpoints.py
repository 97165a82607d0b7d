"""Faults of signed heads and of the key they are signed with (check 8.4). All else is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballots import board
from ballots.board import Head
from ballots.checkpoint import ACCOUNTING, BINDINGS, Checkpoint
from ballots.note import COSIGNATURE, NoteKey
from ballots.record import container
from ballots.record.checkpoints import encode_checkpoints
from tests.vectors.drafts import Draft, canonical
from tests.vectors.faults.fault import Fault, Options
from tests.vectors.records import (
    BOARD_KEY,
    KEYS,
    ORIGIN,
    OTHER_KEY,
    Files,
    Whole,
    files,
    heads_of,
    record,
    signed,
    signed_text,
)

Heads = list[Checkpoint]


def good(of: Whole) -> Heads:
    return [of.checkpoint(height, of.bindings(), of.accounting()) for height in of.heights()]


def heads(change: Callable[[Whole, Heads], Heads]) -> Callable[[Draft], bytes]:
    """Return what makes the record with other heads, rightly signed."""
    return notes(lambda of, said: [signed(one) for one in change(of, said)])


def notes(change: Callable[[Whole, Heads], list[str]]) -> Callable[[Draft], bytes]:
    """Return what makes the record with these notes instead of the good ones."""
    return record(lambda of, parts: {**parts, container.CHECKPOINTS: encode_checkpoints(change(of, good(of)))})


def spelled(change: Callable[[str], str | bytes]) -> Callable[[Draft], bytes]:
    """Return what makes the record with the bytes of checkpoints.txt changed."""

    def make(of: Whole, parts: Files) -> Files:
        data = change(parts[container.CHECKPOINTS].decode())
        return {**parts, container.CHECKPOINTS: data if isinstance(data, bytes) else data.encode()}

    return record(make)


def texts(change: Callable[[str], str]) -> Callable[[Draft], bytes]:
    """Return what makes the record with the text of the last head changed and signed."""
    return notes(lambda of, said: [*map(signed, said[:-1]), signed_text(change(said[-1].to_text()))])


def one(place: int, **other: Any) -> Callable[[Whole, Heads], Heads]:
    """The head at a place says something else."""
    return lambda of, said: [replace(head, **other) if head is said[place] else head for head in said]


def lines(place: int, change: Callable[[dict[str, str]], dict[str, str]]) -> Callable[[Whole, Heads], Heads]:
    return lambda of, said: [
        replace(head, lines=change(dict(head.lines))) if head is said[place] else head for head in said
    ]


def without(name: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda said: {key: value for key, value in said.items() if key != name}


def renamed(of: Whole, parts: Files) -> Files:
    """The heads are of another board, signed by the right key under that board's name."""
    name = "vote.example/elections/ANOTHER2"
    said = [replace(head, origin=name) for head in good(of)]
    return {**parts, container.CHECKPOINTS: encode_checkpoints(map(signed, said))}


def keyless(of: Whole, parts: Files) -> Files:
    return {name: data for name, data in parts.items() if name != container.KEYS}


def keyed(change: Callable[[Any], object]) -> Callable[[Draft], bytes]:
    """Return what makes the record with the value of keys.json changed."""

    def make(of: Whole, parts: Files) -> Files:
        value = json.loads(parts[container.KEYS])
        change(value)
        return {**parts, container.KEYS: canonical(value)}

    return record(make)


def cut(of: Whole, parts: Files) -> Files:
    """The archive was cut back behind the closing; the heads were not."""
    short = Whole(draft=of.draft, events=of.events[:4])
    return {**files(short), container.CHECKPOINTS: parts[container.CHECKPOINTS]}


def cosigned_key(value: Any) -> None:
    value["board"] = str(NoteKey(name=ORIGIN, kind=COSIGNATURE, public=BOARD_KEY.public_key()))


def another_key(draft: Draft) -> Options:
    return {"key": str(replace(KEYS.board, public=OTHER_KEY.public_key()))}


def good_record(draft: Draft) -> bytes:
    return record(lambda of, parts: parts)(draft)


FAULTS = (
    Fault("heads-without-a-key", "8.4", "checkpoints-key",
          "There are signed heads, and no key of the board.", record(keyless), record=True),
    Fault("heads-by-another-key", "8.4", "note-signature",
          "The heads are signed by a key that the record does not name.",
          notes(lambda of, said: [signed(head, OTHER_KEY) for head in said]), record=True),
    Fault("head-by-another-key", "8.4", "note-signature",
          "One head is signed by another key.",
          notes(lambda of, said: [signed(head, OTHER_KEY if head is said[1] else BOARD_KEY) for head in said]),
          record=True),
    Fault("head-signed-twice", "8.4", "note-signature",
          "The first head has the board's signature twice.",
          notes(lambda of, said: [_twice(signed(said[0])), *map(signed, said[1:])]), record=True),
    Fault("head-changed-after-signing", "8.4", "note-signature",
          "The time of a head was changed after it was signed.",
          spelled(lambda text: text.replace("\ntime 17", "\ntime 18", 1)), record=True),
    Fault("heads-of-another-board", "8.4", "note-signature",
          "The heads are those of another board of the same installation.", record(renamed), record=True),
    Fault("keys-expected-others", "8.4", "checkpoints-key",
          "The record is good, and its board's key is not the one that the reader knows.",
          good_record, record=True, bring=another_key),
    Fault("head-of-another-event", "8.4", "checkpoints-head",
          "A signed head has another hash than the archive at its height.",
          heads(lambda of, said: one(1, head=Head(said[1].head.height, said[0].head.hash))(of, said)), record=True),
    Fault("head-behind-the-end", "8.4", "checkpoints-head",
          "The archive was cut back behind a signed head.", record(cut), record=True),
    Fault("head-of-another-election", "8.4", "checkpoints-election",
          "A signed head names another fingerprint.",
          heads(one(2, fingerprint="B" * 43)), record=True),
    Fault("head-of-another-election-and-event", "8.4", "checkpoints-head",
          "A signed head names another fingerprint, and another hash than the archive has at its height.",
          heads(lambda of, said: one(2, fingerprint="B" * 43, head=Head(said[2].head.height, said[0].head.hash))(
              of, said)), record=True),
    Fault("head-of-another-election-and-accounting", "8.4", "checkpoints-election",
          "A signed head names another fingerprint and another accounting.",
          heads(lambda of, said: one(2, fingerprint="B" * 43, lines={**said[2].lines, ACCOUNTING: "A" * 43})(
              of, said)), record=True),
    Fault("heads-not-growing", "8.4", "checkpoints-order",
          "Two heads stand in the wrong order.",
          heads(lambda of, said: [said[1], said[0], *said[2:]]), record=True),
    Fault("head-repeated", "8.4", "checkpoints-order",
          "A head was signed twice.", heads(lambda of, said: [said[0], *said]), record=True),
    Fault("time-going-back", "8.4", "checkpoints-order",
          "The time of a head is before that of the one before.",
          heads(lambda of, said: one(2, time=said[1].time - 60)(of, said)), record=True),
    Fault("head-without-accounting", "8.4", "checkpoints-line",
          "The closing head does not name the accounting.", heads(lines(1, without(ACCOUNTING))), record=True),
    Fault("head-of-another-accounting", "8.4", "checkpoints-line",
          "The last head names another accounting.",
          heads(lines(-1, lambda said: {**said, ACCOUNTING: "A" * 43})), record=True),
    Fault("head-with-accounting-too-early", "8.4", "checkpoints-line",
          "The head of the set-up names an accounting.",
          heads(lambda of, said: lines(0, lambda _: dict(said[1].lines))(of, said)), record=True),
    Fault("head-without-bindings", "8.4", "checkpoints-line",
          "The head of the first decryption does not name its binding.",
          heads(lines(3, without(BINDINGS))), record=True),
    Fault("head-with-bindings-of-one-less", "8.4", "checkpoints-line",
          "The last head names the bindings of one decryption of two.",
          heads(lambda of, said: lines(-1, lambda line: {**line, BINDINGS: said[3].lines[BINDINGS]})(of, said)),
          record=True),
    Fault("head-with-bindings-too-early", "8.4", "checkpoints-line",
          "The head of the encrypted tally names bindings.",
          heads(lambda of, said: lines(2, lambda line: {**line, BINDINGS: said[3].lines[BINDINGS]})(of, said)),
          record=True),
    Fault("bindings-named-and-missing", "8.4", "checkpoints-line",
          "The signed heads name bindings, and the record holds none.",
          record(lambda of, parts: {name: data for name, data in parts.items() if name != container.BINDINGS}),
          record=True),
    Fault("accounting-not-named", "8.4", "checkpoints-line",
          "The record holds an accounting, and none of its signed heads names one.",
          record(lambda of, parts: {**parts, container.CHECKPOINTS: heads_of(of, None, of.bindings())}), record=True),
    Fault("accounting-named-and-missing", "8.4", "checkpoints-line",
          "The signed heads name an accounting, and the record holds none.",
          record(lambda of, parts: {name: data for name, data in parts.items() if name != container.ACCOUNTING}),
          record=True),
    Fault("lines-in-another-order", "8.4", "checkpoint-format",
          "The lines of the last head stand in another order.",
          heads(lines(-1, lambda said: dict(reversed(said.items())))), record=True),
    Fault("line-twice", "8.4", "checkpoint-format",
          "The last head names the accounting twice.",
          texts(lambda text: text + text.splitlines()[5] + "\n"), record=True),
    Fault("line-without-a-value", "8.4", "checkpoint-format",
          "A line has a name and no value.", texts(lambda text: text + "journal \n"), record=True),
    Fault("line-of-pages-too-short", "8.4", "checkpoint-format",
          "The published pages have three hashes.",
          heads(lines(-1, lambda said: said | {"bundles": ":".join(["A" * 43] * 3)})), record=True),
    Fault("line-name-in-capitals", "8.4", "checkpoint-format",
          "The name of a line is in capitals.", texts(lambda text: text + "Journal abc\n"), record=True),
    Fault("head-time-padded", "8.4", "checkpoint-format",
          "The time has a leading zero.", texts(lambda text: text.replace("\ntime ", "\ntime 0")), record=True),
    Fault("head-hash-in-hex", "8.4", "checkpoint-format",
          "The head's hash is in hexadecimal.",
          notes(lambda of, said: [*map(signed, said[:-1]), signed_text(_hex(of, said[-1]))]), record=True),
    Fault("heads-without-an-empty-line", "8.4", "note-format",
          "No empty line stands behind the last note.", spelled(lambda text: text[:-1]), record=True),
    Fault("heads-empty", "8.4", "note-format",
          "The file of signed heads is empty.", spelled(lambda text: ""), record=True),
    Fault("heads-with-carriage-returns", "8.4", "note-format",
          "Lines end with a carriage return and a line feed.",
          spelled(lambda text: text.replace("\n", "\r\n")), record=True),
    Fault("heads-not-utf-8", "8.4", "note-format",
          "A byte is no UTF-8.", spelled(lambda text: text.encode() + b"\xff"), record=True),
    Fault("keys-another-kind", "8.4", "encoding-wrong-shape",
          "keys.json says that it is something else.",
          keyed(lambda value: value.update(kind="majma bindings")), record=True),
    Fault("keys-board-of-a-witness", "8.4", "note-format",
          "The board's key is one for cosignatures.", keyed(cosigned_key), record=True),
    Fault("keys-board-id-wrong", "8.4", "note-format",
          "The id in the board's key is not that of its name and key.",
          keyed(lambda value: value.update(board=value["board"].replace("TESTBRD2", "TESTBRD3"))),
          record=True),
    Fault("keys-of-slips-descending", "8.4", "encoding-wrong-shape",
          "The slips' keys are not in the order of their ids.",
          keyed(lambda value: value.update(slips=[{**value["slips"][0], "id": 2}, *value["slips"]])), record=True),
    Fault("keys-of-slips-short", "8.4", "public-key",
          "A key of the slips has 62 digits.",
          keyed(lambda value: value["slips"][0].update(key=value["slips"][0]["key"][:62])), record=True),
    Fault("keys-of-slips-small-order", "8.4", "public-key",
          "A key of the slips has small order.",
          keyed(lambda value: value["slips"][0].update(key="01" + "00" * 31)), record=True),
)  # fmt: skip


def _twice(note: str) -> str:
    return note + note.splitlines()[-1] + "\n"


def _hex(of: Whole, head: Checkpoint) -> str:
    said = head.to_text().splitlines()
    said[2] = head.head.hash
    assert of.height(board.RESULT) is not None
    return "\n".join(said) + "\n"
