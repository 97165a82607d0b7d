"""Thirty digits: the same credential as its fifteen characters; each mistake is found in its own group."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.credential import BASE58, from_body, generate
from ballots.custody_errors import DigitsError, DigitsGroupError, DigitsOrderError
from ballots.digits import GROUP, GROUPS, decode_digits, encode_digits, fits, right_order
from ballots.errors import CredentialError
from tests.vectors.spellings import FOLDER, digits_of_number, files, told

TABLE = json.loads((FOLDER / "digits.json").read_text("utf-8"))
credentials = st.text(BASE58, min_size=14, max_size=14).map(from_body)


def test_the_table_is_the_one_that_is_made_again() -> None:
    assert (FOLDER / "digits.json").read_bytes() == files()["digits.json"]


def test_the_table_holds_every_kind_of_fault() -> None:
    assert {row.get("fault") for row in TABLE} == {None, "digits-count", "digits-group", "digits-order"}
    assert {row["group"] for row in TABLE if "group" in row} == set(range(1, GROUPS + 1))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["typed"][:14] or "empty")
def test_python_says_what_the_table_says(row: dict[str, object]) -> None:
    assert told(str(row["typed"])) == row


@given(credentials)
def test_both_spellings_are_of_one_credential(credential: str) -> None:
    digits = encode_digits(credential)
    assert [len(group) for group in digits.split()] == [GROUP] * GROUPS
    assert decode_digits(digits) == credential


def test_the_first_character_is_the_most_significant() -> None:
    assert encode_digits(from_body("1" * 14)).startswith("00000")
    assert encode_digits(from_body("1" * 13 + "2")).split()[-1][:5] == "00001"
    assert encode_digits(from_body("z" * 14)) == digits_of_number(len(BASE58) ** 14 - 1)


@given(credentials, st.integers(0, GROUPS - 1), st.integers(0, GROUP - 1), st.integers(1, 9))
def test_one_wrong_digit_is_found_in_its_group(credential: str, group: int, place: int, by: int) -> None:
    digits = encode_digits(credential).split()
    wrong = digits[group]
    digits[group] = wrong[:place] + str((int(wrong[place]) + by) % 10) + wrong[place + 1 :]
    assert [at for at in range(1, GROUPS + 1) if not fits(at, digits[at - 1])] == [group + 1]
    with pytest.raises(DigitsGroupError) as found:
        decode_digits(" ".join(digits))
    assert found.value.group == group + 1


@given(credentials, st.integers(0, GROUPS - 1), st.integers(0, GROUP - 2))
def test_two_neighbours_exchanged_are_found(credential: str, group: int, place: int) -> None:
    digits = encode_digits(credential).split()[group]
    changed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert fits(group + 1, changed) == (changed == digits)


@given(credentials, st.permutations(range(GROUPS)))
def test_groups_in_another_order_are_found_and_put_right(credential: str, places: list[int]) -> None:
    groups = encode_digits(credential).split()
    moved = [groups[place] for place in places]
    if places == list(range(GROUPS)):
        return
    with pytest.raises(DigitsError) as found:
        decode_digits(" ".join(moved))
    order = right_order(moved)
    if order is None:  # more than one order fits: then the first wrong group is named
        assert isinstance(found.value, DigitsGroupError)
        return
    assert isinstance(found.value, DigitsOrderError)
    assert found.value.order == order
    assert [moved[number - 1] for number in order] == groups


def test_a_group_never_fits_the_place_of_another() -> None:
    dice = random.Random(5)
    for _ in range(200):
        for place, group in enumerate(encode_digits(generate(dice.randbytes)).split(), start=1):
            assert [at for at in range(1, GROUPS + 1) if fits(at, group)] == [place]


def test_a_check_that_starts_with_zero_everywhere_would_miss_exchanged_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: Damm's digit as published, without the number of the group."""
    from ballots import digits as module

    plain = module._check
    monkeypatch.setattr(module, "_check", lambda _place, five: plain(0, five))
    groups = encode_digits(from_body("1" * 11 + "234")).split()  # small enough in every order
    assert decode_digits(" ".join([groups[1], groups[0], *groups[2:]]))


def test_a_number_beyond_all_credentials_is_a_mistake_in_group_one() -> None:
    for number in (len(BASE58) ** 14, 10**25 - 1):
        with pytest.raises(DigitsGroupError) as found:
            decode_digits(digits_of_number(number))
        assert found.value.group == 1


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_a_credential_or_a_plain_refusal(typed: str) -> None:
    assert told(typed).keys() <= {"typed", "credential", "fault", "group", "order"}


def test_only_a_credential_is_spelled_in_digits() -> None:
    for text in ("", "abc", "111-111-111-111-112"):
        with pytest.raises(CredentialError):
            encode_digits(text)
