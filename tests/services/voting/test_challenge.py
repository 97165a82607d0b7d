"""Challenges: what was opened is never cast, not even under another signature, and nothing personal is stored."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import inspect, select

from app.models import Challenge, ChallengeCount, ChallengedCiphertext
from app.services.acts.refusal import Refused
from app.services.voting import ballot, challenge, slip
from ballots.ballot import Ballot, body_hash, encrypt_body, sign_body, tracker
from ballots.challenge import SEED_SIZE, seeded_random, tracker_code, verdict_key, verdict_lock
from ballots.credential import derive_secret, public_credential
from ballots.election import decode_election
from ballots.proofs import prove_logarithm
from ballots.short import FIND, WHOLE, Kind, grouped, short
from tests.services.conftest import Hold
from tests.services.voting.test_revote import allow_voting_again
from tests.support.assemblies import Simulation, everything, refused

KEY = verdict_key(b"the seed of them")


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


def record(held: Simulation, opened: Ballot, key: str = KEY) -> str:
    with held.database.transaction() as db:
        return challenge.record(db, held.election, opened, lock=verdict_lock(key))


def cast(held: Simulation, sent: Ballot) -> ballot.Receipt:
    with held.database.transaction() as db:
        return ballot.cast(db, held.election, sent, signer=held.signer)


def say(held: Simulation, opened: Ballot, *, agrees: bool, key: str = KEY) -> None:
    with held.database.transaction() as db:
        challenge.give_verdict(db, held.election, opened.tracker, key=key, agrees=agrees)


def is_noted(held: Simulation, opened: Ballot, key: str = KEY) -> bool:
    try:
        with held.database.reading() as db:
            challenge.need_noted(db, held.election, opened.tracker, key=key)
    except Refused as error:
        assert error.code == "challenge-unknown"
        return False
    return True


def note(held: Simulation, typed: str) -> str:
    with held.database.transaction() as db:
        return challenge.note_difference(db, held.act(), held.election, typed)


def challenged(held: Simulation, place: int = 0) -> Ballot:
    """A ballot of the slip at `place`, noted as opened."""
    opened = sealed(held, place, secrets.token_bytes(SEED_SIZE), 1)
    record(held, opened)
    return opened


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


def test_what_was_cast_is_never_noted_nor_signed_anew_where_a_slip_may_vote_again(hold: Hold) -> None:
    """The same ciphertexts under a new signature would open to the very choices that lie in the box."""
    held = hold("open")
    allow_voting_again(held)
    seed = secrets.token_bytes(SEED_SIZE)
    sent = sealed(held, 0, seed, 1)
    cast(held, sent)
    cast(held, sealed(held, 0, secrets.token_bytes(SEED_SIZE), 2))
    for opened in (sent, sealed(held, 0, seed, 1)):
        with refused("slip-used"):
            record(held, opened)
        assert not is_noted(held, opened)


def test_a_board_that_forgets_what_was_cast_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("open")
    sent = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    cast(held, sent)
    monkeypatch.setattr(challenge, "BallotIndex", ChallengeCount)
    record(held, sent)
    assert is_noted(held, sent)


def test_whether_it_was_noted_is_known_at_once_and_only_to_the_opener(hold: Hold) -> None:
    held = hold("open")
    opened, sent = challenged(held), sealed(held, 1, secrets.token_bytes(SEED_SIZE), 1)
    assert is_noted(held, opened)
    for key in ("", "0" * 64, KEY.upper(), verdict_lock(KEY), "۰" * 64):
        assert not is_noted(held, opened, key)
    assert not is_noted(held, sent)
    cast(held, sent)
    assert not is_noted(held, sent)
    before = everything(held.database)
    assert is_noted(held, opened)
    assert everything(held.database) == before


def test_the_same_challenge_twice_is_one(hold: Hold) -> None:
    held = hold("open")
    opened = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    record(held, opened)
    before = everything(held.database)
    record(held, opened)
    assert everything(held.database) == before


def test_a_verdict_is_counted_once_and_names_nobody(hold: Hold) -> None:
    held = hold("open")
    for place, agrees in ((0, True), (1, True), (2, False)):
        opened = challenged(held, place)
        for _ in range(2):
            say(held, opened, agrees=agrees)
    assert counted(held) == (3, 2, 1)


def test_what_differs_is_never_overwritten(hold: Hold) -> None:
    held = hold("open")
    first, second = challenged(held, 0), challenged(held, 1)
    say(held, first, agrees=False)
    say(held, first, agrees=True)
    say(held, second, agrees=True)
    assert counted(held) == (2, 1, 1)
    say(held, second, agrees=False)
    assert counted(held) == (2, 0, 2)
    note(held, first.tracker)
    say(held, first, agrees=True)
    assert counted(held) == (2, 0, 2)


@pytest.mark.parametrize("key", ["", "0" * 64, KEY[:-1], KEY.upper(), verdict_lock(KEY), KEY + "0", "۰" * 64])
def test_a_verdict_needs_the_key_that_only_the_opener_knows(hold: Hold, key: str) -> None:
    """P15: a tracker, which everybody sees, gives no verdict."""
    held = hold("open")
    opened = challenged(held)
    for agrees in (True, False):
        with refused("challenge-unknown"):
            say(held, opened, key=key, agrees=agrees)
    assert counted(held) == (1, 0, 0)


def test_a_verdict_for_a_tracker_that_was_not_opened_is_refused(hold: Hold) -> None:
    held = hold("open")
    challenged(held)
    sent = sealed(held, 1, secrets.token_bytes(SEED_SIZE), 1)
    cast(held, sent)
    with refused("challenge-unknown"):
        say(held, sent, agrees=False)


def test_a_verdict_that_asks_for_no_key_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("open")
    opened = challenged(held)
    monkeypatch.setattr(challenge, "verdict_lock", lambda _key: verdict_lock(KEY))
    say(held, opened, agrees=False, key="0" * 64)
    assert counted(held) == (1, 0, 1)


@pytest.mark.parametrize("lock", ["", "0" * 63, "A" * 64, "0" * 65, "x" * 10_000])
def test_a_challenge_without_a_lock_is_not_taken(hold: Hold, lock: str) -> None:
    held = hold("open")
    opened = sealed(held, 0, secrets.token_bytes(SEED_SIZE), 1)
    with refused("ballot-invalid"), held.database.transaction() as db:
        challenge.record(db, held.election, opened, lock=lock)
    assert counted(held) == (0, 0, 0)


def test_the_first_lock_of_a_challenge_stays(hold: Hold) -> None:
    held = hold("open")
    opened = challenged(held)
    record(held, opened, verdict_key(b"another seed"))
    say(held, opened, agrees=True)
    with refused("challenge-unknown"):
        say(held, opened, agrees=False, key=verdict_key(b"another seed"))


def test_an_officer_notes_a_difference_by_whatever_was_noted(hold: Hold) -> None:
    held = hold("open")
    opened = challenged(held)
    whole = short(Kind.TRACKER, opened.tracker, WHOLE)
    typed = [
        opened.tracker, f" {opened.tracker[:20]} {opened.tracker[20:]}", tracker_code(held.value.uuid, opened.tracker),
        whole[:FIND], grouped(whole[:20]), grouped(whole).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    ]  # fmt: skip
    for text in typed:
        assert note(held, text) == opened.tracker
    assert counted(held) == (1, 0, 1)
    entries = [repr(entry) for entry in everything(held.database)["journal"]]
    assert sum("challenge-differs" in entry and opened.tracker in entry for entry in entries) == len(typed)


def test_an_officer_cannot_note_what_nobody_opened(hold: Hold) -> None:
    held = hold("open")
    opened = challenged(held)
    sent = held.vote(1, 1).tracker
    whole = short(Kind.TRACKER, opened.tracker, WHOLE)
    before = everything(held.database)
    for text in ("", sent, whole[: FIND - 1], "0" * FIND, opened.tracker[:-1], "majma tracker", whole + "0", "۱" * 43):
        with refused("challenge-unknown"):
            note(held, text)
    assert everything(held.database) == before


def test_nothing_says_when_a_challenge_was_or_whose(hold: Hold) -> None:
    held = hold("open")
    columns = {
        (table, column["name"])
        for table in ("challenge", "challenge_count", "challenged_ciphertext")
        for column in inspect(held.database.engine).get_columns(table)
    }
    assert columns == {
        ("challenge", "election_id"), ("challenge", "tracker"), ("challenge", "verdict"), ("challenge", "lock"),
        ("challenge_count", "election_id"), ("challenge_count", "credential"), ("challenge_count", "made"),
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
        record(held, sealed(held, 4, secrets.token_bytes(SEED_SIZE), 1))
    with pytest.raises(Refused):
        record(held, late)


def test_each_slip_has_its_own_number_of_challenges(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """P15: one delegate uses up nobody else's tests, and can still vote."""
    monkeypatch.setattr(challenge, "MOST_EACH", 2)
    held = hold("open")
    for _ in range(2):
        challenged(held, 0)
    with pytest.raises(Refused) as found:
        challenged(held, 0)
    assert (found.value.code, found.value.facts) == ("challenges-many", {"most": 2})
    challenged(held, 1)
    assert counted(held) == (3, 0, 0)
    assert not held.vote(0, 1).repeated


def test_a_new_signature_counts_to_the_same_slip(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "MOST_EACH", 1)
    held = hold("open")
    seed = secrets.token_bytes(SEED_SIZE)
    first = sealed(held, 0, seed, 1)
    record(held, first)
    record(held, first)  # the same bytes again are one challenge
    with refused("challenges-many"):
        record(held, sealed(held, 0, seed, 1))
    with held.database.reading() as db:
        assert len(db.scalars(select(Challenge)).all()) == 1
        assert len(db.scalars(select(ChallengedCiphertext)).all()) == len(first.choices[0])


def test_a_quota_over_all_slips_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: were all counted together, the second delegate could test nothing."""
    monkeypatch.setattr(challenge, "MOST_EACH", 1)
    count = challenge._count
    monkeypatch.setattr(challenge, "_count", lambda db, election, _digest: count(db, election, b"everybody"))
    held = hold("open")
    challenged(held, 0)
    with refused("challenges-many"):
        challenged(held, 1)
