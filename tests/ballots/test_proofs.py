"""Proofs hold for what is true, fail for what is not, and cost the same whatever the secret."""

from collections import Counter
from dataclasses import replace

import pytest

from ballots.elgamal import encrypt
from ballots.errors import ScalarRangeError, ShapeError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.group import FixedBase, Group
from ballots.proofs import (
    Branch,
    BranchOpening,
    Proof,
    decode_proof,
    decode_proofs,
    encode_proof,
    encode_proofs,
    prove_equality,
    prove_logarithm,
    prove_one_of,
    verify_equality,
    verify_logarithm,
    verify_one_of,
)
from tests.support.elections import seeded

RANDOM = seeded(4)
KEY = GROUP.generator_power(GROUP.random_scalar(RANDOM))


def test_knowledge_of_a_logarithm_is_proved_for_one_statement_only():
    secret = GROUP.random_scalar(RANDOM)
    public = GROUP.generator_power(secret)
    proof = prove_logarithm(GROUP, "x|", secret, RANDOM)
    assert verify_logarithm(GROUP, "x|", public, proof)
    assert not verify_logarithm(GROUP, "y|", public, proof)
    assert not verify_logarithm(GROUP, "x|", GROUP.multiply(public, GROUP.generator), proof)
    assert not verify_logarithm(GROUP, "x|", public, replace(proof, response=proof.response ^ 1))
    assert not verify_logarithm(GROUP, "x|", public, prove_logarithm(GROUP, "x|", secret + 1, RANDOM))


def test_equal_logarithms_are_proved_and_unequal_ones_are_not():
    secret = GROUP.random_scalar(RANDOM)
    base = GROUP.generator_power(77)
    public, power = GROUP.generator_power(secret), GROUP.power(base, secret)
    proof = prove_equality(GROUP, "d|", base, secret, RANDOM)
    assert verify_equality(GROUP, "d|", (public, base, power), proof)
    assert not verify_equality(GROUP, "e|", (public, base, power), proof)
    assert not verify_equality(GROUP, "d|", (public, base, GROUP.multiply(power, GROUP.generator)), proof)
    assert not verify_equality(GROUP, "d|", (GROUP.generator, base, power), proof)


def one_of(mark, values, *, true=None, claimed=None):
    """Prove that an encryption of `mark` holds one of `values`; tell whether it verifies for `claimed`."""
    randomness = GROUP.random_scalar(RANDOM)
    ciphertext = encrypt(GROUP, KEY, mark, randomness)
    openings = [BranchOpening(randomness, mark - value) for value in values]
    true = values.index(mark) if true is None else true
    proofs = prove_one_of(GROUP, KEY, "p|", openings, true, RANDOM)
    branches = [
        Branch(
            alpha_power=GROUP.power(ciphertext.alpha, proof.challenge),
            beta_power=GROUP.power(ciphertext.beta, proof.challenge),
            value=value,
            proof=proof,
        )
        for value, proof in zip(claimed or values, proofs, strict=True)
    ]
    return verify_one_of(GROUP, KEY, "p|", branches)


@pytest.mark.parametrize("mark", [0, 1])
@pytest.mark.parametrize("values", [(0, 1), (0, 1, 2, 3), (1, 0)])
def test_one_of_many_holds_for_each_true_value(mark, values):
    assert one_of(mark, values)


@pytest.mark.parametrize("true", [0, 1])
def test_one_of_many_fails_when_no_value_is_true(true):
    assert not one_of(1, (2, 3), true=true)
    assert not one_of(0, (1, 2), true=true)


def test_one_of_many_fails_for_other_values_than_those_proved():
    assert not one_of(1, (0, 1), claimed=(0, 2))


def test_every_commitment_is_hashed_so_no_branch_can_be_left_open():
    """The broken twin, a verifier that does not add the challenges up, accepts a false statement."""
    randomness = GROUP.random_scalar(RANDOM)
    ciphertext = encrypt(GROUP, KEY, 1, randomness)
    challenge, response = 5, 6
    free = Branch(
        alpha_power=GROUP.power(ciphertext.alpha, challenge),
        beta_power=GROUP.power(ciphertext.beta, challenge),
        value=0,
        proof=Proof(challenge, response),
    )
    assert not verify_one_of(GROUP, KEY, "p|", [free])


def count_work(monkeypatch, mark, values):
    counts: Counter[str] = Counter()
    exponents = []
    with monkeypatch.context() as patch:
        power, multiply = FixedBase.power, Group.multiply

        def counted_power(self, exponent):
            counts["power"] += 1
            exponents.append(exponent)
            return power(self, exponent)

        def counted_multiply(self, first, second):
            counts["multiply"] += 1
            return multiply(self, first, second)

        patch.setattr(FixedBase, "power", counted_power)
        patch.setattr(Group, "multiply", counted_multiply)
        randomness = GROUP.random_scalar(RANDOM)
        encrypt(GROUP, KEY, mark, randomness)
        openings = [BranchOpening(randomness, mark - value) for value in values]
        prove_one_of(GROUP, KEY, "p|", openings, values.index(mark), RANDOM)
    assert 0 not in exponents
    return counts


def test_the_prover_does_the_same_work_for_every_mark(monkeypatch):
    assert count_work(monkeypatch, 0, (0, 1)) == count_work(monkeypatch, 1, (0, 1))
    assert count_work(monkeypatch, 0, (0, 1, 0)) == count_work(monkeypatch, 1, (0, 1, 0))


def test_a_simulated_branch_that_happens_to_be_true_is_no_cheaper(monkeypatch):
    """An abstention beside a blank entry: offset 0 in a simulated branch; its exponent is q, not 0."""
    assert count_work(monkeypatch, 0, (0, 0)) == count_work(monkeypatch, 0, (0, 1))


def test_the_proof_of_a_mark_does_not_repeat():
    randomness = (BranchOpening(3, 0), BranchOpening(3, -1))
    first = prove_one_of(GROUP, KEY, "p|", randomness, 0, RANDOM)
    assert first != prove_one_of(GROUP, KEY, "p|", randomness, 0, RANDOM)


def test_proofs_survive_their_json_and_wrong_ones_do_not():
    proofs = (Proof(1, 2), Proof(0, GROUP.order - 1))
    assert decode_proofs(encode_proofs(proofs), 2, GROUP) == proofs
    assert decode_proof(encode_proof(proofs[0]), GROUP) == proofs[0]
    with pytest.raises(ShapeError):
        decode_proofs(encode_proofs(proofs), 3, GROUP)
    with pytest.raises(ShapeError):
        decode_proof({"response": "1", "challenge": "1"}, GROUP)
    with pytest.raises(ScalarRangeError):
        decode_proof({"challenge": str(GROUP.order), "response": "1"}, GROUP)
