"""Checkpoints and witnesses: a board that goes on is followed, a shorter or forked one is refused and proved."""

import io
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.board import Head
from ballots.checkpoint import Checkpoint, decode_checkpoint, open_checkpoint
from ballots.custody_errors import (
    BoardForkedError,
    BoardShortenedError,
    CheckpointFormatError,
    CheckpointMismatchError,
    NoteSignatureError,
    WitnessStateError,
)
from ballots.errors import BallotsError
from ballots.note import SIGNATURE, NoteKey, decode_note, sign_note
from ballots.witness import Kept, check_continuation, decode_state, encode_state
from tests.support.archives import archive, board_events
from tests.support.elections import question, small_election

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "majma.example/elections/K7QM2XPA"
KEY = NoteKey(name=ORIGIN, kind=SIGNATURE, public=PRIVATE.public_key())

SMALL = small_election(question(2, 0, 1), voters=3)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])
FORK = board_events(small_election(question(2, 0, 1), voters=3, seed=5), [(0, ((1, 0),)), (1, ((0, 0),))])


def checkpoint(head: Head, time: int = 1_762_600_000) -> Checkpoint:
    return Checkpoint(origin=ORIGIN, head=head, fingerprint=SMALL.election.fingerprint, time=time)


def follow(events: object, at: Head, kept: Head | None) -> None:
    check_continuation(io.BytesIO(archive(events)), checkpoint(at), kept)  # type: ignore[arg-type]


def test_a_checkpoint_is_read_back_from_its_note() -> None:
    made = checkpoint(EVENTS[2].head)
    note = sign_note(made.to_text(), ORIGIN, PRIVATE)
    assert open_checkpoint(decode_note(note.to_text()), KEY) == made
    assert made.to_text().splitlines()[:2] == [ORIGIN, "3"]


def test_a_checkpoint_by_another_key_or_of_another_board_is_refused() -> None:
    made = checkpoint(EVENTS[2].head)
    with pytest.raises(NoteSignatureError):
        open_checkpoint(sign_note(made.to_text(), ORIGIN, Ed25519PrivateKey.generate()), KEY)
    other = replace(made, origin="majma.example/elections/AAAAAAAA")
    with pytest.raises(CheckpointFormatError):
        open_checkpoint(sign_note(other.to_text(), ORIGIN, PRIVATE), KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n3\n", "\n03\n"), lambda text: text.replace("\n3\n", "\n0\n"),
        lambda text: text + "more\n", lambda text: text.replace("time 1", "time 01"), lambda text: text[:-1],
        lambda text: text.replace("fingerprint ", "print "), lambda text: text.replace("=\n", "\n"), lambda text: "",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(change: object) -> None:
    with pytest.raises(CheckpointFormatError):
        decode_checkpoint(change(checkpoint(EVENTS[2].head).to_text()))  # type: ignore[operator]


def test_a_board_that_goes_on_is_followed() -> None:
    for kept in (None, *(event.head for event in EVENTS[:4])):
        for event in EVENTS[3:]:
            follow(EVENTS, event.head, kept)


def test_a_shorter_board_is_refused() -> None:
    with pytest.raises(BoardShortenedError):
        follow(EVENTS, EVENTS[1].head, EVENTS[2].head)


def test_a_forked_board_is_refused_at_any_height() -> None:
    for kept in FORK[:5]:
        with pytest.raises(BoardForkedError):
            follow(EVENTS, EVENTS[6].head, kept.head)


def test_an_archive_without_the_head_of_the_checkpoint_is_refused() -> None:
    with pytest.raises(CheckpointMismatchError):
        follow(EVENTS[:3], EVENTS[3].head, EVENTS[0].head)
    with pytest.raises(CheckpointMismatchError):
        follow(EVENTS, Head(3, FORK[3].hash), EVENTS[0].head)
    with pytest.raises(BallotsError):
        check_continuation(io.BytesIO(archive(EVENTS)[:-1]), checkpoint(EVENTS[-1].head), None)


def test_what_a_witness_kept_is_read_back_and_damage_is_never_taken_for_nothing() -> None:
    kept = {ORIGIN: Kept(EVENTS[3].head, sign_note(checkpoint(EVENTS[3].head).to_text(), ORIGIN, PRIVATE).to_text())}
    data = encode_state(kept)
    assert decode_state(data) == kept
    for damaged in (
        b"", data[:-3], b"[]", b"null", b'{"x":{"height":"a"}}', b"[" * 10**5, b"{}", data + b"\n",
        data.replace(b'"height": 3', b'"height": 1e999'), data.replace(b'"height": 3', b'"height": 3.5'),
        data.replace(b'"height": 3', b'"height": "3"'), data.replace(ORIGIN.encode(), b"\\ud800"),
        data.replace(b'"height": 3', b'"height": 4, "height": 3'), data.decode().encode("utf-16"),
    ):  # fmt: skip
        with pytest.raises(WitnessStateError):
            decode_state(damaged)
