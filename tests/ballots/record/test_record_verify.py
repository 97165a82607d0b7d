"""The check of a whole record: each stage is accepted, and whatever stands beside the archive must fit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board
from ballots.board import Head
from ballots.checkpoint import ACCOUNTING, BINDINGS
from ballots.checks import BaseHead, Report, Source, Stage, Verdict
from ballots.encoding import hash_base64
from ballots.note import NoteKey
from ballots.record import container, verify
from ballots.record.bindings import encode_bindings
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.keys import RecordKeys
from ballots.record.receipt import sign_receipt
from ballots.record.verify import FOREIGN, Wish, verify_path
from tests.support.records import BOARD_KEY, KEY, ORIGIN, VOTES, Publisher, changed, publish, put_folder

Files = dict[str, bytes]
Change = Callable[[Files, Publisher], Mapping[str, bytes]]


@cache
def published() -> Publisher:
    return publish()


@cache
def record() -> Files:
    return published().files()


def check(files: Mapping[str, bytes], folder: Path, wish: Wish | None = None) -> Report:
    """The report on a folder of these files; as one file they must give the same."""
    report = verify_path(put_folder(files, folder / "record"), wish=wish)
    one = folder / "one.record.zip"
    one.write_bytes(container.record_bytes(files))
    of_file = verify_path(one, wish=wish)
    assert (of_file.ok, of_file.foreign, of_file.code, of_file.head) == (
        report.ok, report.foreign, report.code, report.head,
    )  # fmt: skip
    return report


def refused(report: Report) -> tuple[str | None, str]:
    """The code, and the number of the check that refused."""
    assert not report.ok
    assert not report.foreign
    assert report.head is None
    (number,) = [one.number for one in report.checks if one.verdict is Verdict.REFUSED]
    return report.code, number


def verdicts(report: Report) -> dict[str, Verdict]:
    return {one.number: one.verdict for one in report.checks}


def test_the_record_is_accepted_after_every_event(tmp_path: Path) -> None:
    held = published()
    for height in range(held.last + 1):
        report = check(held.files(height), tmp_path / f"{height}")
        assert report.ok, (height, report.code, report.detail)
        assert report.head == held.events[height].head
        assert not any("decryptions are not bound" in said for said in report.not_checked)


def test_a_whole_record_passes_every_check_that_there_is_something_for(tmp_path: Path) -> None:
    report = check(record(), tmp_path, Wish(board_key=KEY))
    absent = {number for number, verdict in verdicts(report).items() if verdict is not Verdict.OK}
    assert absent == {"2.5", "8.1", "8.5", "8.6"}
    assert report.not_checked == ()
    assert report.keys is not None
    assert str(report.keys.board) == str(KEY)
    assert report.closing_head == published().events[published().height(board.END_BALLOTS)].head
    of_file = verify_path(tmp_path / "one.record.zip", wish=Wish(board_key=KEY))
    assert verdicts(of_file)["8.1"] is Verdict.OK


def test_what_is_not_in_a_record_is_said_not_to_be_checked(tmp_path: Path) -> None:
    alone = {container.ARCHIVE: record()[container.ARCHIVE], container.BINDINGS: record()[container.BINDINGS]}
    report = check(alone, tmp_path)
    assert report.ok
    said = "\n".join(report.not_checked)
    for missing in ("No accounting of the slips", "No signed heads", "claims"):
        assert missing in said
    base = BaseHead(head=published().events[2].head, source=Source.GIVEN)
    trusted = check(record(), tmp_path, Wish(cluster=True, base=base))
    said = "\n".join(trusted.not_checked)
    assert "workers of a cluster" in said
    assert "Ballots up to height 2 were not checked again" in said


def other_bindings(files: Files, held: Publisher) -> Files:
    """Bindings that hold, of the same decryptions, made once more."""
    return {**files, container.BINDINGS: encode_bindings(replace(held).bound(held.last))}


def of_another_election(files: Files, held: Publisher) -> Files:
    return {**files, container.BINDINGS: publish(seed=4).files()[container.BINDINGS]}


def rebound(change: Callable[[tuple], object]) -> Change:  # type: ignore[type-arg]
    def act(files: Files, held: Publisher) -> Files:
        return {**files, container.BINDINGS: encode_bindings(change(held.bound(held.last)))}  # type: ignore[arg-type]

    return act


def notes(change: Callable[[Publisher], list[str]]) -> Change:
    def act(files: Files, held: Publisher) -> Files:
        return {**files, container.CHECKPOINTS: encode_checkpoints(change(held))}

    return act


def without(*names: str) -> Change:
    return lambda files, _: {name: data for name, data in files.items() if name not in names}


def keyed(key: NoteKey) -> Change:
    return lambda files, _: {**files, container.KEYS: RecordKeys(board=key).to_bytes()}


STRANGER = Ed25519PrivateKey.generate()
OTHER_KEY = replace(KEY, public=STRANGER.public_key())

BROKEN: dict[str, tuple[Change, tuple[str, str]]] = {
    "no bindings, and no signed head that names them": (
        without(container.BINDINGS, container.CHECKPOINTS), ("bindings-missing", "8.2"),
    ),
    "one binding only": (rebound(lambda all: all[:1]), ("bindings-count", "8.2")),
    "one binding twice": (rebound(lambda all: (all[0], all[0])), ("bindings-count", "8.2")),
    "bindings exchanged": (rebound(lambda all: all[::-1]), ("bindings-count", "8.2")),
    "bindings under each other's names": (
        rebound(lambda all: (replace(all[0], binding=all[1].binding), replace(all[1], binding=all[0].binding))),
        ("binding-proof", "8.2"),
    ),
    "bindings of another election": (of_another_election, ("binding-proof", "8.2")),
    "bindings spelt otherwise": (
        lambda files, _: changed(files, container.BINDINGS, lambda data: data + b" "),
        ("encoding-not-canonical", "8.2"),
    ),
    "other bindings than the signed heads name": (other_bindings, ("checkpoints-line", "8.4")),
    "a signed head without bindings": (
        notes(lambda held: [held.note(held.last, lines={ACCOUNTING: held.accounting.hash})]),
        ("checkpoints-line", "8.4"),
    ),
    "a signed head without accounting": (
        notes(lambda held: [held.note(held.height(board.END_BALLOTS), lines={})]), ("checkpoints-line", "8.4"),
    ),
    "a signed head that names bindings too early": (
        notes(lambda held: [
            held.note(held.height(board.ENCRYPTED_TALLY), lines={**held.lines(held.last)}),
        ]),
        ("checkpoints-line", "8.4"),
    ),
    "a signed head of other bindings": (
        notes(lambda held: [held.note(held.last, lines={**held.lines(held.last), BINDINGS: hash_base64(b"")})]),
        ("checkpoints-line", "8.4"),
    ),
    "no accounting where signed heads name one": (without(container.ACCOUNTING), ("checkpoints-line", "8.4")),
    "an accounting while voting is open": (
        lambda files, held: {**held.files(2), container.ACCOUNTING: files[container.ACCOUNTING]},
        ("accounting-early", "8.3"),
    ),
    "an accounting of another election": (
        lambda files, held: {
            **files, container.ACCOUNTING: replace(held.accounting, fingerprint=hash_base64(b"x")).to_bytes(),
        },
        ("accounting-foreign", "8.3"),
    ),
    "signed heads and no key": (without(container.KEYS), ("checkpoints-key", "8.4")),
    "signed heads by another key": (keyed(OTHER_KEY), ("note-signature", "8.4")),
    "a key of another kind": (
        lambda files, _: changed(files, container.KEYS, lambda data: data.replace(b'"slips"', b'"slipz"')),
        ("encoding-wrong-shape", "8.4"),
    ),
    "a signed head of another board": (
        notes(lambda held: [held.note(0, head=publish(seed=4).events[0].head)]), ("checkpoints-head", "8.4"),
    ),
    "a signed head behind the end": (
        notes(lambda held: [held.note(0, head=Head(held.last + 1, "ab" * 32))]), ("checkpoints-head", "8.4"),
    ),
    "a signed head of another election": (
        notes(lambda held: [held.note(0, fingerprint=hash_base64(b"x"))]), ("checkpoints-election", "8.4"),
    ),
    "signed heads that do not grow": (
        notes(lambda held: [held.note(0), held.note(0)]), ("checkpoints-order", "8.4"),
    ),
    "signed heads whose times go back": (
        notes(lambda held: [held.note(0, time=2000), held.note(1, time=1999)]), ("checkpoints-order", "8.4"),
    ),
    "half a note": (
        lambda files, _: changed(files, container.CHECKPOINTS, lambda data: data[:-1]), ("note-format", "8.4"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_with_one_thing_wrong_is_refused(name: str, tmp_path: Path) -> None:
    change, expected = BROKEN[name]
    assert refused(check(change(dict(record()), published()), tmp_path)) == expected


TWINS = {
    "_check_bindings": {"8.2"},
    "_check_accounting": {"8.3"},
    "_check_checkpoints": {"8.4"},
    "_need_bindings": {"8.2"},
}


@pytest.mark.parametrize("skipped", TWINS)
def test_a_verifier_without_a_check_is_caught(skipped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one of the checks at least one wrong record of its number is accepted, or refused by another name."""
    monkeypatch.setattr(verify._RecordAudit, skipped, lambda self: None)
    caught = []
    for name, (change, (code, number)) in BROKEN.items():
        report = verify_path(put_folder(change(dict(record()), published()), tmp_path / name))
        if number in TWINS[skipped] and report.code != code:
            caught.append(name)
    assert caught


