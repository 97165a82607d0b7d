"""`python -m ballots trustee`, as a trustee meets it at a terminal: the record is checked before the key is used."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.backup import decode_commitments, verify_share_proof
from ballots.board import BoardEvent
from ballots.checkpoint import Checkpoint
from ballots.closing_head import closing_head_text
from ballots.commands import trustee_use
from ballots.group import BELENIOS_2048 as GROUP
from ballots.hand_in import decode_hand_in, verify_hand_in
from ballots.key_receipt import KeyReceipt, sign_key_receipt
from ballots.keyfile import decode_key_file, open_key
from ballots.note import COSIGNATURE, SIGNATURE, NoteKey, cosign, sign_note
from ballots.short import WHOLE, Kind, grouped, short
from ballots.tally import decode_encrypted_tally
from ballots.trustees import decode_trustee_key, verify_answer
from tests.support.archives import archive
from tests.support.custody import OWN, Board, cast, closing, two_trustees, version_1, with_keys
from tests.support.desk import PASSPHRASE, Desk
from tests.support.elections import SmallElection

NONCE = "0123456789abcdef" * 2
PRINT = r"print    ([0-9]{4} ){4}[0-9]{4}\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def trustee(desk: Desk) -> Desk:
    desk.run("trustee", "make", desk.path("key"), "--public", desk.path("public"), "--name", OWN, passphrase=True)
    return desk


def private_key(desk: Desk) -> int:
    return open_key(decode_key_file(desk.path("key").read_bytes()), PASSPHRASE)


def election_of(desk: Desk) -> SmallElection:
    """An election in which the key at this desk is the first trustee's."""
    return with_keys(two_trustees(), (private_key(desk), 4711))


def put(desk: Desk, events: Iterable[BoardEvent], name: str = "record.bel") -> Path:
    path = desk.path(name)
    path.write_bytes(archive(events))
    return path


def check(desk: Desk, *more: object, status: int = 0) -> str:
    return desk.run(
        "trustee", "check", desk.path("key"), "--public", desk.path("public"), *more, status=status, passphrase=True
    )


def decrypt(desk: Desk, *more: object, key: str = "key", status: int = 0, out: str = "part") -> str:
    return desk.run(
        "trustee", "decrypt", desk.path(key), "--name", OWN, "--jobs", 1, "--out", desk.path(out), *more,
        status=status, passphrase=True,
    )  # fmt: skip


# Making and keeping


def test_a_trustee_makes_and_checks_a_key(trustee: Desk) -> None:
    key = decode_trustee_key(trustee.path("public").read_bytes())
    assert key.name == OWN
    assert stat.S_IMODE(trustee.path("key").stat().st_mode) == 0o600
    said = check(trustee)
    assert re.fullmatch(f"opens .*\n{PRINT}", said)
    assert grouped(short(Kind.KEY, str(key.public_key))) in said


def test_no_file_is_written_over(trustee: Desk) -> None:
    before = trustee.path("key").read_bytes()
    said = trustee.run(
        "trustee", "make", trustee.path("key"), "--public", trustee.path("p2"), status=1, passphrase=True
    )
    assert said.startswith("file-error")
    assert trustee.path("key").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--test", "t"), "--record, --test and --answer together"),
        (("--record", "r", "--answer", "a"), "--record, --test and --answer together"),
        (("--receipt", "r"), "go together"),
        (("--board-key", "k"), "go together"),
        (("--record", "empty"), "Give --name"),
        (("--record", "missing", "--name", OWN), "missing: No such file"),
    ],
)
def test_a_check_that_lacks_something_says_what(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(trustee_use, "open_file", lambda _: (None, PASSPHRASE, 4711))
    monkeypatch.chdir(desk.folder)
    put(desk, [], "empty")
    assert said in desk.run("trustee", "check", "key", *more, status=1)


def test_a_wrong_passphrase_and_another_key_are_told_apart(trustee: Desk) -> None:
    trustee.run("trustee", "make", trustee.path("k2"), "--public", trustee.path("p2"), passphrase=True)
    other = ("trustee", "check", trustee.path("k2"), "--public", trustee.path("public"))
    said = trustee.run(*other, status=1, passphrase=True)
    assert said.startswith("key-file:")
    assert len(re.findall(r"(?:[0-9]{4} ){4}[0-9]{4}", said)) == 2
    trustee.path("passphrase").write_text("something else")
    assert check(trustee, status=1).startswith("key-file-passphrase")


def test_a_weak_passphrase_makes_no_key(desk: Desk) -> None:
    desk.path("passphrase").write_text("short\n")
    said = desk.run("trustee", "make", desk.path("key"), "--public", desk.path("public"), status=1, passphrase=True)
    assert said.startswith("key-file-passphrase-weak")
    assert not desk.path("key").exists()


@pytest.mark.parametrize("ended", [EOFError(), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "")], ids=["end", "bytes"])
def test_a_passphrase_that_cannot_be_typed_is_said_so(
    trustee: Desk, monkeypatch: pytest.MonkeyPatch, ended: Exception
) -> None:
    def getpass(_: str) -> str:
        raise ended

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", getpass)
    said = trustee.run("trustee", "check", trustee.path("key"), "--public", trustee.path("public"), status=1)
    assert said.startswith("file-error")


