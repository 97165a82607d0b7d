"""Sums under encryption and their decryption."""

import json
from collections.abc import Iterator

import pytest

from ballots.ballot import Ballot, check_ballot
from ballots.elgamal import Ciphertext, EncryptedTally
from ballots.encoding import encode_json
from ballots.errors import (
    ElementMembershipError,
    PartialDecryptionCountError,
    PartialDecryptionError,
    ResultRangeError,
    ShapeError,
    SizeLimitError,
    TallyShapeError,
    TallyWeightError,
)
from ballots.group import BELENIOS_2048 as GROUP
from ballots.tally import accumulate, decode_encrypted_tally, decode_result, decrypt, encode_result
from ballots.trustees import verify_partial_decryption
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import question, small_election
from tests.support.forged_ballots import MODULUS

SMALL = small_election(question(3, 0, 2), question(2, 1, 1, blank=True), voters=3, trustees=2, weights=(1, 4, 2))
CHOICES = (((1, 1, 0), (0, 0, 1)), ((0, 0, 0), (1, 0, 0)), ((0, 1, 0), (0, 1, 0)))
BALLOTS = tuple(SMALL.ballot(voter, choices) for voter, choices in enumerate(CHOICES))
TALLY = SMALL.tally(BALLOTS)
RESULT = ((1, 3, 0), (4, 2, 1))


def test_the_result_is_the_weighted_sum_of_the_choices():
    assert SMALL.result(TALLY) == RESULT


def test_the_tally_survives_its_bytes():
    assert decode_encrypted_tally(TALLY.to_bytes(GROUP), SMALL.election) == TALLY


def test_the_reference_program_computes_the_same_tally_and_accepts_the_result(tmp_path):
    tool = BeleniosTool(tmp_path)
    tool.set_up(SMALL)
    for ballot in BALLOTS:
        tool.add("Ballot", ballot)
    tool.add("EndBallots")
    theirs = tool.run("election", "compute-encrypted-tally").stdout.splitlines()
    assert theirs[0] == TALLY.to_bytes(GROUP)
    assert json.loads(theirs[1])["total_weight"] == 7
    tool.add_tally(theirs[0], 3, 7)
    decryptions = list(SMALL.decryptions(TALLY))
    (tmp_path / "key").write_text(f'"{SMALL.private_keys[1]}"\n')
    done = tool.run("election", "decrypt", "--privkey=key", "--trustee-id=2")
    decryptions[1] = done.stdout.splitlines()[0]
    verify_partial_decryption(decryptions[1], SMALL.keys[1], TALLY, SMALL.election)
    for owner, data in enumerate(decryptions, start=1):
        tool.add_decryption(owner, data)
    result = decrypt(TALLY, decryptions, SMALL.keys, 7)
    assert result == RESULT
    tool.add("Result", encode_result(result))
    assert tool.accepts()


def test_a_wrong_result_is_not_accepted_by_the_reference_program(tmp_path):
    tool = BeleniosTool(tmp_path)
    tool.set_up(SMALL)
    tool.add("Ballot", BALLOTS[0])
    tool.add("EndBallots")
    tally = SMALL.tally(BALLOTS[:1])
    tool.add_tally(tally.to_bytes(GROUP), 1, 1)
    for owner, data in enumerate(SMALL.decryptions(tally), start=1):
        tool.add_decryption(owner, data)
    tool.add("Result", encode_result(((1, 0, 0), (0, 0, 1))))
    assert not tool.accepts()


def test_no_ballots_give_zeros():
    empty = accumulate(SMALL.election, ())
    assert empty.questions[0][0] == Ciphertext(GROUP.one, GROUP.one)
    assert SMALL.result(empty) == ((0, 0, 0), (0, 0, 0))


def test_ballots_are_read_one_at_a_time():
    alive = 0

    def ballots() -> Iterator[tuple[Ballot, int]]:
        nonlocal alive
        for data in BALLOTS:
            alive += 1
            yield check_ballot(data, SMALL.election, SMALL.public_credentials), 1

    accumulate(SMALL.election, ballots())
    assert alive == 3