def test_damage_of_the_archive_comes_before_what_stands_beside_it(tmp_path: Path) -> None:
    wrong = changed(record(), container.ARCHIVE, lambda data: data[:-1])
    assert refused(check({**wrong, container.BINDINGS: b""}, tmp_path)) == ("archive-truncated", "1.3")


def test_damage_of_a_record_file_is_refused_before_all(tmp_path: Path) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(published().record() + b"\0")
    assert refused(verify_path(path)) == ("record-header", "8.1")


# Foreign records


def old(held: Publisher) -> Files:
    """The record of an election that was counted before there were bindings and accountings."""
    bare = {container.ARCHIVE: record()[container.ARCHIVE], container.KEYS: record()[container.KEYS]}
    return bare | {container.CHECKPOINTS: encode_checkpoints([held.note(at, lines={}) for at in (0, held.last)])}


def test_a_record_from_before_bindings_is_foreign_and_never_accepted(tmp_path: Path) -> None:
    report = check(old(published()), tmp_path, Wish(foreign=True))
    assert (report.ok, report.foreign, report.code, report.stage) == (False, True, None, Stage.RESULT)
    assert FOREIGN in report.not_checked
    assert report.result == ((2, 1),)
    assert verdicts(report)["8.4"] is Verdict.OK
    assert refused(check(old(published()), tmp_path)) == ("bindings-missing", "8.2")


