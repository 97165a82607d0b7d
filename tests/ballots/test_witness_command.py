"""`python -m ballots witness`: what is checked, seen and signed is kept apart, and nothing of it may vanish."""

from __future__ import annotations

import base64
import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board, witness
from ballots.__main__ import main
from ballots.commands import witness_look
from ballots.note import cosign, decode_key, decode_note, sign_note, verify_note
from ballots.record import container
from ballots.record.bindings import encode_bindings
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.verify import verify_path
from ballots.witness import Kept, encode_state
from tests.support.archives import archive, chain, links
from tests.support.records import KEY, ORIGIN, publish
from tests.support.witnesses import EVENTS, HELD, NOTE, Desk, false_ballot, fork, shown


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_witness_follows_a_board_to_its_result(desk: Desk) -> None:
    for height in (0, 1, 1, 3, 5, len(EVENTS) - 1):
        desk.show(shown(height))
        said = desk.keep()
        assert f"height {height}, head {EVENTS[height].hash}" in said
        assert f"checked  every rule up to height {height}\n" in said
        assert desk.kept.checked == desk.kept.seen == EVENTS[height].head


def test_a_first_look_is_said_to_be_one(desk: Desk) -> None:
    desk.show(shown(1))
    assert "first    look at this board" in desk.keep()
    assert "first" not in desk.keep()


def test_a_clock_that_was_released_is_told_at_the_head_that_says_so_and_at_no_other(desk: Desk) -> None:
    for height, lines, told in ((1, {}, False), (2, {"clock": "released"}, True), (3, {}, False)):
        desk.show(shown(height, lines=lines))
        assert ("clock    two officers released" in desk.keep("--chain-only")) == told


def test_other_published_pages_are_reported_once(desk: Desk) -> None:
    one, other = (":".join([letter * 43] + ["B" * 43] * 3) for letter in "AC")
    for height, value in ((1, one), (3, one), (4, other), (5, other)):
        lines = {**HELD.lines(height), "bundles": value}
        desk.show(shown(height, lines=lines))
        said = desk.keep("--chain-only")
        assert ("pages    the server sends other pages than at the last signed head: booth" in said) == (height == 4)


def test_a_shorter_board_is_refused_and_proved(desk: Desk) -> None:
    desk.show(shown(3))
    desk.keep()
    said = desk.refuses(shown(2), "board-shortened")
    proof = desk.proof(HELD.note(2))
    assert f"kept in {proof}" in said
    assert (proof / NOTE).read_text() == HELD.note(2)


def test_a_forked_board_is_refused_and_proved_with_both_heads(desk: Desk) -> None:
    desk.show(shown(2))
    desk.keep()
    other = fork(EVENTS[0])
    desk.refuses(shown(2, other, time=HELD.checkpoint(2).time), "board-forked")
    longer = replace(HELD, events=chain([*links(other.events), *links(EVENTS[2:3])]))
    desk.refuses(shown(3, longer), "board-forked")
    proof = desk.proof(longer.note(3))
    assert (proof / NOTE).read_text() == longer.note(3)
    assert (proof / container.ARCHIVE).read_bytes() == archive(longer.events)
    first = other.note(2, time=HELD.checkpoint(2).time)
    assert (desk.proof(first) / NOTE).read_text() == first
    assert (desk.copy / container.ARCHIVE).read_bytes() == archive(EVENTS[:3])
    assert (desk.copy / NOTE).read_text() == HELD.note(2)
    desk.show(shown(3))
    desk.keep()


def test_an_archive_that_ends_before_the_signed_head_is_refused(desk: Desk) -> None:
    desk.show(shown(2))
    desk.keep()
    desk.refuses(shown(3) | {container.ARCHIVE: archive(EVENTS[:3])}, "checkpoint-mismatch")


# (a) what is only followed is not checked


def test_what_was_followed_only_is_checked_at_the_next_look(desk: Desk) -> None:
    """A false ballot passes where ballots are not checked, and is refused as by a fresh witness afterwards."""
    desk.show(shown(2, false_ballot()))
    said = desk.keep("--chain-only")
    assert "checked  nothing yet but the chain" in said
    assert desk.kept.checked is None
    assert desk.kept.seen == false_ballot().events[2].head
    said = desk.refuses(shown(2, false_ballot()), "archive-error")
    assert "ballot-signature" in said