def test_a_weight_of_zero_and_a_foreign_shape_are_refused():
    ballot = check_ballot(BALLOTS[0], SMALL.election, SMALL.public_credentials)
    with pytest.raises(TallyWeightError):
        accumulate(SMALL.election, [(ballot, 0)])
    other = small_election(question(2, 0, 1))
    with pytest.raises(TallyShapeError):
        accumulate(other.election, [(ballot, 1)])


def test_a_tally_of_another_shape_or_outside_the_group_is_refused():
    value = json.loads(TALLY.to_bytes(GROUP))
    for wrong in (value[:1], [*value, value[0]], [value[1], value[0][:2]], [value[0], value[1][:2]]):
        with pytest.raises((TallyShapeError, SizeLimitError)):
            decode_encrypted_tally(encode_json(wrong), SMALL.election)
    with pytest.raises(ShapeError):
        decode_encrypted_tally(encode_json({"a": 1}), SMALL.election)
    value[1][2]["beta"] = str(MODULUS - int(value[1][2]["beta"]))
    with pytest.raises(ElementMembershipError):
        decode_encrypted_tally(encode_json(value), SMALL.election)


def test_every_trustee_is_needed():
    decryptions = SMALL.decryptions(TALLY)
    for given in ((), decryptions[:1], (*decryptions, decryptions[0])):
        with pytest.raises(PartialDecryptionCountError):
            decrypt(TALLY, given, SMALL.keys, 7)
    with pytest.raises(ResultRangeError):
        decrypt(TALLY, (decryptions[0], decryptions[0]), SMALL.keys, 7)


def test_a_sum_above_the_total_weight_is_refused():
    with pytest.raises(ResultRangeError):
        decrypt(TALLY, SMALL.decryptions(TALLY), SMALL.keys, 3)


def test_a_negative_sum_is_refused():
    low = EncryptedTally(
        tuple(
            tuple(Ciphertext(entry.alpha, GROUP.divide(entry.beta, GROUP.generator)) for entry in question)
            for question in TALLY.questions
        )
    )
    with pytest.raises(ResultRangeError):
        decrypt(low, SMALL.decryptions(low), SMALL.keys, 7)


def test_a_trustee_who_adds_a_vote_is_caught_by_the_proof_and_not_by_the_range():
    """The broken twin: without `verify_partial_decryption` the shifted result would be read."""
    decryptions = list(SMALL.decryptions(TALLY))
    value = json.loads(decryptions[0])
    factor = GROUP.read_element(value["decryption_factors"][0][2])
    value["decryption_factors"][0][2] = str(GROUP.divide(factor, GROUP.generator))
    decryptions[0] = encode_json(value)
    assert decrypt(TALLY, decryptions, SMALL.keys, 7) == ((1, 3, 1), (4, 2, 1))
    with pytest.raises(PartialDecryptionError):
        verify_partial_decryption(decryptions[0], SMALL.keys[0], TALLY, SMALL.election)


def test_large_weights_are_summed_and_found():
    heavy = small_election(question(1, 0, 1), voters=2, trustees=1, weights=(2**20, 12_345))
    tally = heavy.tally([heavy.ballot(0, ((1,),)), heavy.ballot(1, ((1,),))])
    assert heavy.result(tally) == ((2**20 + 12_345,),)


def test_a_result_survives_its_bytes_and_a_wrong_one_does_not():
    assert encode_result(RESULT) == b'{"result":[[1,3,0],[4,2,1]]}'
    assert decode_result(encode_result(RESULT), SMALL.election) == RESULT
    for rows in ([[1, 3, 0]], [[1, 3], [4, 2, 1]], [["1", 3, 0], [4, 2, 1]], [[1, 3, 2**30], [4, 2, 1]]):
        with pytest.raises(ShapeError):
            decode_result(encode_json({"result": rows}), SMALL.election)
    with pytest.raises(ShapeError):
        decode_result(encode_json({"result": [], "note": 1}), SMALL.election)
