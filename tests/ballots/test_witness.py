"""Checkpoints and witnesses: a board that goes on is followed, a shorter or forked one is refused and proved."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board, witness
from ballots.archive_errors import SetupMissingError
from ballots.board import BoardEvent, Head
from ballots.checkpoint import Checkpoint, decode_checkpoint, open_checkpoint
from ballots.custody_errors import (
    BoardForkedError,
    BoardShortenedError,
    CheckpointFormatError,
    CheckpointMismatchError,
    CheckpointTimeError,
    NoteSignatureError,
    WitnessStateError,
)
from ballots.encoding import hash_base64
from ballots.errors import BallotsError
from ballots.note import decode_note, sign_note
from ballots.record.errors import BindingsMissingError, CheckpointElectionError
from ballots.witness import AHEAD, Kept, check_checkpoint, decode_state, encode_state, follow
from tests.support.archives import archive, chain, links
from tests.support.records import BOARD_KEY, KEY, ORIGIN, publish

HELD = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=3, trustees=1)
EVENTS = HELD.events
FORK = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=3, trustees=1, seed=5).events
NOW = HELD.checkpoint(0).time


def kept_at(seen: int, checked: int | None = None, signed: int | None = None) -> Kept:
    return Kept(
        seen=EVENTS[seen].head, checked=None if checked is None else EVENTS[checked].head,
        note=HELD.note(seen if signed is None else signed),
    )  # fmt: skip


def walk(events: tuple[BoardEvent, ...], said: Checkpoint, kept: Kept | None) -> Head:
    return follow(io.BytesIO(archive(events)), said, kept)


def test_a_checkpoint_is_read_back_from_its_note() -> None:
    made = HELD.checkpoint(2)
    note = sign_note(made.to_text(), ORIGIN, BOARD_KEY)
    assert open_checkpoint(decode_note(note.to_text()), KEY) == made
    assert made.to_text().splitlines()[:2] == [ORIGIN, "3"]


def test_a_checkpoint_by_another_key_or_of_another_board_is_refused() -> None:
    made = HELD.checkpoint(2)
    with pytest.raises(NoteSignatureError):
        open_checkpoint(sign_note(made.to_text(), ORIGIN, Ed25519PrivateKey.generate()), KEY)
    other = replace(made, origin="majma.example/elections/AAAAAAAA")
    with pytest.raises(CheckpointFormatError):
        open_checkpoint(sign_note(other.to_text(), ORIGIN, BOARD_KEY), KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n3\n", "\n03\n"), lambda text: text.replace("\n3\n", "\n0\n"),
        lambda text: text + "more\n", lambda text: text.replace("time 1", "time 01"), lambda text: text[:-1],
        lambda text: text.replace("fingerprint ", "print "), lambda text: text.replace("=\n", "\n"), lambda text: "",
        lambda text: text + "".join(f"x{number} y\n" for number in range(31)),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(CheckpointFormatError):
        decode_checkpoint(change(HELD.checkpoint(2).to_text()))


def test_thirty_lines_are_the_most() -> None:
    said = HELD.checkpoint(2).to_text() + "".join(f"x{number} y\n" for number in range(30))
    assert len(decode_checkpoint(said).lines) == 30


# The signed head, beside the last one


def test_a_signed_head_may_stay_or_grow_while_time_goes_on() -> None:
    for earlier, later in ((0, 0), (0, 3), (3, 3), (2, 6)):
        check_checkpoint(HELD.checkpoint(later), HELD.checkpoint(earlier), NOW + 10_000)
        check_checkpoint(HELD.checkpoint(later, time=NOW), HELD.checkpoint(earlier, time=NOW), NOW)
    check_checkpoint(HELD.checkpoint(3), None, NOW + 10_000)


def test_fewer_events_than_were_signed_before_are_refused() -> None:
    with pytest.raises(BoardShortenedError):
        check_checkpoint(HELD.checkpoint(2, time=NOW + 1), HELD.checkpoint(3, time=NOW), NOW)


def test_two_heads_of_one_height_are_a_fork() -> None:
    with pytest.raises(BoardForkedError):
        check_checkpoint(HELD.checkpoint(3, head=FORK[3].head), HELD.checkpoint(3), NOW + 10_000)


def test_a_head_of_another_election_is_refused() -> None:
    with pytest.raises(CheckpointElectionError):
        check_checkpoint(HELD.checkpoint(3, fingerprint="A" * 43), HELD.checkpoint(2), NOW + 10_000)


@pytest.mark.parametrize("year", [1, 33658])
def test_times_never_go_back_and_are_not_ahead(year: int) -> None:
    """The years 1970 and 33658 were both cosigned once."""
    stamp = (year - 1970) * 31_556_952 if year > 1970 else 1
    with pytest.raises(CheckpointTimeError):
        check_checkpoint(HELD.checkpoint(3, time=stamp), HELD.checkpoint(2), NOW + 10_000)
    check_checkpoint(HELD.checkpoint(3, time=NOW + AHEAD), HELD.checkpoint(2, time=NOW), NOW)
    with pytest.raises(CheckpointTimeError):
        check_checkpoint(HELD.checkpoint(3, time=NOW + AHEAD + 1), None, NOW)
    with pytest.raises(CheckpointTimeError):
        check_checkpoint(HELD.checkpoint(3, time=NOW - 1), HELD.checkpoint(2, time=NOW), NOW)


# The chain


def test_a_board_that_goes_on_is_followed() -> None:
    for last in range(3, len(EVENTS)):
        for kept in (None, *(kept_at(seen, checked) for seen in range(4) for checked in (None, 0, seen))):
            assert walk(EVENTS, HELD.checkpoint(last), kept) == EVENTS[-1].head


def test_a_forked_board_is_refused_at_any_height_that_was_seen_or_checked() -> None:
    for height in range(5):
        other = FORK[height].head
        for kept in (replace(kept_at(5), checked=other), replace(kept_at(5), seen=other)):
            with pytest.raises(BoardForkedError):
                walk(EVENTS, HELD.checkpoint(6), kept)
    with pytest.raises(BoardForkedError):
        walk(EVENTS, HELD.checkpoint(3, head=FORK[3].head), None)


def test_what_was_seen_behind_the_signed_head_may_not_vanish() -> None:
    """Heights 3 and 4 were seen while height 2 was signed."""
    kept = kept_at(4, checked=4, signed=2)
    assert walk(EVENTS[:5], HELD.checkpoint(2), kept) == EVENTS[4].head
    with pytest.raises(BoardShortenedError):
        walk(EVENTS[:4], HELD.checkpoint(2), kept)
    with pytest.raises(BoardShortenedError):
        walk(EVENTS[:4], HELD.checkpoint(3), kept)
    replaced = chain([*links(EVENTS[:3]), *links(EVENTS[1:2]), *links(EVENTS[3:5])])
    with pytest.raises(BoardForkedError):
        walk(replaced, HELD.checkpoint(2), kept)


def test_a_witness_that_keeps_the_signed_head_alone_is_caught() -> None:
    careless = kept_at(2, checked=2, signed=2)
    assert walk(EVENTS[:4], HELD.checkpoint(3), careless) == EVENTS[3].head


def test_an_archive_that_ends_before_the_signed_head_is_refused() -> None:
    with pytest.raises(CheckpointMismatchError):
        walk(EVENTS[:3], HELD.checkpoint(3), kept_at(0))
    with pytest.raises(BallotsError):
        follow(io.BytesIO(archive(EVENTS)[:-1]), HELD.checkpoint(6), None)


def test_the_fingerprint_is_that_of_the_set_up() -> None:
    for said in (HELD.checkpoint(3, fingerprint=hash_base64(b"x")), publish(seed=4).checkpoint(0)):
        with pytest.raises(CheckpointElectionError):
            walk(EVENTS, said, None)


def test_a_board_begins_with_its_set_up() -> None:
    for events in ((), chain(links(EVENTS[1:3]))):
        with pytest.raises(SetupMissingError):
            walk(events, HELD.checkpoint(0), None)


def test_from_the_first_decryption_on_a_signed_head_names_bindings() -> None:
    counted = HELD.height(board.PARTIAL_DECRYPTION)
    for height in range(len(EVENTS)):
        bare = HELD.checkpoint(height, lines={})
        if height < counted:
            walk(EVENTS, bare, None)
        else:
            with pytest.raises(BindingsMissingError):
                walk(EVENTS, bare, None)
        walk(EVENTS, HELD.checkpoint(height), None)


def test_a_witness_that_compares_nothing_with_what_was_signed_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "_check_said", lambda event, said: None)
    walk(EVENTS, HELD.checkpoint(3, fingerprint=hash_base64(b"x")), None)
    walk(EVENTS, HELD.checkpoint(5, lines={}), None)
    walk(EVENTS, HELD.checkpoint(3, head=FORK[3].head), None)


# What is kept


def test_what_a_witness_kept_is_read_back_and_damage_is_never_taken_for_nothing() -> None:
    kept = {ORIGIN: replace(kept_at(5, checked=3, signed=3), size=4096), "other.example/2": kept_at(2)}
    data = encode_state(kept)
    assert decode_state(data) == kept
    assert decode_state(encode_state({})) == {}
    for damaged in (
        b"", data[:-3], b"[]", b"null", b"{}", b'{"x":{"height":"a"}}', b"[" * 10**5, data + b"\n",
        data.replace(b'"version": 2', b'"version": 3'), data.replace(b'"size": 4096', b'"size": -1'),
        data.replace(b'"height": 3', b'"height": 1e999'), data.replace(b'"height": 3', b'"height": 3.5'),
        data.replace(b'"height": 3', b'"height": "3"'), data.replace(ORIGIN.encode(), b"\\ud800"),
        data.replace(b'"height": 3', b'"height": 4, "height": 3'), data.decode().encode("utf-16"),
        data.replace(b'"height": 3', b'"height": 6'), data.replace(b'"height": 5', b'"height": 2'),
        data.replace(b'"checked"', b'"verified"'), data.replace("\u2014".encode(), b"-"),
    ):  # fmt: skip
        with pytest.raises(WitnessStateError):
            decode_state(damaged)


def first_state(head: Head, note: str) -> bytes:
    said = {ORIGIN: {"height": head.height, "hash": head.hash, "note": note}}
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def test_the_head_of_a_file_of_the_first_version_was_seen_and_signed_and_not_checked() -> None:
    data = first_state(EVENTS[3].head, HELD.note(3))
    assert decode_state(data) == {ORIGIN: Kept(seen=EVENTS[3].head, note=HELD.note(3), checked=None, size=0)}
    for damaged in (
        first_state(EVENTS[2].head, HELD.note(3)), first_state(EVENTS[3].head, "x\n"), data[:-1],
        data.replace(b'"hash"', b'"hush"'), data.replace(b'"height": 3', b'"height": true'),
    ):  # fmt: skip
        with pytest.raises(WitnessStateError):
            decode_state(damaged)


def test_a_state_longer_than_its_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode_state({})
    monkeypatch.setattr(witness, "MAX_STATE", len(data) - 1)
    with pytest.raises(WitnessStateError):
        decode_state(data)
