"""Challenges: what was opened is never cast, not even under another signature, and nothing personal is stored."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import inspect, select

from app.models import Challenge, ChallengedCiphertext
from app.services import ballot, challenge, slip
from app.services.act import Refused
from ballots.ballot import Ballot, body_hash, encrypt_body, sign_body, tracker
from ballots.challenge import SEED_SIZE, seeded_random
from ballots.credential import derive_secret, public_credential
from ballots.election import decode_election
from ballots.proofs import prove_logarithm
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def sealed(held: Simulation, place: int, seed: bytes, *marks: int) -> Ballot:
    """A ballot as the booth makes it from a seed: the ciphertexts are the seed's, the signature is new each time."""
    definition = decode_election(held.box().definition)
    question = definition.questions[0]
    chosen = tuple(int(number + 1 in marks) for number in range(len(question.answers)))
    credential = held.slips[place].credential
    choices = (((int(not marks),) if question.blank else ()) + chosen,)
    body = encrypt_body(definition, public_credential(credential, held.value.uuid), choices, seeded_random(seed))
    secret = derive_secret(credential, held.value.uuid)
    proof = prove_logarithm(definition.group, f"sig|{body_hash(body)}|", secret, secrets.token_bytes)
    return held.check(sign_body(body, proof))


def record(held: Simulation, opened: Ballot, place: int = 0) -> str:
    with held.database.transaction() as db:
        return challenge.record(
            db, held.election, opened, token=held.slips[place].token, keys=held.ring.public, now=held.now
        )


def cast(held: Simulation, sent: Ballot) -> ballot.Receipt:
    with held.database.transaction() as db:
        return ballot.cast(db, held.election, sent, token=None, keys=held.ring.public, now=held.now)


def counted(held: Simulation) -> tuple[int, int, int]:
    with held.database.reading() as db:
        found = challenge.challenges(db, held.election)
    return found.made, found.agrees, found.differs


def test_a_challenged_ballot_is_never_cast_and_its_slip_stays_good(hold: Hold) -> None:
    held = hold("open")
    seed = secrets.token_bytes(SEED_SIZE)
    opened = sealed(held, 0, seed, 1, 2)
    assert record(held, opened) == tracker(opened.raw)
    with refused("ballot-challenged"):
        cast(held, opened)
    fresh = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1, 2)
    assert not cast(held, fresh).repeated
    assert counted(held) == (1, 0, 0)


def test_the_same_ciphertexts_under_a_new_signature_are_not_cast_either(hold: Hold) -> None:
    """Whoever knows the opening could prove the vote to a buyer: the ciphertexts are refused, not only the bytes."""
    held = hold("open")
    seed = secrets.token_bytes(SEED_SIZE)
    opened = sealed(held, 0, seed, 1, 2)
    record(held, opened)
    again = sealed(held, 0, seed, 1, 2)
    assert again.raw != opened.raw
    with refused("ballot-challenged"):
        cast(held, again)
    other_voter = sealed(held, 1, seed, 1)
    with refused("ballot-challenged"):
        cast(held, other_voter)


def test_a_cast_that_forgets_the_challenges_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("open")
    opened = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    record(held, opened)
    monkeypatch.setattr(challenge, "is_opened", lambda *_: False)
    assert cast(held, opened).tracker == tracker(opened.raw)


def test_what_is_on_the_board_cannot_be_opened(hold: Hold) -> None:
    held = hold("open")
    sent = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    cast(held, sent)
    for opened in (sent, sealed(held, 0, secrets.token_bytes(SEED_SIZE), 2)):
        with refused("slip-used"):
            record(held, opened)
    assert counted(held) == (0, 0, 0)


def test_the_same_challenge_twice_is_one(hold: Hold) -> None:
    held = hold("open")
    opened = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    record(held, opened)
    before = everything(held.database)
    record(held, opened)
    assert everything(held.database) == before


def test_verdicts_are_counted_once_and_name_nobody(hold: Hold) -> None:
    held = hold("open")
    for place, agrees in ((0, True), (1, True), (2, False)):
        opened = sealed(held, place, secrets.token_bytes(SEED_SIZE), 1)
        record(held, opened, place)
        for said in (agrees, not agrees):
            with held.database.transaction() as db:
                challenge.give_verdict(db, held.election, opened.tracker, agrees=said)
    assert counted(held) == (3, 2, 1)
    with refused("challenge-unknown"), held.database.transaction() as db:
        challenge.give_verdict(db, held.election, "nobody's", agrees=True)


def test_nothing_says_when_a_challenge_was_or_whose(hold: Hold) -> None:
    held = hold("open")
    columns = {
        (table, column["name"])
        for table in ("challenge", "challenged_ciphertext")
        for column in inspect(held.database.engine).get_columns(table)
    }
    assert columns == {
        ("challenge", "election_id"), ("challenge", "tracker"), ("challenge", "verdict"),
        ("challenged_ciphertext", "election_id"), ("challenged_ciphertext", "digest"),
    }  # fmt: skip
    journal = everything(held.database)["journal"]
    record(held, sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1))
    assert everything(held.database)["journal"] == journal


def test_a_void_slip_and_a_closed_box_take_no_challenge(hold: Hold) -> None:
    held = hold("open")
    opened = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[0].serial, spoiled=False)
    with refused("slip-void"):
        record(held, opened)
    late = sealed(held, 1, secrets.token_bytes(SEED_SIZE), 1)
    for place in (1, 2, 3):
        held.vote(place, 1)
    held.close()
    with refused("election-closed"):
        record(held, sealed(held, 4, secrets.token_bytes(SEED_SIZE), 1), 4)
    with pytest.raises(Refused):
        record(held, late, 1)


def test_more_challenges_than_anybody_needs_are_refused(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "MOST_EACH", 0)
    held = hold("open")
    with refused("challenges-many"):
        record(held, sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1))
    with held.database.reading() as db:
        assert db.scalars(select(Challenge)).all() == db.scalars(select(ChallengedCiphertext)).all() == []
