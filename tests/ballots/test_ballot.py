"""Ballots: what may be marked, what is accepted, and every way to be refused."""

import json
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballots import ballot as module
from ballots.answer import Answer, encode_answer
from ballots.ballot import (
    ballot_credential,
    ballot_size_limit,
    check_ballot,
    encrypt_ballot,
    tracker,
)
from ballots.credential import decode_public_credentials, encode_public_credentials, public_credential
from ballots.elgamal import Ciphertext, encrypt
from ballots.encoding import encode_json, hash_base64
from ballots.errors import (
    BallotsError,
    BlankWithMarksError,
    ChoiceShapeError,
    CredentialChecksumError,
    ElementMembershipError,
    EncodingError,
    TooFewMarksError,
    TooManyMarksError,
    UnknownCredentialError,
)
from ballots.group import BELENIOS_2048 as GROUP
from ballots.group import FixedBase, Group
from ballots.proofs import BranchOpening, Proof, ciphertext_text, prove_one_of
from tests.support.belenios_tool import BeleniosTool, tools_public_credential
from tests.support.elections import SmallElection, question, small_election
from tests.support.forged_ballots import (
    FOLDER,
    MODULUS,
    altered,
    blank_election,
    plain_election,
    vectors,
)

SMALL = small_election(question(3, 1, 2), question(2, 0, 2, blank=True), voters=2)
KNOWN = SMALL.public_credentials
MADE = vectors()
ELECTIONS = {"plain": plain_election(), "blank": blank_election()}
LISTS = {name: small.public_credentials for name, small in ELECTIONS.items()}
REFUSED = sorted(name for name in MADE if name.startswith("ballot-"))


@pytest.mark.parametrize(
    "choices",
    [
        ((1, 0, 0), (0, 0, 0)),
        ((0, 1, 1), (1, 0, 0)),
        ((0, 0, 1), (0, 1, 1)),
        ((1, 0, 1), (0, 0, 1)),
    ],
)
def test_a_ballot_is_accepted_whatever_is_chosen_within_the_bounds(choices):
    data = SMALL.ballot(0, choices)
    ballot = check_ballot(data, SMALL.election, KNOWN)
    assert ballot.raw == data
    assert ballot.tracker == tracker(data) == hash_base64(data)
    assert ballot.credential == ballot_credential(data)
    assert ballot.credential == public_credential(SMALL.credentials[0], SMALL.election.uuid)
    assert [len(entries) for entries in ballot.choices] == [3, 3]
    assert len(data) <= ballot_size_limit(SMALL.election)


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        (((1, 1, 1), (0, 0, 0)), TooManyMarksError),
        (((0, 0, 0), (0, 0, 0)), TooFewMarksError),
        (((1, 0, 0), (1, 1, 0)), BlankWithMarksError),
        (((1, 0, 0),), ChoiceShapeError),
        (((1, 0), (0, 0, 0)), ChoiceShapeError),
        (((1, 0, 0), (0, 0)), ChoiceShapeError),
        (((2, 0, 0), (0, 0, 0)), ChoiceShapeError),
        (((-1, 1, 1), (0, 0, 0)), ChoiceShapeError),
    ],
)
def test_a_choice_outside_the_bounds_is_refused_by_name(choices, error):
    with pytest.raises(error):
        SMALL.ballot(0, choices)


def test_seven_marks_of_six_are_refused():
    small = small_election(question(22, 0, 6), voters=1)
    with pytest.raises(TooManyMarksError):
        small.ballot(0, ((1,) * 7 + (0,) * 15,))


def test_a_mistyped_credential_makes_no_ballot():
    wrong = SMALL.credentials[0][:-1] + ("2" if SMALL.credentials[0][-1] != "2" else "3")
    with pytest.raises(CredentialChecksumError):
        encrypt_ballot(SMALL.election, wrong, ((1, 0, 0), (0, 0, 0)), SMALL.random)


def test_the_same_choice_twice_gives_different_ballots():
    choices = ((1, 0, 0), (0, 0, 0))
    assert SMALL.ballot(0, choices) != SMALL.ballot(0, choices)


@pytest.mark.parametrize("name", REFUSED)
def test_each_vector_is_as_stored_and_gives_its_code(name):
    assert (FOLDER / name).read_bytes() == MADE[name], "run python -m tests.support.forged_ballots"
    vector = json.loads(MADE[name])
    small, known = ELECTIONS[vector["election"]], LISTS[vector["election"]]
    data = vector["ballot"].encode("latin-1")
    try:
        check_ballot(data, small.election, known)
    except BallotsError as error:
        assert error.code == vector["code"]
    else:
        assert vector["code"] == ""


def test_the_vectors_of_elections_are_as_stored():
    for name in ("election-plain.json", "election-blank.json"):
        assert (FOLDER / name).read_bytes() == MADE[name]


def test_both_programs_accept_each_others_ballots(tmp_path):
    tool, uuid = BeleniosTool(tmp_path), SMALL.election.uuid
    credential = tool.make_credentials(uuid, "--count=1").private["1"]
    listed = encode_public_credentials([*KNOWN.items(), (tools_public_credential(credential, uuid), 1)])
    tool.set_up(SMALL, credentials=listed)
    tool.add("Ballot", SMALL.ballot(0, ((1, 0, 0), (1, 0, 0))))
    assert tool.accepts()
    for choices in ([[0, 1, 1], [0, 1, 1]], [[0, 0, 1], [1, 0, 0]], [[1, 0, 0], [0, 0, 0]]):
        theirs = tool.make_ballot(credential, json.dumps(choices).encode())
        check_ballot(theirs, SMALL.election, decode_public_credentials(listed))
    tool.add("Ballot", theirs)
    assert tool.accepts()