# The receipt for a key

HOST = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "majma.example/elections/K7QM2XPA"


def board_key(name: str = ORIGIN, private: Ed25519PrivateKey = HOST) -> str:
    return str(NoteKey(name=name, kind=SIGNATURE, public=private.public_key()))


def receipt(desk: Desk, *, name: str = OWN, origin: str = ORIGIN, factor: int = 1) -> Path:
    """Write the board's receipt for the key at this desk, or for its square."""
    key = GROUP.power(decode_trustee_key(desk.path("public").read_bytes()).public_key, factor)
    path = desk.path("receipt")
    path.write_text(sign_key_receipt(KeyReceipt(origin=origin, name=name, public_key=key), HOST).to_text())
    return path


def test_the_boards_receipt_for_the_key_is_checked(trustee: Desk) -> None:
    said = check(trustee, "--receipt", receipt(trustee), "--board-key", board_key())
    assert f"taken    {ORIGIN} took this key for {OWN}\n" in said


def test_a_receipt_for_another_key_name_or_board_is_refused(trustee: Desk) -> None:
    given = ("--board-key", board_key())
    assert check(trustee, "--receipt", receipt(trustee, factor=2), *given, status=1).startswith("key-receipt-other")
    assert check(trustee, "--receipt", receipt(trustee, name="مانا"), *given, status=1).startswith("key-receipt-other")
    other = receipt(trustee, origin="majma.example/elections/AAAAAAAA")
    assert check(trustee, "--receipt", other, *given, status=1).startswith("note-signature")
    strange = board_key(private=Ed25519PrivateKey.generate())
    assert check(trustee, "--receipt", receipt(trustee), "--board-key", strange, status=1).startswith("note-signature")


def test_a_signed_head_is_no_receipt(trustee: Desk) -> None:
    said = Checkpoint(origin=ORIGIN, head=closing(cast(election_of(trustee)).events(range(4))), fingerprint="A" * 43,
                      time=1_762_600_000)  # fmt: skip
    trustee.path("receipt").write_text(sign_note(said.to_text(), ORIGIN, HOST).to_text())
    refused = check(trustee, "--receipt", trustee.path("receipt"), "--board-key", board_key(), status=1)
    assert refused.startswith("key-receipt:")


def test_a_receipt_and_the_boards_key_go_together(trustee: Desk) -> None:
    assert check(trustee, "--receipt", receipt(trustee), status=1).startswith("file-error")
    assert check(trustee, "--board-key", board_key(), status=1).startswith("file-error")


# The test, against the sealed set-up


def test_the_command_finds_the_key_in_the_set_up_and_answers_the_offices_test(trustee: Desk) -> None:
    small = election_of(trustee)
    record = put(trustee, cast(small).events(range(4))[:1])
    trustee.path("test").write_text(f'{{"nonce":"{NONCE}"}}\n')
    said = check(trustee, "--record", record, "--test", trustee.path("test"), "--answer", trustee.path("answer"))
    assert "in       your key is number 1 of" in said
    key = decode_trustee_key(trustee.path("public").read_bytes())
    verify_answer(trustee.path("answer").read_bytes(), key, NONCE, small.election.fingerprint)
    assert decode_key_file(trustee.path("key").read_bytes()).election == small.election.fingerprint
    assert stat.S_IMODE(trustee.path("key").stat().st_mode) == 0o600