def test_a_chain_only_look_keeps_what_was_checked_before(desk: Desk) -> None:
    desk.show(shown(1))
    desk.keep()
    desk.show(shown(2, false_ballot()))
    desk.keep("--chain-only")
    assert (desk.kept.checked, desk.kept.seen.height) == (EVENTS[1].head, 2)
    assert "ballot-signature" in desk.refuses(shown(2, false_ballot()), "archive-error")


def test_a_witness_that_takes_followed_for_checked_is_caught(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(kept: dict[str, Kept]) -> bytes:
        return encode_state({origin: replace(one, checked=one.seen) for origin, one in kept.items()})

    monkeypatch.setattr(witness_look, "encode_state", careless)
    desk.show(shown(2, false_ballot()))
    desk.keep("--chain-only")
    assert "checked  every rule up to height 2" in desk.keep()


# (b) what was seen behind the signed head


def test_ballots_seen_behind_the_signed_head_may_not_vanish(desk: Desk) -> None:
    desk.show(shown(2, signed=0))
    assert "seen     up to height 2, not signed yet" in desk.keep()
    desk.refuses(shown(1, signed=0), "board-shortened")
    desk.refuses(shown(1), "board-shortened")
    desk.refuses(shown(2, fork(EVENTS[0])), "board-forked")
    desk.show(shown(3))
    desk.keep()


def test_a_witness_that_keeps_the_signed_head_only_is_caught(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(kept: dict[str, Kept]) -> bytes:
        return encode_state(
            {origin: replace(one, seen=one.signed.head, checked=None, size=0) for origin, one in kept.items()}
        )

    monkeypatch.setattr(witness_look, "encode_state", careless)
    desk.show(shown(2, signed=0))
    desk.keep()
    desk.show(shown(1))
    desk.keep()


# (c) whose head it is, and when it was signed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fingerprint": publish(seed=4).small.election.fingerprint}, "checkpoints-election"),
        ({"time": 1}, "checkpoint-time"), ({"time": HELD.checkpoint(1).time - 60}, "checkpoint-time"),
        ({"time": 999_999_999_999}, "checkpoint-time"),
    ],
)  # fmt: skip
def test_a_head_of_another_election_or_time_is_refused_and_not_cosigned(
    desk: Desk, changes: dict[str, object], code: str
) -> None:
    main(["witness", "key", str(desk.folder / "key"), "--name", "observer.example"])
    desk.show(shown(1))
    desk.keep()
    desk.refuses(shown(2, **changes), code, "--sign", desk.folder / "key", "--chain-only")
    first = Desk(desk.folder / "fresh", desk.capsys)
    first.folder.mkdir()
    if code == "checkpoints-election" or changes["time"] == 999_999_999_999:
        first.refuses(shown(2, **changes), code)


# (d) a state that was lost


def test_a_lost_state_is_said_and_the_copy_still_remembers(desk: Desk) -> None:
    desk.show(shown(2, signed=0))
    desk.keep()
    desk.state.unlink()
    desk.refuses(shown(1), "board-shortened")
    desk.show(shown(2, signed=0))
    said = desk.keep()
    assert "lost or replaced" in said
    assert "first" not in said
    assert desk.kept.checked == EVENTS[2].head
    assert "lost" not in desk.keep()


def test_a_look_that_was_broken_off_does_not_harm_the_copy(desk: Desk) -> None:
    desk.show(shown(2))
    desk.keep()
    with (desk.copy / container.ARCHIVE).open("ab") as file:
        file.write(b"half an entry")
    desk.show(shown(3))
    desk.keep()
    with (desk.copy / container.ARCHIVE).open("ab") as file:
        file.write(b"half an entry")
    desk.state.unlink()
    assert "lost or replaced" in desk.keep()
    assert (desk.copy / container.ARCHIVE).read_bytes() == archive(EVENTS[:4])


@pytest.mark.parametrize("data", [b"x", archive([]), archive(EVENTS[:2])], ids=["no archive", "no event", "cut"])
def test_a_state_and_a_copy_that_are_both_damaged_stop_the_witness(desk: Desk, data: bytes) -> None:
    desk.show(shown(2))
    desk.keep("--chain-only")
    desk.state.unlink()
    (desk.copy / container.ARCHIVE).write_bytes(data)
    assert "witness-state" in desk.keep(status=1)


