"""`python -m ballots trustee`, `credentials`, `challenge` and `witness`, as their people meet them at a terminal."""

import base64
import json
import re
import secrets
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board, token
from ballots.__main__ import main
from ballots.ballot import body_hash, encrypt_body, sign_body, tracker
from ballots.challenge import SEED_SIZE, Opening, encode_opening, seeded_random
from ballots.checkpoint import Checkpoint
from ballots.credential import derive_secret, public_credential
from ballots.note import SIGNATURE, NoteKey, decode_key, decode_note, sign_note, verify_note
from ballots.proofs import prove_logarithm
from ballots.slips import Order, decode_batch, decode_papers, encode_order
from ballots.tally import decrypt
from ballots.trustees import decode_trustee_key, verify_answer
from tests.support.archives import archive, board_events
from tests.support.elections import question, small_election

PASSPHRASE = "a passphrase for tests"
SMALL = small_election(question(2, 0, 1), voters=3, trustees=1)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])


class Desk:
    """A folder to work in, and the commands with their answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        (folder / "passphrase").write_text(PASSPHRASE + "\n")

    def run(self, *arguments: object, status: int = 0, passphrase: bool = False) -> str:
        """Run a command that must end with `status`; return what it said."""
        given = ["--passphrase-file", str(self.folder / "passphrase")] if passphrase else []
        assert main([*map(str, arguments), *given]) == status
        captured = self._capsys.readouterr()
        assert PASSPHRASE not in captured.out + captured.err
        return captured.err if status else captured.out

    def path(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def trustee(desk: Desk) -> Desk:
    desk.run("trustee", "make", desk.path("key"), "--public", desk.path("public"), "--name", "مانا", passphrase=True)
    return desk


# Trustees


def test_a_trustee_makes_and_checks_a_key(trustee: Desk) -> None:
    assert decode_trustee_key(trustee.path("public").read_bytes()).name == "مانا"
    assert stat.S_IMODE(trustee.path("key").stat().st_mode) == 0o600
    said = trustee.run("trustee", "check", trustee.path("key"), "--public", trustee.path("public"), passphrase=True)
    assert re.fullmatch(r"fits     ([0-9a-f]{4} ?){4}\n", said)


def test_the_command_answers_a_test_and_nothing_that_is_none(trustee: Desk) -> None:
    nonce = "0123456789abcdef" * 2
    test = trustee.path("test")
    test.write_text(f'{{"nonce":"{nonce}"}}\n')
    check = ("trustee", "check", trustee.path("key"), "--public", trustee.path("public"), "--test", test)
    answer = ("--answer", trustee.path("answer"))
    assert trustee.run(*check, status=1, passphrase=True).startswith("file-error")
    assert "hand in  this file" in trustee.run(*check, *answer, passphrase=True)
    verify_answer(trustee.path("answer").read_bytes(), decode_trustee_key(trustee.path("public").read_bytes()), nonce)
    trustee.path("answer").unlink()
    for text in ('{"alpha":"1","beta":"1"}', '{"nonce":"0123"}', f'{{"nonce":"{nonce.upper()}"}}', "[]", ""):
        test.write_text(text)
        trustee.run(*check, *answer, status=1, passphrase=True)
        assert not trustee.path("answer").exists()


def test_no_file_is_written_over(trustee: Desk) -> None:
    before = trustee.path("key").read_bytes()
    said = trustee.run(
        "trustee", "make", trustee.path("key"), "--public", trustee.path("p2"), status=1, passphrase=True
    )
    assert said.startswith("file-error")
    assert trustee.path("key").read_bytes() == before


def test_a_wrong_passphrase_and_another_key_are_told_apart(trustee: Desk) -> None:
    trustee.run("trustee", "make", trustee.path("k2"), "--public", trustee.path("p2"), passphrase=True)
    assert main(
        ["trustee", "check", *map(str, (trustee.path("k2"), "--public", trustee.path("public"))),
         "--passphrase-file", str(trustee.path("passphrase"))]
    ) == 1  # fmt: skip
    trustee.path("passphrase").write_text("something else")
    said = trustee.run(
        "trustee", "check", trustee.path("key"), "--public", trustee.path("public"), status=1, passphrase=True
    )
    assert said.startswith("key-file-passphrase")


def test_a_weak_passphrase_makes_no_key(desk: Desk) -> None:
    desk.path("passphrase").write_text("short\n")
    said = desk.run("trustee", "make", desk.path("key"), "--public", desk.path("public"), status=1, passphrase=True)
    assert said.startswith("key-file-passphrase-weak")
    assert not desk.path("key").exists()


def split(trustee: Desk) -> Path:
    folder = trustee.path("shares")
    trustee.run(
        "trustee", "split", trustee.path("key"), "--threshold", 2, "--shares", 3, "--out", folder, passphrase=True
    )
    return folder


def test_any_two_envelopes_of_three_rebuild_the_key(trustee: Desk) -> None:
    folder = split(trustee)
    commitments = ("--commitments", folder / "commitments.json")
    for number in (1, 2, 3):
        assert trustee.run("trustee", "share", folder / f"share-{number}.txt", *commitments).startswith("good")
    said = trustee.run(
        "trustee", "rebuild", folder / "share-3.txt", folder / "share-1.txt", "--out", trustee.path("rebuilt"),
        *commitments, passphrase=True,
    )  # fmt: skip
    assert "from shares 3, 1" in said
    said = trustee.run("trustee", "check", trustee.path("rebuilt"), "--public", trustee.path("public"), passphrase=True)
    assert said.startswith("fits")


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


def test_a_key_made_offline_decrypts_a_tally_whole(desk: Desk) -> None:
    """The whole ceremony without a server: make, hand in, vote, decrypt, and the result is right."""
    from ballots.keyfile import seal_key

    desk.path("key").write_bytes(seal_key(SMALL.private_keys[0], PASSPHRASE, secrets.token_bytes).to_bytes())
    tally = SMALL.tally([event.data[0] for event in EVENTS if event.type == board.BALLOT])
    desk.path("election.json").write_bytes(SMALL.election.raw + b"\n")
    desk.path("tally.json").write_bytes(tally.to_bytes(SMALL.election.group))
    desk.run(
        "trustee", "decrypt", desk.path("key"), "--election", desk.path("election.json"), "--tally",
        desk.path("tally.json"), "--out", desk.path("part"), passphrase=True,
    )  # fmt: skip
    assert decrypt(tally, (desk.path("part").read_bytes(),), SMALL.keys, 2) == ((1, 0),)


# Credentials


def test_the_credential_officer_makes_slips_and_the_office_sees_the_public_half_only(desk: Desk) -> None:
    order = Order(election=SMALL.election, count=5, expiry=2_000_000_000, paper={"place": "تالار"})
    desk.path("order").write_bytes(encode_order(order))
    said = desk.run("credentials", "make", desk.path("order"), "--out", desk.path("out"))
    papers, public = desk.path("out") / "slips.json", desk.path("out") / "credentials.json"
    fingerprint, paper, slips = decode_papers(papers.read_bytes())
    batch = decode_batch(public.read_bytes())
    assert (fingerprint, paper, len(slips)) == (SMALL.election.fingerprint, {"place": "تالار"}, 5)
    assert stat.S_IMODE(papers.stat().st_mode) == 0o600
    assert {one.serial for one in slips} == {one.serial for one in batch.records}
    credentials = {one.serial: one.credential for one in batch.records}
    for slip in slips:
        assert public_credential(slip.credential, SMALL.election.uuid) == credentials[slip.serial]
        assert slip.credential not in public.read_text() + said
        assert slip.token not in public.read_text()
        found = token.read_token(
            slip.token, {batch.key_id: batch.key}, token.Kind.SLIP, token.context_of(batch.uuid), 1_999_999_999
        )
        assert found.digest == token.slip_digest(batch.uuid, credentials[slip.serial])
    assert said.splitlines()[-1] == desk.run("credentials", "check", public).splitlines()[-1]


def test_the_order_of_the_papers_says_nothing_about_the_batch(desk: Desk) -> None:
    order = Order(election=SMALL.election, count=40, expiry=0, paper={})
    desk.path("order").write_bytes(encode_order(order))
    desk.run("credentials", "make", desk.path("order"), "--out", desk.path("out"))
    _, _, slips = decode_papers((desk.path("out") / "slips.json").read_bytes())
    batch = decode_batch((desk.path("out") / "credentials.json").read_bytes())
    printed = [one.serial for one in slips]
    listed = [one.serial for one in batch.records]
    assert listed == sorted(listed)
    assert printed != listed


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b"[" * 10**6])
def test_a_damaged_order_or_batch_is_refused(desk: Desk, damage: bytes) -> None:
    desk.path("order").write_bytes(damage)
    assert desk.run("credentials", "make", desk.path("order"), "--out", desk.path("out"), status=1).startswith(
        "slip-file"
    )
    assert desk.run("credentials", "check", desk.path("order"), status=1).startswith("slip-file")


# Challenge


def test_a_challenged_ballot_is_opened_from_its_address(desk: Desk) -> None:
    seed, choices = secrets.token_bytes(SEED_SIZE), ((0, 1),)
    public = public_credential(SMALL.credentials[2], SMALL.election.uuid)
    body = encrypt_body(SMALL.election, public, choices, seeded_random(seed))
    secret = derive_secret(SMALL.credentials[2], SMALL.election.uuid)
    proof = prove_logarithm(SMALL.election.group, f"sig|{body_hash(body)}|", secret, secrets.token_bytes)
    opening = Opening(seed=seed, choices=choices, credential=public, signature=proof)
    desk.path("election.json").write_bytes(SMALL.election.raw)
    address = f"https://majma.example/elections/K7QM2XPA/challenge#{encode_opening(opening)}"
    said = desk.run("challenge", address, "--election", desk.path("election.json"))
    assert f"marked   {SMALL.election.questions[0].answers[1]}\n" in said
    assert tracker(sign_body(body, proof)) in said.replace(" ", "")
    assert desk.run("challenge", address[:-1], "--election", desk.path("election.json"), status=1).startswith(
        "opening-format"
    )


# Witness

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "majma.example/elections/K7QM2XPA"
BOARD_KEY = str(NoteKey(name=ORIGIN, kind=SIGNATURE, public=PRIVATE.public_key()))


def publish(desk: Desk, count: int, events: tuple[board.BoardEvent, ...] = EVENTS, told: int | None = None) -> Path:
    """Put a board of so many events and its checkpoint into a folder, as an observer downloads them."""
    folder = desk.path("board")
    folder.mkdir(exist_ok=True)
    (folder / "election.bel").write_bytes(archive(events[:count]))
    head = events[(told or count) - 1].head
    made = Checkpoint(origin=ORIGIN, head=head, fingerprint=SMALL.election.fingerprint, time=1_762_600_000 + count)
    (folder / "checkpoint.txt").write_text(sign_note(made.to_text(), ORIGIN, PRIVATE).to_text())
    return folder


def keep(desk: Desk, *more: object, status: int = 0) -> str:
    return desk.run(
        "witness", "keep", desk.path("board"), "--board-key", BOARD_KEY, "--state", desk.path("state"), *more,
        status=status,
    )  # fmt: skip


def test_a_witness_follows_a_board_and_refuses_an_earlier_one(desk: Desk) -> None:
    for count in (1, 2, 2, 4, len(EVENTS)):
        publish(desk, count)
        assert f"height {count - 1}, head {EVENTS[count - 1].hash}" in keep(desk)
    before = desk.path("state").read_bytes()
    publish(desk, 3)
    assert keep(desk, status=1).startswith("board-shortened")
    assert desk.path("state").read_bytes() == before


def test_a_witness_refuses_a_fork_and_keeps_what_it_saw(desk: Desk) -> None:
    publish(desk, 3)
    keep(desk)
    before = desk.path("state").read_bytes()
    fork = board_events(SMALL, [(2, ((1, 0),)), (1, ((0, 0),))])
    publish(desk, 5, fork)
    assert keep(desk, status=1).startswith("board-forked")
    publish(desk, 4, EVENTS, told=5)
    assert keep(desk, status=1).startswith("checkpoint-mismatch")
    assert desk.path("state").read_bytes() == before


def test_a_witness_checks_what_the_board_means(desk: Desk) -> None:
    folder = publish(desk, len(EVENTS))
    data = (folder / "election.bel").read_bytes()
    wrong = board_events(small_election(question(2, 0, 1), voters=3, trustees=1, seed=4), [(0, ((1, 0),))])
    mixed = (*EVENTS[:1], board.ballot_event(EVENTS[0].head, wrong[1].data[0]))
    publish(desk, 2, mixed)
    assert "ballot-foreign" in keep(desk, status=1)
    assert not desk.path("state").exists()
    assert "height 1" in keep(desk, "--chain-only")
    assert data != (folder / "election.bel").read_bytes()


def test_a_witness_cosigns_what_it_kept(desk: Desk) -> None:
    said = desk.run("witness", "key", desk.path("witness"), "--name", "observer.example")
    published = decode_key(said.split("publish  ")[1].strip())
    publish(desk, 4)
    said = keep(desk, "--sign", desk.path("witness"))
    note = decode_note(said.partition("\n")[2])
    assert verify_note(note, decode_key(BOARD_KEY)) is None
    assert verify_note(note, published) is not None
    kept = json.loads(desk.path("state").read_text())
    assert kept[ORIGIN]["height"] == 3


def test_a_witness_signs_under_the_name_of_its_key_and_no_other(desk: Desk) -> None:
    desk.run("witness", "key", desk.path("witness"), "--name", "observer.example")
    publish(desk, 4)
    assert "observer.example" in keep(desk, "--sign", desk.path("witness"), "--name", "other.example", status=1)
    bare = desk.path("witness").read_text().partition("\n")[2]
    desk.path("bare").write_text(bare)
    assert "--name" in keep(desk, "--sign", desk.path("bare"), status=1)
    assert not desk.path("state").exists()


@pytest.mark.parametrize("oid", [b"\x06\x03\x2b\x65\x70", b"\x06\x03\x27\x65\x70"], ids=["good", "unknown"])
def test_a_key_of_an_unknown_kind_signs_nothing(desk: Desk, oid: bytes) -> None:
    """The library underneath has an error of its own for them."""
    publish(desk, 4)
    raw = b"\x30\x2e\x02\x01\x00\x30\x05" + oid + b"\x04\x22\x04\x20" + bytes(range(32))
    desk.path("pem").write_text(
        f"-----BEGIN PRIVATE KEY-----\n{base64.b64encode(raw).decode()}\n-----END PRIVATE KEY-----\n"
    )
    good = oid[2:3] == b"\x2b"
    said = keep(desk, "--sign", desk.path("pem"), "--name", "observer.example", status=0 if good else 1)
    assert said.startswith("kept" if good else "note-format")


def test_a_damaged_state_never_passes_for_a_first_look(desk: Desk) -> None:
    publish(desk, 4)
    keep(desk)
    desk.path("state").write_bytes(desk.path("state").read_bytes()[:20])
    assert keep(desk, status=1).startswith("witness-state")


def test_a_checkpoint_by_another_key_is_refused(desk: Desk) -> None:
    folder = publish(desk, 4)
    text = (folder / "checkpoint.txt").read_text()
    signed = sign_note(decode_note(text).text, ORIGIN, Ed25519PrivateKey.generate()).to_text()
    (folder / "checkpoint.txt").write_text(signed)
    assert keep(desk, status=1).startswith("note-signature")


def test_a_board_that_is_not_there_is_said_so(desk: Desk) -> None:
    assert keep(desk, status=1).startswith("file-error")