def test_a_key_file_of_version_1_goes_on_as_version_2(trustee: Desk) -> None:
    private = private_key(trustee)
    trustee.path("key").write_bytes(version_1(private, PASSPHRASE).to_bytes())
    assert decode_key_file(trustee.path("key").read_bytes()).version == 1
    small = election_of(trustee)
    check(trustee, "--record", put(trustee, cast(small).events(range(4))[:1]))
    file = decode_key_file(trustee.path("key").read_bytes())
    assert (file.version, file.election) == (2, small.election.fingerprint)
    assert private_key(trustee) == private


def test_an_exchanged_key_gets_no_answer_and_both_prints_are_said(trustee: Desk) -> None:
    exchanged = with_keys(two_trustees(), (81513, 4711))
    record = put(trustee, cast(exchanged).events(range(4))[:1])
    trustee.path("test").write_text(f'{{"nonce":"{NONCE}"}}')
    files = ("--test", trustee.path("test"), "--answer", trustee.path("answer"))
    said = check(trustee, "--record", record, *files, status=1)
    assert said.startswith("key-exchanged")
    for key in (private_key(trustee), 81513):
        assert grouped(short(Kind.KEY, str(GROUP.generator_power(key)))) in said
    assert not trustee.path("answer").exists()
    assert decode_key_file(trustee.path("key").read_bytes()).election is None


def test_a_test_without_the_record_and_what_is_no_test_get_no_answer(trustee: Desk) -> None:
    record = put(trustee, cast(election_of(trustee)).events(range(4))[:1])
    test, answer = trustee.path("test"), trustee.path("answer")
    test.write_text(f'{{"nonce":"{NONCE}"}}')
    for some in (("--test", test, "--answer", answer), ("--record", record, "--test", test)):
        assert check(trustee, *some, status=1).startswith("file-error")
    for text in ('{"alpha":"1","beta":"1"}', '{"nonce":"0123"}', f'{{"nonce":"{NONCE.upper()}"}}', "[]", ""):
        test.write_text(text)
        check(trustee, "--record", record, "--test", test, "--answer", answer, status=1)
        assert not answer.exists()


def test_the_name_under_which_a_key_must_stand_is_asked_for(trustee: Desk) -> None:
    record = put(trustee, cast(election_of(trustee)).events(range(4))[:1])
    asked = ("trustee", "check", trustee.path("key"), "--record", record)
    assert trustee.run(*asked, status=1, passphrase=True).startswith("file-error")
    assert trustee.run(*asked, "--name", "هما", status=1, passphrase=True).startswith("key-exchanged")
    assert "your key is number 1" in trustee.run(*asked, "--name", OWN, passphrase=True)


# The count


@pytest.fixture
def counted(trustee: Desk) -> tuple[Desk, Board, tuple[BoardEvent, ...]]:
    """A desk whose key is in an election, its ballots, and the true board up to the sums in record.bel."""
    box = cast(election_of(trustee))
    events = box.events(range(4))
    put(trustee, events)
    return trustee, box, events


Counted = tuple[Desk, Board, tuple[BoardEvent, ...]]


def head_of(small: SmallElection, events: tuple[BoardEvent, ...]) -> str:
    return closing_head_text(small.election.uuid, closing(events))


def test_a_key_made_offline_decrypts_a_checked_record(counted: Counted) -> None:
    desk, box, events = counted
    said = decrypt(desk, "--record", desk.path("record.bel"), "--head", head_of(box.small, events), "--scanned")
    assert f"checked  4 ballots, closing head {closing(events).hash}" in said
    made = decode_hand_in(desk.path("part").read_bytes())
    sums = decode_encrypted_tally(events[-1].data[0], box.small.election)
    verify_hand_in(made, box.small.keys[0], sums, box.small.election, events[-1].hash)
    assert (made.source, made.head) == ("observer", events[-1].hash)
    file = decode_key_file(desk.path("key").read_bytes())
    assert (file.election, file.head) == (box.small.election.fingerprint, events[-1].hash)


