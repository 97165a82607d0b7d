"""Trustees' keys and partial decryptions, ours and the reference program's."""

import json
from dataclasses import replace

import pytest

from ballots.elgamal import EncryptedTally
from ballots.encoding import encode_json
from ballots.errors import (
    ElementMembershipError,
    EncodingError,
    NotCanonicalError,
    PartialDecryptionError,
    ScalarRangeError,
    ShapeError,
    SizeLimitError,
    TrusteeKindError,
    TrusteeListError,
    TrusteeNameError,
    TrusteeProofError,
)
from ballots.group import BELENIOS_2048 as GROUP
from ballots.proofs import Proof, prove_logarithm
from ballots.trustees import (
    MAX_NAME,
    TrusteeKey,
    decode_partial_decryption,
    decode_private_key,
    decode_trustee_key,
    decode_trustees,
    election_key,
    encode_private_key,
    encode_trustees,
    generate_private_key,
    make_public_key,
    partial_decryption,
    verify_partial_decryption,
    verify_public_key,
)
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import question, seeded, small_election
from tests.support.forged_ballots import MODULUS

SMALL = small_election(question(2, 0, 1), question(1, 0, 1))
RANDOM = seeded(6)
TALLY = SMALL.tally([SMALL.ballot(0, ((0, 1), (1,)))])
DECRYPTIONS = SMALL.decryptions(TALLY)


def test_a_key_survives_its_bytes_with_and_without_a_name():
    for name in (None, "امین"):
        key = make_public_key(generate_private_key(RANDOM), RANDOM, name)
        assert decode_trustee_key(key.to_bytes()) == key
        verify_public_key(key)


def test_a_private_key_survives_its_file():
    private = generate_private_key(RANDOM)
    assert decode_private_key(encode_private_key(private)) == private
    assert decode_private_key(encode_private_key(private) + b"\n") == private
    for data in (b"", b"12", b'"012"', b'"x"'):
        with pytest.raises(EncodingError):
            decode_private_key(data)
    with pytest.raises(ScalarRangeError):
        decode_private_key(encode_private_key(GROUP.order))


def test_a_private_key_is_never_zero():
    assert generate_private_key(lambda count: b"\0" * count) == 1


def test_the_reference_programs_key_is_accepted_and_so_is_its_private_part(tmp_path):
    BeleniosTool(tmp_path).run("setup", "generate-trustee-key", "--group=BELENIOS-2048").check_returncode()
    public = next(tmp_path.glob("*.pubkey")).read_bytes().removesuffix(b"\n")
    private = decode_private_key(next(tmp_path.glob("*.privkey")).read_bytes())
    assert GROUP.generator_power(private) == decode_trustee_key(public).public_key


@pytest.mark.parametrize("change", ["challenge", "response", "key"])
def test_a_key_without_a_right_proof_is_refused(change):
    key = SMALL.keys[0]
    wrong = {
        "challenge": replace(key, proof=Proof(key.proof.challenge ^ 1, key.proof.response)),
        "response": replace(key, proof=Proof(key.proof.challenge, key.proof.response ^ 1)),
        "key": replace(key, public_key=SMALL.keys[1].public_key),
    }[change]
    with pytest.raises(TrusteeProofError):
        verify_public_key(wrong)
    with pytest.raises(TrusteeProofError):
        decode_trustee_key(wrong.to_bytes())
    with pytest.raises(TrusteeProofError):
        decode_trustees(encode_trustees([wrong]))


def test_the_trivial_key_is_refused_although_its_proof_holds():
    key = make_public_key(0, RANDOM)
    with pytest.raises(TrusteeProofError):
        decode_trustee_key(key.to_bytes())


def test_a_key_outside_the_group_is_refused_although_an_even_challenge_makes_its_proof_hold():
    private = generate_private_key(RANDOM)
    negative = GROUP.read_element(str(MODULUS - int(GROUP.generator_power(private))))
    prefix = f"pok|BELENIOS-2048|{negative}|"
    proof = prove_logarithm(GROUP, prefix, private, RANDOM)
    while proof.challenge % 2:
        proof = prove_logarithm(GROUP, prefix, private, RANDOM)
    with pytest.raises(ElementMembershipError):
        decode_trustee_key(TrusteeKey(public_key=negative, proof=proof).to_bytes())


