"""`checkpoints.txt`: notes one behind the other, each signed by the board, growing in height and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.board import Head
from ballots.checkpoint import Checkpoint
from ballots.custody_errors import CheckpointFormatError, NoteFormatError, NoteSignatureError
from ballots.errors import BallotsError
from ballots.note import cosign, decode_note, sign_note
from ballots.record.checkpoints import decode_checkpoints, encode_checkpoints, verify_checkpoints
from ballots.record.errors import (
    CheckpointElectionError,
    CheckpointHeadError,
    CheckpointLineError,
    CheckpointOrderError,
)
from tests.support.records import KEY, ORIGIN, Publisher, publish

STRANGER = Ed25519PrivateKey.generate()


@cache
def held() -> Publisher:
    return publish(voters=4)


@cache
def notes() -> tuple[str, ...]:
    return tuple(held().note(height) for height in (0, 3, 5))


GOOD = encode_checkpoints(notes())


def test_what_was_signed_is_read_back() -> None:
    assert decode_checkpoints(GOOD, KEY) == tuple(held().checkpoint(height) for height in (0, 3, 5))


def test_a_witness_s_line_below_a_note_does_no_harm() -> None:
    signed = cosign(decode_note(notes()[1]), "observer.example", STRANGER, 1_762_700_000).to_text()
    assert decode_checkpoints(encode_checkpoints([notes()[0], signed]), KEY)[1] == held().checkpoint(3)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1], lambda data: data + b"\n", lambda data: b"\n" + data, lambda data: b"",
        lambda data: data[1:], lambda data: data.replace(b"\n\n", b"\n"), lambda data: b"\xff" + data,
        lambda data: data.replace(b"\n", b"\r\n"), lambda data: data[: data.index(b"\n\n") + 2],
        lambda data: data.replace("\u2014".encode(), b"-"), lambda data: data + b"more\n\n",
    ],
)  # fmt: skip
def test_a_file_in_another_form_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises((NoteFormatError, CheckpointFormatError, NoteSignatureError)):
        decode_checkpoints(change(GOOD), KEY)


def test_every_byte_that_changes_is_refused_or_changes_nothing_that_is_said() -> None:
    """The signature covers every byte of the text; a changed line of a signature is no longer the board's."""
    single = encode_checkpoints(notes()[:1])
    for place, byte in enumerate(single):
        with pytest.raises(BallotsError):
            decode_checkpoints(single[:place] + bytes([byte ^ 1]) + single[place + 1 :], KEY)


def signed_by(key: Ed25519PrivateKey, said: Checkpoint, name: str = ORIGIN) -> str:
    return sign_note(said.to_text(), name, key).to_text()


def test_each_note_is_signed_once_by_the_board_s_key() -> None:
    said = held().checkpoint(3)
    for note in (
        signed_by(STRANGER, said),
        signed_by(STRANGER, said, "other.example"),
        notes()[1] + notes()[1].splitlines(keepends=True)[-1],
    ):
        with pytest.raises((NoteSignatureError, NoteFormatError)):
            decode_checkpoints(encode_checkpoints([notes()[0], note]), KEY)


def test_a_note_of_another_board_by_the_same_key_is_refused() -> None:
    said = replace(held().checkpoint(3), origin="majma.example/elections/AAAAAAAA")
    with pytest.raises(CheckpointFormatError):
        decode_checkpoints(encode_checkpoints([held().sign(said)]), KEY)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0), (0, 2, 1), (1, 1)])
def test_heights_grow(order: tuple[int, ...]) -> None:
    with pytest.raises(CheckpointOrderError):
        decode_checkpoints(encode_checkpoints([notes()[place] for place in order]), KEY)


def test_times_may_stand_still_and_never_go_back() -> None:
    said = [held().note(0, time=2000), held().note(1, time=2000)]
    assert len(decode_checkpoints(encode_checkpoints(said), KEY)) == 2
    with pytest.raises(CheckpointOrderError):
        decode_checkpoints(encode_checkpoints([said[0], held().note(1, time=1999)]), KEY)


class Heads:
    """An archive of which only heads are known."""

    fingerprint = held().small.election.fingerprint

    def __init__(self, top: int) -> None:
        self.head = held().events[top].head

    def hash_at(self, height: int) -> str | None:
        return held().events[height].hash if height <= self.head.height else None

    def lines_at(self, height: int) -> dict[str, str]:
        return held().lines(height)


def test_heads_of_the_archive_are_taken_and_what_lies_behind_the_last_is_said() -> None:
    said = decode_checkpoints(GOOD, KEY)
    assert verify_checkpoints(said, Heads(5)) == "3 signed heads"
    assert verify_checkpoints(said, Heads(7)) == "3 signed heads, 2 events behind the last"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"fingerprint": "A" * 43}, CheckpointElectionError), ({"head": Head(3, "ab" * 32)}, CheckpointHeadError),
        ({"head": Head(99, "ab" * 32)}, CheckpointHeadError), ({"lines": {"bindings": "A" * 43}}, CheckpointLineError),
        ({"lines": {"accounting": "A" * 43}}, CheckpointLineError),
        ({"fingerprint": "A" * 43, "head": Head(3, "ab" * 32)}, CheckpointHeadError),
        ({"fingerprint": "A" * 43, "lines": {"bindings": "A" * 43}}, CheckpointElectionError),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_archive_is_refused(change: dict[str, object], error: type[BallotsError]) -> None:
    with pytest.raises(error):
        verify_checkpoints([held().checkpoint(0), held().checkpoint(3, **change)], Heads(5))


def test_a_line_that_nobody_knows_is_let_stand() -> None:
    said = held().checkpoint(3, lines={"journal": "abc", "unheard-of": "1"})
    assert verify_checkpoints([said], Heads(5)) == "1 signed heads, 2 events behind the last"
    assert decode_checkpoints(encode_checkpoints([held().sign(said)]), KEY) == (said,)