def test_forty_typed_digits_are_a_head_and_the_office_s_word_is_said_to_be_one(counted: Counted) -> None:
    desk, _, events = counted
    digits = grouped(short(Kind.HEAD, closing(events).hash, WHOLE))
    assert "alone" not in decrypt(desk, "--record", desk.path("record.bel"), "--head", digits)
    assert decode_hand_in(desk.path("part").read_bytes()).source == "typed"
    said = decrypt(desk, "--record", desk.path("record.bel"), "--head-from-office", out="second")
    assert "from the office alone" in said and "minutes" in said
    assert decode_hand_in(desk.path("second").read_bytes()).source == "office"


def test_nobody_decrypts_without_saying_where_the_head_came_from(counted: Counted) -> None:
    desk, _, _ = counted
    with pytest.raises(SystemExit) as usage:
        decrypt(desk, "--record", desk.path("record.bel"))
    assert usage.value.code == 2


def test_a_witness_s_note_vouches_for_the_head(counted: Counted) -> None:
    desk, box, events = counted
    witness = Ed25519PrivateKey.generate()
    key = str(NoteKey(name="observer.example", kind=COSIGNATURE, public=witness.public_key()))
    fingerprint = box.small.election.fingerprint
    said = Checkpoint(origin=ORIGIN, head=closing(events), fingerprint=fingerprint, time=1_762_600_000)
    note = cosign(sign_note(said.to_text(), ORIGIN, HOST), "observer.example", witness, 1_762_600_100)
    desk.path("note").write_text(note.to_text())
    asked = ("--record", desk.path("record.bel"), "--witness", desk.path("note"))
    assert decrypt(desk, *asked, status=1).startswith("file-error")
    assert decrypt(desk, *asked, "--witness-key", board_key(), status=1).startswith("closing-head:")
    decrypt(desk, *asked, "--witness-key", key)
    assert decode_hand_in(desk.path("part").read_bytes()).source == "witness"


def test_a_fork_is_refused_before_and_after_the_true_board(counted: Counted) -> None:
    desk, box, events = counted
    head = head_of(box.small, events)
    fork = put(desk, box.events((0, 2, 3)), "fork.bel")
    assert decrypt(desk, "--record", fork, "--head", head, status=1).startswith("closing-head-other")
    decrypt(desk, "--record", desk.path("record.bel"), "--head", head)
    before = desk.path("key").read_bytes()
    assert decrypt(desk, "--record", fork, "--head-from-office", status=1, out="p2").startswith("key-used")
    assert not desk.path("p2").exists()
    assert desk.path("key").read_bytes() == before
    assert "hand it in" in decrypt(desk, "--record", desk.path("record.bel"), "--head", head, out="p3")


# What is written before the key is used


class PowerCutError(BaseException):
    """The power fails, or somebody pulls the plug: nothing of the program runs any more."""


def stopped(*_: object) -> None:
    raise PowerCutError