def test_a_disk_that_takes_no_more_is_told_and_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.open

    def full(path: Path, mode: str = "r", *more: object, **how: object) -> object:
        if mode == "r+b":
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(path, mode, *more, **how)  # type: ignore[call-overload]

    desk.show(shown(1))
    desk.keep("--chain-only")
    monkeypatch.setattr(Path, "open", full)
    assert "No space left on device" in desk.refuses(shown(2), "file-error", "--chain-only")
    monkeypatch.undo()
    note = HELD.note(2, fingerprint="A" * 43)
    (desk.proof(note) / container.ARCHIVE).mkdir(parents=True)
    desk.state.unlink()
    (desk.copy / container.ARCHIVE).unlink()
    said = desk.refuses(shown(2, fingerprint="A" * 43), "file-error", "--chain-only")
    assert str(desk.proof(note)) in said


def test_a_witness_that_looks_again_and_again_signs_each_head_once_and_outlasts_a_board_that_is_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    key = desk.folder / "witness.pem"
    assert main(["witness", "key", str(key), "--name", "observer.example"]) == 0
    desk.capsys.readouterr()
    moments = iter([desk.show, lambda _: desk.show(shown(1)), lambda _: desk.show(shown(2)), stop])
    monkeypatch.setattr("ballots.commands.witness.time.sleep", lambda _: next(moments)({}))
    desk.show(shown(1))
    given = ["--board-key", str(KEY), "--state", str(desk.state), "--chain-only", "--sign", str(key), "--every", "60"]
    assert main(["witness", "keep", desk.board, *given]) == 1
    said = desk.capsys.readouterr()
    assert [said.out.count(f"kept     {ORIGIN}: height {height}") for height in (1, 2)] == [2, 1]
    assert [said.out.count(base64.b64encode(bytes.fromhex(EVENTS[at].hash)).decode()) for at in (1, 2)] == [1, 1]
    assert said.err.startswith("file-error: ")
    assert said.err.endswith("\nstopped\n")


def test_a_state_that_goes_while_the_witness_looks_is_no_first_look(desk: Desk) -> None:
    desk.show(shown(2))
    watching = witness_look.Witness(
        source=witness_look.FolderBoard(Path(desk.board)), key=KEY, state=desk.state, is_checking=True
    )
    watching.look(HELD.checkpoint(HELD.last).time)
    desk.state.unlink()
    with pytest.raises(witness_look.WitnessStateError):
        watching.look(HELD.checkpoint(HELD.last).time)


def test_a_damaged_state_never_passes_for_a_first_look(desk: Desk) -> None:
    desk.show(shown(2))
    desk.keep()
    desk.state.write_bytes(desk.state.read_bytes()[:20])
    assert desk.keep(status=1).startswith("witness-state")


def test_the_head_of_an_older_witness_is_followed_and_everything_is_checked_once(desk: Desk) -> None:
    said = {ORIGIN: {"height": 1, "hash": EVENTS[1].hash, "note": HELD.note(1)}}
    desk.state.write_bytes(json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    desk.refuses(shown(2, fork(EVENTS[0])), "board-forked")
    desk.show(shown(3))
    assert "first" not in desk.keep()
    assert desk.kept.checked == EVENTS[3].head


# The record beside the archive


def test_the_copy_is_a_record_that_anybody_can_check(desk: Desk) -> None:
    desk.show(shown(HELD.last))
    desk.keep()
    report = verify_path(desk.copy)
    assert report.ok
    assert report.not_checked == (report.not_checked[0],)
    assert "claims" in report.not_checked[0]


@pytest.mark.parametrize("name", [container.BINDINGS, container.ACCOUNTING])
def test_what_stands_beside_the_archive_is_checked_too(desk: Desk, name: str) -> None:
    files = shown(HELD.last)
    del files[name]
    assert "checkpoints-line" in desk.refuses(files, "archive-error")
    other = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=4, trustees=1, seed=4).files()
    desk.refuses(files | {name: other[name]}, "archive-error")
    desk.show(shown(HELD.last))
    desk.keep()