def test_the_list_keeps_order_and_refuses_a_repeated_key():
    assert decode_trustees(SMALL.trustees_bytes) == SMALL.keys
    for keys in ((), (SMALL.keys[0], SMALL.keys[0])):
        with pytest.raises(TrusteeListError):
            encode_trustees(keys)
    entry = json.loads(SMALL.trustees_bytes)[0]
    for entries in ([], [entry, entry]):
        with pytest.raises(TrusteeListError):
            decode_trustees(encode_json(entries))


def test_only_single_trustees_are_read():
    key = json.loads(SMALL.trustees_bytes)[0][1]
    with pytest.raises(TrusteeKindError):
        decode_trustees(encode_json([["Pedersen", key]]))
    for entry in (["Single"], ["Single", key, key], key, "Single", ["Single", [key]]):
        with pytest.raises(ShapeError):
            decode_trustees(encode_json([entry]))
    with pytest.raises(NotCanonicalError):
        decode_trustees(SMALL.trustees_bytes + b" ")


def test_a_name_beyond_the_limit_is_refused():
    with pytest.raises(TrusteeNameError):
        make_public_key(5, RANDOM, "x" * (MAX_NAME + 1))
    value = json.loads(make_public_key(5, RANDOM, "x").to_bytes())
    with pytest.raises(ShapeError):
        decode_trustee_key(encode_json({**value, "name": "x" * (MAX_NAME + 1)}))


def test_the_election_key_is_the_product_of_the_keys():
    total = sum(SMALL.private_keys) % GROUP.order
    assert election_key(SMALL.keys) == GROUP.generator_power(total)


def test_a_partial_decryption_holds_for_its_trustee_tally_and_election_only():
    for data, key in zip(DECRYPTIONS, SMALL.keys, strict=True):
        verify_partial_decryption(data, key, TALLY, SMALL.election)
    other = small_election(question(2, 0, 1), question(1, 0, 1), seed=99)
    swapped = EncryptedTally((TALLY.questions[0][::-1], TALLY.questions[1]))
    for key, tally, election in (
        (SMALL.keys[1], TALLY, SMALL.election),
        (SMALL.keys[0], swapped, SMALL.election),
        (SMALL.keys[0], TALLY, other.election),
    ):
        with pytest.raises(PartialDecryptionError):
            verify_partial_decryption(DECRYPTIONS[0], key, tally, election)


def test_a_factor_that_shifts_the_result_is_refused():
    value = json.loads(DECRYPTIONS[0])
    factor = GROUP.read_element(value["decryption_factors"][0][0])
    value["decryption_factors"][0][0] = str(GROUP.multiply(factor, GROUP.generator))
    with pytest.raises(PartialDecryptionError):
        verify_partial_decryption(encode_json(value), SMALL.keys[0], TALLY, SMALL.election)


def test_a_factor_outside_the_group_is_refused():
    value = json.loads(DECRYPTIONS[0])
    value["decryption_factors"][0][0] = str(MODULUS - int(value["decryption_factors"][0][0]))
    with pytest.raises(ElementMembershipError):
        decode_partial_decryption(encode_json(value), TALLY)


@pytest.mark.parametrize("name", ["decryption_factors", "decryption_proofs"])
def test_a_partial_decryption_has_the_shape_of_the_tally(name):
    for change in (
        lambda rows: rows.pop(),
        lambda rows: rows[0].pop(),
        lambda rows: rows[0].append(rows[0][0]),
        lambda rows: rows.append(rows[0]),
        lambda rows: rows.__setitem__(0, "x"),
    ):
        value = json.loads(DECRYPTIONS[0])
        change(value[name])
        with pytest.raises((ShapeError, SizeLimitError)):
            decode_partial_decryption(encode_json(value), TALLY)


def test_a_decryption_with_another_key_does_not_pass_for_the_trustee():
    data = partial_decryption(5, TALLY, SMALL.election, RANDOM)
    with pytest.raises(PartialDecryptionError):
        verify_partial_decryption(data, SMALL.keys[0], TALLY, SMALL.election)
