"""The group BELENIOS-2048: reading numbers, powers by tables and shared squarings, logarithms."""

import pickle
import secrets

import pytest
from gmpy2 import is_prime
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots import group
from ballots.errors import (
    ElectionGroupError,
    ElementMembershipError,
    ElementRangeError,
    LogarithmError,
    NumberFormatError,
    ScalarRangeError,
)
from ballots.group import BELENIOS_2048 as GROUP
from ballots.group import Element, FixedBase, group_by_name
from tests.support.forged_ballots import MODULUS

SCALARS = st.integers(0, GROUP.order - 1) | st.integers(0, 300) | st.just(GROUP.order - 1)


def plain_power(base, exponent):
    return pow(int(base), exponent, MODULUS)


def test_the_parameters_are_a_prime_order_subgroup():
    assert is_prime(MODULUS, 30)
    assert is_prime(GROUP.order, 30)
    assert (MODULUS - 1) % GROUP.order == 0
    assert plain_power(GROUP.generator, GROUP.order) == 1 != GROUP.generator
    assert (MODULUS.bit_length(), GROUP.order.bit_length(), MODULUS % 8) == (2048, 256, 7)


@given(SCALARS)
def test_a_table_power_is_the_power(exponent):
    assert GROUP.generator_power(exponent) == plain_power(GROUP.generator, exponent)


def test_a_base_used_very_often_gets_a_wider_table_and_the_same_powers(monkeypatch):
    monkeypatch.setattr(group, "_OFTEN", 3)
    base = FixedBase(GROUP.generator_power(77), MODULUS, 256)
    exponents = (0, 1, 2**255 + 12345, GROUP.order - 1, 2**256 - 1)
    assert [base.power(e) for e in exponents] == [plain_power(GROUP.generator_power(77), e) for e in exponents]
    assert len(base._table[1]) == 24


@given(SCALARS)
def test_a_secret_power_is_the_power(exponent):
    base = GROUP.generator_power(77)
    assert GROUP.secret_power(base, exponent) == plain_power(base, exponent)


@settings(max_examples=40)
@given(st.lists(SCALARS, min_size=1, max_size=4), SCALARS)
def test_powers_from_one_chain_are_the_powers(exponents, seed):
    base = GROUP.generator_power(seed)
    expected = tuple(plain_power(base, exponent) for exponent in exponents)
    assert GROUP.powers(base, exponents) == expected
    assert GROUP.member_powers(base, exponents) == expected


@given(st.integers(1, MODULUS - 1))
def test_the_membership_test_on_the_chain_agrees_with_the_plain_one(number):
    member = plain_power(number, GROUP.order) == 1
    for test in (GROUP.check_member, lambda value: GROUP.member_powers(value, (1,))):
        if member:
            test(Element(number))
        else:
            with pytest.raises(ElementMembershipError):
                test(Element(number))


def test_the_negative_of_a_member_is_refused_although_its_even_powers_are_right():
    member = GROUP.generator_power(secrets.randbelow(GROUP.order))
    negative = GROUP.read_element(str(MODULUS - member))
    assert GROUP.powers(negative, (2,)) == GROUP.powers(member, (2,))
    with pytest.raises(ElementMembershipError):
        GROUP.member_powers(negative, (2,))
    with pytest.raises(ElementMembershipError):
        GROUP.decode_element(str(negative))


def test_what_tests_keep_of_powers_is_asked_for_by_all_that_it_hangs_on():
    """See tests/support/quick_powers.py: the same question again, and others that differ in one thing."""
    base, other = GROUP.generator_power(5), GROUP.generator_power(6)
    for _ in range(2):
        assert [GROUP.power(one, 3) for one in (base, other)] == [plain_power(one, 3) for one in (base, other)]
        assert GROUP.powers(base, (3, 4)) == (plain_power(base, 3), plain_power(base, 4))
        assert GROUP.powers(base, (4, 3)) == (plain_power(base, 4), plain_power(base, 3))
        assert FixedBase(base, 23, 8).power(2) == pow(int(base), 2, 23)
        assert FixedBase(base, MODULUS, 256).power(2) == plain_power(base, 2)
        with pytest.raises(ElementMembershipError):
            GROUP.check_member(Element(MODULUS - base))


@pytest.mark.parametrize("text", ["", "-1", "+1", "01", "1 ", " 1", "0x1", "1_0", "۱", "1.0", "9" * 618, 1, None])
def test_a_number_has_one_spelling(text):
    with pytest.raises(NumberFormatError):
        GROUP.read_element(text)
    with pytest.raises(NumberFormatError):
        GROUP.decode_scalar(text)


def test_ranges_end_where_they_should():
    assert GROUP.read_element("1") == 1
    assert GROUP.read_element(str(MODULUS - 1)) == MODULUS - 1
    for number in (0, MODULUS, MODULUS + 1):
        with pytest.raises(ElementRangeError):
            GROUP.read_element(str(number))
    assert GROUP.decode_scalar("0") == 0
    assert GROUP.decode_scalar(str(GROUP.order - 1)) == GROUP.order - 1
    for number in (GROUP.order, GROUP.order + 1):
        with pytest.raises(ScalarRangeError):
            GROUP.decode_scalar(str(number))


def test_an_absurdly_long_number_is_refused_before_it_is_converted():
    with pytest.raises(NumberFormatError):
        GROUP.read_element("1" * 10_000_000)


def test_zero_is_not_a_member():
    with pytest.raises(ElementMembershipError):
        GROUP.check_member(Element(0))


def test_division_undoes_multiplication():
    first, second = GROUP.generator_power(5), GROUP.generator_power(9)
    assert GROUP.divide(GROUP.multiply(first, second), second) == first
    assert GROUP.product(()) == 1


@pytest.mark.parametrize("bound", [0, 1, 2, 3, 99, 100, 101, 2**20])
def test_logarithms_are_found_up_to_the_bound_and_not_beyond(bound):
    exponents = sorted({0, 1, bound // 2, bound - 1, bound} & set(range(bound + 1)))
    elements = [GROUP.generator_power(exponent) for exponent in exponents]
    assert GROUP.logarithms(elements, bound) == tuple(exponents)
    with pytest.raises(LogarithmError):
        GROUP.logarithms([GROUP.generator_power(bound + 1)], bound)
    with pytest.raises(LogarithmError):
        GROUP.logarithms([GROUP.generator_power(GROUP.order - 1)], bound)


def test_a_random_scalar_takes_384_bits_and_reduces_them():
    asked = []

    def random(count):
        asked.append(count)
        return b"\xff" * count

    assert GROUP.random_scalar(random) == (2**384 - 1) % GROUP.order
    assert asked == [48]


def test_the_group_travels_between_processes_as_its_name():
    assert pickle.loads(pickle.dumps(GROUP)) is GROUP
    assert len(pickle.dumps(GROUP)) < 200
    assert group_by_name("BELENIOS-2048") is GROUP
    for name in ("RFC-3526-2048", "Ed25519", ""):
        with pytest.raises(ElectionGroupError):
            group_by_name(name)