def test_a_record_that_needs_no_bindings_yet_is_accepted_with_foreign_too(tmp_path: Path) -> None:
    files = published().files(published().height(board.ENCRYPTED_TALLY))
    assert check(files, tmp_path, Wish(foreign=True)).ok
    assert check(record(), tmp_path, Wish(foreign=True)).ok


def test_a_record_that_names_bindings_cannot_be_checked_as_foreign(tmp_path: Path) -> None:
    named = {**record()}
    del named[container.BINDINGS]
    assert check(named, tmp_path, Wish(foreign=True)).code == "checkpoints-line"
    beside = put_folder(record(), tmp_path / "beside")
    report = verify_path(beside / container.ARCHIVE, wish=Wish(foreign=True))
    assert refused(report) == ("bindings-named", "8.2")
    assert refused(verify_path(beside / container.ARCHIVE)) == ("bindings-missing", "8.2")


def test_bindings_may_be_given_for_an_archive_alone(tmp_path: Path) -> None:
    path = tmp_path / "election.bel"
    path.write_bytes(record()[container.ARCHIVE])
    assert verify_path(path, wish=Wish(bindings=record()[container.BINDINGS])).ok
    other = other_bindings(record(), published())[container.BINDINGS]
    assert verify_path(path, wish=Wish(bindings=other)).ok
    wrong = of_another_election(record(), published())[container.BINDINGS]
    assert refused(verify_path(path, wish=Wish(bindings=wrong))) == ("binding-proof", "8.2")


def test_bindings_that_are_given_never_take_the_place_of_the_record_s_own(tmp_path: Path) -> None:
    wrong = of_another_election(record(), published())
    good = Wish(bindings=record()[container.BINDINGS])
    assert refused(check(wrong, tmp_path, good)) == ("bindings-named", "8.2")
    assert check(record(), tmp_path, good).ok


def test_an_empty_file_of_bindings_is_there_and_nothing_given_takes_its_place(tmp_path: Path) -> None:
    empty = {**record(), container.BINDINGS: b""}
    assert refused(check(empty, tmp_path)) == ("encoding-malformed", "8.2")
    assert refused(check(empty, tmp_path, Wish(bindings=record()[container.BINDINGS]))) == ("bindings-named", "8.2")
    assert refused(check(record(), tmp_path, Wish(bindings=b""))) == ("bindings-named", "8.2")