def test_bindings_that_were_exchanged_behind_the_same_archive_are_noticed(desk: Desk) -> None:
    """The signed head names others: the archive has not moved, and is checked again all the same."""
    desk.show(shown(HELD.last))
    desk.keep()
    again = replace(HELD)
    assert again.bound(HELD.last) != HELD.bound(HELD.last)
    files = shown(HELD.last) | {NOTE: again.note(HELD.last, time=HELD.checkpoint(HELD.last).time + 60).encode()}
    desk.refuses(files, "checkpoint-changed")
    desk.refuses(files | {container.CHECKPOINTS: encode_checkpoints([files[NOTE].decode()])}, "checkpoint-changed")
    assert encode_bindings(again.bound(HELD.last)) != files[container.BINDINGS]


def other_accounting(height: int, **changes: object) -> dict[str, bytes]:
    """The same board with one more slip said to be handed out: a whole record, signed by the board's own key."""
    return shown(height, replace(HELD, handed_out=3), **changes)


@pytest.mark.parametrize("more", [(), ("--chain-only",)])
def test_an_accounting_never_changes(desk: Desk, more: tuple[str, ...]) -> None:
    closed = HELD.height(board.END_BALLOTS)
    desk.show(shown(closed))
    desk.keep(*more)
    for height in (closed, closed + 1):
        other = other_accounting(height)
        said = desk.refuses(other, "checkpoint-changed", *more)
        proof = desk.proof(other[NOTE].decode())
        assert f"kept in {proof}" in said
        assert (proof / NOTE).read_bytes() == other[NOTE]
        desk.refuses(shown(height, lines={}), "checkpoint-changed", *more)
    desk.show(shown(closed + 1))
    desk.keep(*more)


def test_an_accounting_that_comes_late_is_refused_too(desk: Desk) -> None:
    """A head behind the closing named none: none can be named afterwards."""
    closed = HELD.height(board.END_BALLOTS)
    desk.show(shown(closed, lines={}))
    desk.keep("--chain-only")
    desk.refuses(shown(closed + 1), "checkpoint-changed", "--chain-only")


def test_bindings_change_with_a_decryption_and_not_without(desk: Desk) -> None:
    part = HELD.height(board.PARTIAL_DECRYPTION)
    for height in (part - 1, part):
        desk.show(shown(height))
        desk.keep()
    other = replace(HELD)
    desk.refuses(shown(part + 1, other), "checkpoint-changed")
    desk.show(shown(part + 1))
    desk.keep()


