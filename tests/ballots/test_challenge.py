"""A challenged ballot: whoever has its opening makes it again, and nothing in the opening gives the credential away."""

import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.ballot import body_hash, check_ballot, decode_ballot, encrypt_body, sign_body, tracker
from ballots.challenge import SEED_SIZE, Opening, decode_opening, encode_opening, reopen, seeded_random
from ballots.credential import derive_secret, public_credential
from ballots.errors import OpeningFormatError
from ballots.proofs import prove_logarithm
from tests.support.elections import Marks, SmallElection, question, small_election
from tests.vectors.drafts import P

SMALL = small_election(question(5, 1, 2), question(3, 0, 3, blank=True), voters=2)
CHOICES: Marks = ((0, 1, 0, 0, 1), (0, 1, 1, 1))


def challenged(small: SmallElection = SMALL, choices: Marks = CHOICES) -> tuple[bytes, Opening]:
    """A ballot as the booth makes it, and its opening."""
    seed = secrets.token_bytes(SEED_SIZE)
    credential = small.credentials[0]
    public = public_credential(credential, small.election.uuid)
    body = encrypt_body(small.election, public, choices, seeded_random(seed))
    secret = derive_secret(credential, small.election.uuid)
    proof = prove_logarithm(small.election.group, f"sig|{body_hash(body)}|", secret, secrets.token_bytes)
    return sign_body(body, proof), Opening(seed=seed, choices=choices, credential=public, signature=proof)


def test_the_opening_makes_the_ballot_again_byte_for_byte() -> None:
    ballot, opening = challenged()
    check_ballot(ballot, SMALL.election, SMALL.public_credentials)
    again = reopen(SMALL.election, decode_opening(encode_opening(opening), SMALL.election))
    assert again == ballot
    assert tracker(again) == tracker(ballot)


def test_a_booth_that_encrypts_another_choice_is_caught() -> None:
    ballot, opening = challenged()
    claimed = replace(opening, choices=((1, 0, 0, 0, 1), CHOICES[1]))
    assert tracker(reopen(SMALL.election, claimed)) != tracker(ballot)
    other_seed = replace(opening, seed=secrets.token_bytes(SEED_SIZE))
    assert tracker(reopen(SMALL.election, other_seed)) != tracker(ballot)


def test_the_signature_is_not_drawn_from_the_seed() -> None:
    """From the randomness of a signature anyone works out the secret of the credential."""
    _, opening = challenged()
    group = SMALL.election.group
    stream = seeded_random(opening.seed)
    drawn = [group.random_scalar(stream) for _ in range(200)]
    commitment = group.multiply(
        group.generator_power(opening.signature.response),
        group.power(group.read_element(opening.credential), opening.signature.challenge),
    )
    assert commitment not in {group.generator_power(scalar) for scalar in drawn}


def test_a_seed_gives_one_stream_whatever_the_pieces() -> None:
    whole = seeded_random(b"s" * SEED_SIZE)(100)
    pieces = seeded_random(b"s" * SEED_SIZE)
    assert b"".join(pieces(count) for count in (1, 31, 32, 0, 36)) == whole
    assert whole != seeded_random(b"t" * SEED_SIZE)(100)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 1), min_size=3, max_size=3), st.integers(0, 4), st.booleans())
def test_every_choice_survives_the_text(second: list[int], marked: int, blank: bool) -> None:
    first = tuple(int(place == marked) for place in range(5))
    choices = (first, (1, 0, 0, 0) if blank else (0, *second))
    opening = replace(challenged()[1], choices=choices)
    assert decode_opening(encode_opening(opening), SMALL.election) == opening


def test_a_text_for_two_hundred_candidates_still_fits_a_link() -> None:
    large = small_election(question(200, 0, 6))
    opening = replace(challenged()[1], choices=((1,) * 6 + (0,) * 194,))
    text = encode_opening(opening)
    assert len(text) < 520
    assert decode_opening(text, large.election) == opening


GOOD = encode_opening(challenged()[1])


@pytest.mark.parametrize(
    "text",
    [
        "", "A", GOOD[:-1], GOOD + "A", GOOD + "=", "B" + GOOD[1:], GOOD[:5] + "*" + GOOD[6:], "\u06f1" * 200,
        "A" * 10**6,
    ],
)  # fmt: skip
def test_what_is_no_opening_is_refused(text: str) -> None:
    with pytest.raises(OpeningFormatError):
        decode_opening(text, SMALL.election)


def test_choices_that_no_ballot_holds_are_refused() -> None:
    _, opening = challenged()
    for choices in (((1, 1, 1, 0, 0), CHOICES[1]), ((0,) * 5, CHOICES[1]), (CHOICES[0], (1, 1, 0, 0))):
        with pytest.raises(OpeningFormatError):
            decode_opening(encode_opening(replace(opening, choices=choices)), SMALL.election)
    bits = replace(opening, choices=(*CHOICES, (1,)))  # a bit set in the filling
    with pytest.raises(OpeningFormatError):
        decode_opening(encode_opening(bits), SMALL.election)


def test_numbers_outside_the_group_are_refused() -> None:
    _, opening = challenged()
    group = SMALL.election.group
    outside = [replace(opening, credential=number) for number in ("0", "2", str(P - 1), str(P))]
    for proof in (replace(opening.signature, challenge=group.order), replace(opening.signature, response=group.order)):
        outside.append(replace(opening, signature=proof))
    for wrong in outside:
        with pytest.raises(OpeningFormatError):
            decode_opening(encode_opening(wrong), SMALL.election)


def test_a_challenged_ballot_is_read_like_any_other() -> None:
    ballot, _ = challenged()
    assert decode_ballot(ballot, SMALL.election).tracker == tracker(ballot)
