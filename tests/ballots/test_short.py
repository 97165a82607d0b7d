"""Short fingerprints: the digits of a hash, always from the left, the same in every reader."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.short import COMPARE, FIND, WHOLE, Kind, grouped, short, ungrouped
from tests.vectors.spellings import FOLDER, files

TABLE = json.loads((FOLDER / "short.json").read_text("utf-8"))


def test_the_table_is_the_one_that_is_made_again() -> None:
    assert (FOLDER / "short.json").read_bytes() == files()["short.json"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['kind']}-{row['value'][:6]}")
def test_the_digits_are_those_of_the_table(row: dict[str, str]) -> None:
    """Worked out a second time, in fractions: floor(10^40 N / 2^256)."""
    number = int(sha256(f"majma|short|{row['kind']}|{row['value']}".encode()).hexdigest(), 16)
    whole = str(10**40 + number * 10**40 // 2**256)[1:]
    assert short(Kind(row["kind"]), row["value"], WHOLE) == row["digits"] == whole


@given(st.sampled_from(list(Kind)), st.text(max_size=60))
def test_fewer_digits_are_the_first_of_the_whole(kind: Kind, value: str) -> None:
    whole = short(kind, value, WHOLE)
    assert (len(whole), whole.isdecimal()) == (WHOLE, True)
    assert [short(kind, value, count) for count in (FIND, COMPARE)] == [whole[:FIND], whole[:COMPARE]]


def test_the_kind_is_part_of_what_is_hashed() -> None:
    assert len({short(kind, "the same value", FIND) for kind in Kind}) == len(Kind)


@given(st.text("0123456789", min_size=1, max_size=40))
def test_groups_are_of_four_and_come_off_again(digits: str) -> None:
    shown = grouped(digits)
    assert {len(group) for group in shown.split()[:-1]} <= {4}
    for typed in (shown, shown.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), f"\u2066{shown}\u2069"):
        assert ungrouped(typed) == digits
