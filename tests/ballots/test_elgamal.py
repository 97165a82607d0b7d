"""Encryption adds up under multiplication."""

import pytest

from ballots.elgamal import (
    Ciphertext,
    encode_ciphertext,
    encrypt,
    multiply_ciphertexts,
    raise_ciphertext,
    read_ciphertext,
)
from ballots.errors import ElementRangeError, ShapeError
from ballots.group import BELENIOS_2048 as GROUP
from tests.support.elections import seeded

RANDOM = seeded(3)
PRIVATE = GROUP.random_scalar(RANDOM)
KEY = GROUP.generator_power(PRIVATE)


def opened(ciphertext: Ciphertext) -> int:
    shared = GROUP.power(ciphertext.alpha, PRIVATE)
    return GROUP.logarithms([GROUP.divide(ciphertext.beta, shared)], 100)[0]


def fresh(mark: int) -> Ciphertext:
    return encrypt(GROUP, KEY, mark, GROUP.random_scalar(RANDOM))


@pytest.mark.parametrize("mark", [0, 1])
def test_a_mark_decrypts_to_itself(mark):
    assert opened(fresh(mark)) == mark


def test_the_product_decrypts_to_the_sum():
    assert opened(multiply_ciphertexts(GROUP, map(fresh, (1, 0, 1, 1)))) == 3


def test_no_ciphertexts_multiply_to_the_trivial_encryption_of_zero():
    assert multiply_ciphertexts(GROUP, ()) == Ciphertext(GROUP.one, GROUP.one)


def test_a_weight_multiplies_the_number():
    assert opened(raise_ciphertext(GROUP, fresh(1), 7)) == 7
    assert opened(raise_ciphertext(GROUP, fresh(0), 7)) == 0
    one = fresh(1)
    assert raise_ciphertext(GROUP, one, 1) is one


def test_a_ciphertext_survives_its_json_and_nothing_else_does():
    one = fresh(1)
    value = encode_ciphertext(one, GROUP)
    assert read_ciphertext(value, GROUP) == one
    with pytest.raises(ShapeError):
        read_ciphertext({"beta": "1", "alpha": "1"}, GROUP)
    with pytest.raises(ElementRangeError):
        read_ciphertext({"alpha": "0", "beta": "1"}, GROUP)