def test_the_reference_program_refuses_what_we_refuse_as_a_wrong_proof(tmp_path):
    tool = BeleniosTool(tmp_path)
    tool.set_up(ELECTIONS["plain"])
    tool.add("Ballot", json.loads(MADE["ballot-two-marks-of-one.json"])["ballot"].encode())
    assert not tool.accepts()


def test_a_negative_alpha_passes_every_equation_and_is_stopped_by_the_membership_test():
    """The broken twin skips membership: alpha times -1 with even challenges fools it."""
    small = small_election(question(1, 0, 1), voters=1, seed=21)
    data = _negative_alpha(small)
    with patch.object(Group, "member_powers", Group.powers):
        check_ballot(data, small.election, small.public_credentials)
    with pytest.raises(ElementMembershipError):
        check_ballot(data, small.election, small.public_credentials)


def _negative_alpha(small: SmallElection) -> bytes:
    election, random = small.election, small.random
    randomness = GROUP.random_scalar(random)
    honest = encrypt(GROUP, election.public_key, 1, randomness)
    entry = Ciphertext(GROUP.read_element(str(MODULUS - int(honest.alpha))), honest.beta)
    good = small.ballot(0, ((1,),))
    context = f"{election.fingerprint}|{ballot_credential(good)}"
    text = ciphertext_text(GROUP, (entry,))
    openings = (BranchOpening(randomness, 1), BranchOpening(randomness, 0))

    def even(prefix: str) -> tuple[Proof, ...]:
        while True:
            proofs = prove_one_of(GROUP, election.public_key, prefix, openings, 1, random)
            if not any(proof.challenge % 2 for proof in proofs):
                return proofs

    answer = encode_answer(
        Answer(
            choices=(entry,),
            individual_proofs=(even(f"prove|{context}|{text}|"),),
            overall_proof=even(f"prove|{context}|{text}|{text}|"),
        ),
        GROUP,
    )
    return altered(small, good, lambda body: body.update(answers=[answer]))


def test_cheap_refusals_come_before_any_power(monkeypatch):
    def refuse(*arguments: object) -> None:
        raise AssertionError("arithmetic was done")

    small, known = ELECTIONS["plain"], LISTS["plain"]
    data = {name: json.loads(MADE[name])["ballot"].encode("latin-1") for name in REFUSED}
    for name in ("power", "powers", "member_powers", "check_member", "generator_power"):
        monkeypatch.setattr(Group, name, refuse)
    monkeypatch.setattr(FixedBase, "power", refuse)
    for name in ("too-large", "alpha-zero", "challenge-order", "other-uuid", "credential-unknown"):
        with pytest.raises(BallotsError):
            check_ballot(data[f"ballot-{name}.json"], small.election, known)


def test_a_ballot_of_another_election_is_foreign_even_with_the_same_questions():
    other = small_election(question(2, 0, 1), seed=70)
    with pytest.raises(BallotsError) as caught:
        check_ballot(other.ballot(0, ((0, 1),)), ELECTIONS["plain"].election, LISTS["plain"])
    assert caught.value.code == "ballot-foreign"


def test_a_credential_that_is_not_on_the_list_is_unknown():
    data = SMALL.ballot(0, ((1, 0, 0), (0, 0, 0)))
    known = {key: weight for key, weight in KNOWN.items() if key != ballot_credential(data)}
    with pytest.raises(UnknownCredentialError):
        check_ballot(data, SMALL.election, known)


def test_a_second_spelling_of_the_credential_is_unknown():
    data = altered(
        SMALL,
        SMALL.ballot(0, ((1, 0, 0), (0, 0, 0))),
        lambda body: body.update(credential="0" + body["credential"]),
    )
    with pytest.raises(UnknownCredentialError):
        check_ballot(data, SMALL.election, KNOWN)


def test_the_work_of_encrypting_does_not_depend_on_the_choice(monkeypatch):
    powers: list[int] = []
    power = FixedBase.power

    def counted(self: FixedBase, exponent: int) -> object:
        powers.append(exponent)
        return power(self, exponent)

    monkeypatch.setattr(FixedBase, "power", counted)
    counts = set()
    for choices in (((0, 0, 1), (1, 0, 0)), ((1, 1, 0), (0, 0, 0)), ((1, 0, 1), (0, 1, 1))):
        powers.clear()
        SMALL.ballot(0, choices)
        assert 0 not in powers
        counts.add(len(powers))
    assert len(counts) == 1


def test_the_signature_mark_inside_a_text_does_not_move_the_signed_body():
    value = json.loads(SMALL.ballot(0, ((1, 0, 0), (0, 0, 0))))
    value["signature"]["hash"] = '","signature":'
    with pytest.raises(BallotsError) as caught:
        check_ballot(encode_json(value), SMALL.election, KNOWN)
    assert caught.value.code == "ballot-hash"


GOOD = plain_election().ballot(0, ((0, 1),))


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed_or_raises_anything_else(place, change):
    data = GOOD[:place] + bytes([GOOD[place] ^ change]) + GOOD[place + 1 :]
    with pytest.raises(BallotsError):
        check_ballot(data, ELECTIONS["plain"].election, LISTS["plain"])


@given(st.binary(max_size=300))
def test_any_bytes_have_a_credential_or_give_an_encoding_error(data):
    with pytest.raises(EncodingError):
        ballot_credential(data)


def test_an_election_with_more_candidates_allows_a_larger_ballot():
    asked = SMALL.election.questions[0]
    more = replace(SMALL.election, questions=(replace(asked, answers=asked.answers * 30),))
    assert ballot_size_limit(more) > ballot_size_limit(SMALL.election)
    assert ballot_size_limit(more) <= module.MAX_BALLOT_BYTES