def head_kept_when_the_power_fails(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """What the key file remembers when everything ends at the moment at which the key would first be used."""
    desk, box, events = counted
    monkeypatch.setattr(trustee_use, "make_hand_in", stopped)
    with pytest.raises(PowerCutError):
        decrypt(desk, "--record", desk.path("record.bel"), "--head", head_of(box.small, events))
    return decode_key_file(desk.path("key").read_bytes()).head


def test_the_tally_is_remembered_before_the_key_is_used(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, box, events = counted
    durable: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (durable.append(kind_of(number)), fsync(number)))
    assert head_kept_when_the_power_fails(counted, monkeypatch) == events[-1].hash
    assert durable == ["file", "folder"]
    monkeypatch.undo()
    assert decrypt(
        desk, "--record", put(desk, box.events((0, 2, 3)), "fork"), "--head-from-office", status=1
    ).startswith("key-used")


def kind_of(number: int) -> str:
    return "folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"


def test_a_tool_that_writes_afterwards_is_caught(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin forgets when it is stopped: it would decrypt a fork next."""
    monkeypatch.setattr(trustee_use, "_write_use", lambda *_: None)
    assert head_kept_when_the_power_fails(counted, monkeypatch) is None


def test_a_test_is_remembered_before_it_is_answered(trustee: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    small = election_of(trustee)
    record = put(trustee, cast(small).events(range(4))[:1])
    trustee.path("test").write_text(f'{{"nonce":"{NONCE}"}}')
    monkeypatch.setattr(trustee_use, "answer_test", stopped)
    with pytest.raises(PowerCutError):
        check(trustee, "--record", record, "--test", trustee.path("test"), "--answer", trustee.path("answer"))
    assert decode_key_file(trustee.path("key").read_bytes()).election == small.election.fingerprint


def test_a_crash_while_the_file_is_replaced_loses_no_key(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, box, events = counted
    before = desk.path("key").read_bytes()
    monkeypatch.setattr(Path, "replace", stopped)
    asked = ("--record", desk.path("record.bel"), "--head", head_of(box.small, events))
    with pytest.raises(PowerCutError):
        decrypt(desk, *asked)
    assert desk.path("key").read_bytes() == before
    monkeypatch.undo()
    decrypt(desk, *asked)


# Backups


def split(trustee: Desk) -> Path:
    folder = trustee.path("shares")
    trustee.run(
        "trustee", "split", trustee.path("key"), "--threshold", 2, "--shares", 3, "--out", folder, passphrase=True
    )
    return folder


def test_the_keeper_of_a_sheet_proves_that_it_was_seen_whole(trustee: Desk) -> None:
    folder = split(trustee)
    public = decode_trustee_key(trustee.path("public").read_bytes()).public_key
    commitments = decode_commitments((folder / "commitments.json").read_bytes(), public)
    proof = trustee.path("proof")
    said = trustee.run(
        "trustee", "share", folder / "share-2.txt", "--commitments", folder / "commitments.json", "--proof", proof
    )
    assert said.startswith("good     share 2") and "hand in" in said
    assert verify_share_proof(proof.read_bytes(), commitments) == 2


def test_any_two_envelopes_of_three_rebuild_the_key_which_decrypts_under_the_same_rules(counted: Counted) -> None:
    desk, box, events = counted
    folder = split(desk)
    commitments = ("--commitments", folder / "commitments.json")
    said = desk.run(
        "trustee", "rebuild", folder / "share-3.txt", folder / "share-1.txt", "--out", desk.path("rebuilt"),
        *commitments, passphrase=True,
    )  # fmt: skip
    assert "from shares 3, 1" in said
    head = head_of(box.small, events)
    fork = put(desk, box.events((0, 2, 3)), "fork")
    assert decrypt(desk, "--record", fork, "--head", head, key="rebuilt", status=1).startswith("closing-head-other")
    decrypt(desk, "--record", desk.path("record.bel"), "--head", head, key="rebuilt")
    assert decode_key_file(desk.path("rebuilt").read_bytes()).head == events[-1].hash


def test_one_sheet_is_no_backup(trustee: Desk) -> None:
    said = trustee.run(
        "trustee", "split", trustee.path("key"), "--threshold", 1, "--shares", 3, "--out", trustee.path("shares"),
        status=1, passphrase=True,
    )  # fmt: skip
    assert said.startswith("backup-size")


def test_one_envelope_is_too_few_and_a_mistake_is_named(trustee: Desk) -> None:
    folder = split(trustee)
    commitments = ("--commitments", folder / "commitments.json")
    one = folder / "share-1.txt"
    out = ("--out", trustee.path("rebuilt"))
    said = trustee.run("trustee", "rebuild", one, one, *out, *commitments, status=1, passphrase=True)
    assert said.startswith("share-count")
    text = one.read_text()
    row = next(line for line in text.splitlines() if line.startswith("  3  "))
    one.write_text(text.replace(row, row[:-1] + ("A" if row[-1] != "A" else "B")))
    assert "row 3" in trustee.run("trustee", "share", one, *commitments, status=1)
    foreign = trustee.path("other")
    trustee.run("trustee", "make", trustee.path("k2"), "--public", trustee.path("p2"), passphrase=True)
    trustee.run(
        "trustee", "split", trustee.path("k2"), "--threshold", 2, "--shares", 3, "--out", foreign, passphrase=True
    )
    assert trustee.run("trustee", "share", foreign / "share-2.txt", *commitments, status=1).startswith("share-foreign")
    given = (folder / "share-2.txt", foreign / "share-3.txt", *out, *commitments)
    assert f"{foreign / 'share-3.txt'}:" in trustee.run("trustee", "rebuild", *given, status=1, passphrase=True)
