"""`python -m ballots credentials` and `challenge`, as their people meet them at a terminal."""

import hashlib
import secrets
import stat
from pathlib import Path

import pytest

from ballots import token
from ballots.ballot import body_hash, encrypt_body, sign_body, tracker
from ballots.challenge import SEED_SIZE, Opening, encode_opening, seeded_random
from ballots.credential import derive_secret, public_credential
from ballots.proofs import prove_logarithm
from ballots.short import Kind, grouped, short
from ballots.slips import Order, decode_batch, decode_papers, encode_order
from tests.support.archives import archive, board_events
from tests.support.desk import Desk
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=3, trustees=1)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


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
            slip.token, {batch.key_id: batch.token_key}, token.Kind.SLIP, token.context_of(fingerprint), 1_999_999_999
        )
        assert found.digest == token.slip_digest(batch.uuid, credentials[slip.serial])
    assert said.splitlines()[-1] == desk.run("credentials", "check", public).splitlines()[-1]
    digest = hashlib.sha256(public.read_bytes()).hexdigest()
    assert said.splitlines()[-1].split() == ["digits", *grouped(short(Kind.HEAD, digest, 20)).split()]


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


def test_a_record_without_an_election_opens_no_challenge(desk: Desk) -> None:
    record = desk.path("record.bel")
    assert "No such file" in desk.run("challenge", "AAAA", "--record", record, status=1)
    record.write_bytes(archive([]))
    assert "record.bel: holds no election" in desk.run("challenge", "AAAA", "--record", record, status=1)