# What the reader brings


def test_the_key_that_was_given_must_be_the_record_s(tmp_path: Path) -> None:
    assert check(record(), tmp_path, Wish(board_key=KEY)).ok
    assert refused(check(record(), tmp_path, Wish(board_key=OTHER_KEY))) == ("checkpoints-key", "8.4")
    named = replace(KEY, name=ORIGIN.replace("K7", "K8"))
    assert refused(check(record(), tmp_path, Wish(board_key=named))) == ("checkpoints-key", "8.4")
    bare = {name: data for name, data in record().items() if name not in (container.KEYS, container.CHECKPOINTS)}
    assert refused(check(bare, tmp_path / "bare", Wish(board_key=KEY))) == ("checkpoints-key", "8.4")


def receipt(tracker: str, key: Ed25519PrivateKey = BOARD_KEY, fingerprint: str | None = None) -> str:
    return sign_receipt(fingerprint or published().small.election.fingerprint, tracker, key)


EARLY = (
    ({"bindings": b"[]"}, {container.BINDINGS: b""}, "bindings-named", "8.2"),
    ({"receipt": lambda: receipt(hash_base64(b"waits"))}, {}, "checkpoints-key", "8.6"),
    (
        {"receipt": lambda: receipt(hash_base64(b"waits"), fingerprint=hash_base64(b"x")), "board_key": KEY},
        {container.KEYS: RecordKeys(board=KEY).to_bytes()}, "receipt-foreign", "8.6",
    ),
)  # fmt: skip
"""What a reader brings to a record of nothing but the set-up, what stands beside it, and who refuses."""


@pytest.mark.parametrize(("brought", "beside", "code", "number"), EARLY)
def test_what_is_brought_is_looked_at_from_the_first_event_on(
    brought: dict[str, Any], beside: Files, code: str, number: str, tmp_path: Path
) -> None:
    files = {container.ARCHIVE: published().files(0)[container.ARCHIVE], **beside}
    wish = Wish(**{name: value() if callable(value) else value for name, value in brought.items()})
    assert refused(verify_path(put_folder(files, tmp_path / "record"), wish=wish)) == (code, number)


def test_a_receipt_convicts_a_record_that_lacks_its_ballot(tmp_path: Path) -> None:
    held = published()
    tracker = hash_base64(held.events[1].data[0])
    for text, expected in (
        (receipt(hash_base64(b"gone")), "receipt-missing"),
        (receipt(tracker, STRANGER), "receipt-signature"),
        (receipt(tracker, fingerprint=hash_base64(b"x")), "receipt-foreign"),
        (receipt(tracker)[:-1], "receipt-format"),
    ):
        assert refused(check(record(), tmp_path, Wish(receipt=text))) == (expected, "8.6")
    good = check(record(), tmp_path, Wish(receipt=receipt(tracker)))
    assert verdicts(good)["8.6"] is Verdict.OK
    bare = {container.ARCHIVE: record()[container.ARCHIVE], container.BINDINGS: record()[container.BINDINGS]}
    assert refused(check(bare, tmp_path / "b", Wish(receipt=receipt(tracker)))) == ("checkpoints-key", "8.6")


def test_while_voting_is_open_a_ballot_may_wait(tmp_path: Path) -> None:
    report = check(published().files(2), tmp_path, Wish(receipt=receipt(hash_base64(b"waits"))))
    assert report.ok
    assert any("may wait" in one.detail for one in report.checks)


def test_a_record_that_was_cut_back_does_not_reach_the_stage_that_was_asked_for(tmp_path: Path) -> None:
    cut = published().files(published().height(board.END_BALLOTS))
    assert check(cut, tmp_path).ok
    assert refused(check(cut, tmp_path, Wish(stage=Stage.RESULT))) == ("stage-missing", "2.4")
    assert check(cut, tmp_path, Wish(stage=Stage.CLOSED)).ok
    assert check(record(), tmp_path, Wish(stage=Stage.RESULT)).ok


def test_a_known_head_must_be_in_the_record(tmp_path: Path) -> None:
    fork = publish(VOTES[::-1], seed=1).events
    for head, expected in ((fork[2].head, "board-forked"), (Head(99, "ab" * 32), "board-shortened")):
        base = BaseHead(head=head, source=Source.GIVEN)
        assert refused(check(record(), tmp_path, Wish(base=base))) == (expected, "2.5")