def test_a_witness_that_compares_no_lines_is_caught(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One accounting, another for who looks now, and the first one again: all three pass."""
    monkeypatch.setattr(witness, "_check_same", lambda *_: None)
    closed = HELD.height(board.END_BALLOTS)
    for files in (shown(closed), other_accounting(closed), shown(closed + 1)):
        desk.show(files)
        desk.keep()


def test_behind_a_decryption_a_head_without_bindings_is_refused(desk: Desk) -> None:
    old = shown(HELD.last, lines={}) | {container.CHECKPOINTS: encode_checkpoints([HELD.note(HELD.last, lines={})])}
    del old[container.BINDINGS], old[container.ACCOUNTING]
    desk.refuses(old, "bindings-missing")
    desk.refuses(old, "bindings-missing", "--chain-only")


def test_a_record_by_another_key_than_the_one_that_was_given_is_refused(desk: Desk) -> None:
    keys = replace(KEY, public=Ed25519PrivateKey.generate().public_key())
    files = shown(2) | {container.KEYS: witness_look.RecordKeys(board=keys).to_bytes()}
    assert "checkpoints-key" in desk.refuses(files, "archive-error")


def test_a_board_that_publishes_its_archive_alone_is_checked_before_it_counts(desk: Desk) -> None:
    desk.show({name: data for name, data in shown(2).items() if name in (container.ARCHIVE, NOTE)})
    assert "checked  every rule up to height 2" in desk.keep()


# Signatures


def test_a_checkpoint_by_another_key_is_refused(desk: Desk) -> None:
    signed = sign_note(HELD.checkpoint(2).to_text(), ORIGIN, Ed25519PrivateKey.generate()).to_text()
    desk.refuses(shown(2) | {NOTE: signed.encode()}, "note-signature")
    assert not (desk.copy / "refused").exists()


def test_a_witness_cosigns_what_it_kept(desk: Desk) -> None:
    main(["witness", "key", str(desk.folder / "key"), "--name", "observer.example"])
    published = decode_key(desk.capsys.readouterr().out.split("publish  ")[1].strip())
    desk.show(shown(3))
    said = desk.keep("--sign", desk.folder / "key")
    note = decode_note(said[said.index(ORIGIN, said.index("first")) :])
    assert verify_note(note, KEY) is None
    assert verify_note(note, published) is not None
    assert desk.kept.note == HELD.note(3)


def test_a_witness_signs_under_the_name_of_its_key_and_no_other(desk: Desk) -> None:
    main(["witness", "key", str(desk.folder / "key"), "--name", "observer.example"])
    desk.show(shown(3))
    assert "observer.example" in desk.keep("--sign", desk.folder / "key", "--name", "other.example", status=1)
    (desk.folder / "bare").write_text((desk.folder / "key").read_text().partition("\n")[2])
    assert "--name" in desk.keep("--sign", desk.folder / "bare", status=1)
    assert not desk.state.exists()


@pytest.mark.parametrize("oid", [b"\x06\x03\x2b\x65\x70", b"\x06\x03\x27\x65\x70"], ids=["good", "unknown"])
def test_a_key_of_an_unknown_kind_signs_nothing(desk: Desk, oid: bytes) -> None:
    """The library underneath has an error of its own for them."""
    desk.show(shown(3))
    raw = b"\x30\x2e\x02\x01\x00\x30\x05" + oid + b"\x04\x22\x04\x20" + bytes(range(32))
    (desk.folder / "pem").write_text(
        f"-----BEGIN PRIVATE KEY-----\n{base64.b64encode(raw).decode()}\n-----END PRIVATE KEY-----\n"
    )
    good = oid[2:3] == b"\x2b"
    said = desk.keep("--sign", desk.folder / "pem", "--name", "observer.example", status=0 if good else 1)
    assert said.startswith("kept" if good else "note-format")


def test_a_board_that_is_not_there_is_said_so(desk: Desk) -> None:
    assert desk.keep(status=1).startswith("file-error")
    desk.show({NOTE: HELD.note(1).encode()})
    assert f"{container.ARCHIVE}: No such file" in desk.keep(status=1)


def test_signed_heads_beside_the_archive_end_with_the_one_that_is_signed_now(desk: Desk) -> None:
    desk.refuses(shown(2) | {container.CHECKPOINTS: encode_checkpoints([HELD.note(0)])}, "checkpoint")


# (d) what is printed


ODD = "odd\u202e\x9b1m.example"


def test_a_line_of_a_name_that_steers_a_terminal_is_not_printed(desk: Desk) -> None:
    files = shown(1)
    plain = decode_note(files["checkpoint.txt"].decode())
    odd = cosign(plain, ODD, Ed25519PrivateKey.generate(), 1_700_000_000)
    desk.show(files | {"checkpoint.txt": odd.to_text().encode()})
    key = desk.folder / "witness.pem"
    assert main(["witness", "key", str(key), "--name", "observer.example"]) == 0
    said = desk.keep("--sign", str(key), "--chain-only")
    assert ODD not in said
    printed = decode_note(said[said.index(ORIGIN + "\n") :])
    assert printed.text == plain.text
    assert [one.name for one in printed.signatures] == [ORIGIN, "observer.example"]


@pytest.mark.parametrize("place", ["key", "board", "sign"])
def test_a_key_of_a_name_that_steers_a_terminal_is_refused(
    desk: Desk, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.show(shown(1))
    key = desk.folder / "witness.pem"
    assert main(["witness", "key", str(key), "--name", "observer.example"]) == 0
    key.write_bytes(b"-----" + key.read_bytes().partition(b"-----")[2])
    board_key = str(replace(KEY, name=ODD) if place == "board" else KEY)
    keep = ["witness", "keep", desk.board, "--board-key", board_key, "--state", str(desk.state), "--chain-only"]
    command = ["witness", "key", str(key.with_name("other.pem"))] if place == "key" else [*keep, "--sign", str(key)]
    assert main([*command, "--name", ODD if place != "board" else "observer.example"]) == 1
    said = capsys.readouterr()
    assert "note-format: " in said.err
    assert ODD not in said.out + said.err
