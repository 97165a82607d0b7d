"""Lots that anyone can repeat, against the worked example of RFC 3797 itself."""

import hashlib
from collections import Counter
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting import lots
from ballots.errors import LotSeedError

RFC_SEED = "9319./2.5.8.10.12./9.18.26.34.41.45./"
HASH = hashlib.sha256(b"result").hexdigest()


def test_the_seed_text_is_that_of_the_rfc() -> None:
    sources = ([9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45])
    assert "".join(lots.seed_source(source) for source in sources) == RFC_SEED


def test_the_draw_is_that_of_the_rfc() -> None:
    assert lots.draw(RFC_SEED, 25, 10) == (17, 7, 2, 16, 25, 23, 8, 24, 19, 13)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 60))
def test_a_draw_agrees_with_a_slow_reading_of_the_rfc(source: list[int], size: int, wanted: int) -> None:
    seed, count = lots.seed_source(source), min(wanted, size)
    assert lots.draw(seed, size, count) == slow_draw(seed, size, count)


def slow_draw(seed: str, size: int, count: int) -> tuple[int, ...]:
    """Strike out numbers on a list, as the RFC tells it by hand."""
    struck = [False] * size
    chosen = []
    for turn in range(count):
        digest = hashlib.md5(bytes([turn // 256, turn % 256]) + seed.encode() + bytes([turn // 256, turn % 256]))
        steps = int(digest.hexdigest(), 16) % (size - turn)
        for number in range(size):
            if struck[number]:
                continue
            if steps == 0:
                struck[number] = True
                chosen.append(number + 1)
                break
            steps -= 1
    return tuple(chosen)


def test_the_seed_of_a_tie_is_dice_hash_and_rank() -> None:
    assert lots.seed_text((3, 5, 1, 6, 4), HASH, 6) == f"35164./{HASH.upper()}./6./"
    assert lots.seed_text((3, 5, 1, 6, 4), HASH.upper(), 6) == lots.seed_text((3, 5, 1, 6, 4), HASH, 6)


def test_each_die_each_hash_and_each_rank_gives_another_seed() -> None:
    seeds = {lots.seed_text((one, two, 1, 1, 1), HASH, rank) for one, two, rank in product((1, 2), (1, 2), (6, 7))}
    assert len(seeds) == 8


@pytest.mark.parametrize(
    ("dice", "result_hash", "rank"),
    [
        ((), HASH, 1),
        ((0, 1), HASH, 1),
        ((7,), HASH, 1),
        ((1,), HASH[1:], 1),
        ((1,), "g" + HASH[1:], 1),
        ((1,), HASH, 0),
    ],
)
def test_a_seed_of_something_else_is_refused(dice: tuple[int, ...], result_hash: str, rank: int) -> None:
    with pytest.raises(LotSeedError):
        lots.seed_text(dice, result_hash, rank)


@pytest.mark.parametrize("source", [(), (-1,)])
def test_a_source_without_whole_numbers_is_refused(source: tuple[int, ...]) -> None:
    with pytest.raises(LotSeedError):
        lots.seed_source(source)


@pytest.mark.parametrize("seed", ["", "1", "1.", "1/", "./", "1./ ", " 1./", "1./2", "۱./", "1.//", "ab./"])
def test_a_seed_text_in_another_form_is_refused(seed: str) -> None:
    with pytest.raises(LotSeedError):
        lots.draw(seed, 2, 1)


@pytest.mark.parametrize(("size", "count"), [(0, 0), (2, 3), (2, -1), (2**16, 1)])
def test_a_draw_that_the_pool_does_not_hold_is_refused(size: int, count: int) -> None:
    with pytest.raises(LotSeedError):
        lots.draw(RFC_SEED, size, count)


def test_the_order_of_a_tie_does_not_depend_on_how_it_is_listed() -> None:
    dice = (3, 5, 1, 6, 4)
    orders = {lots.draw_order(listed, dice, HASH, 6) for listed in permutations((4, 9, 17))}
    assert len(orders) == 1
    assert sorted(orders.pop()) == [4, 9, 17]


def test_too_few_dice_for_the_size_of_the_tie_are_refused() -> None:
    assert [lots.dice_needed(size) for size in (2, 3, 6, 10)] == [5, 5, 8, 13]
    with pytest.raises(LotSeedError, match="needs 8 dice"):
        lots.draw_order(range(6), (1,) * 7, HASH, 1)
    with pytest.raises(LotSeedError):
        lots.draw_order((1, 1), (1,) * 9, HASH, 1)


def test_over_all_throws_of_five_dice_each_order_of_three_is_about_as_likely() -> None:
    throws = product(range(1, 7), repeat=5)
    orders = Counter(lots.draw_order((0, 1, 2), throw, HASH, 1) for throw in throws)
    assert len(orders) == 6
    assert max(orders.values()) - min(orders.values()) < 6**5 // 40


NAMES = ("انجمن الف (البرز)", "انجمن ب (یزد)", "انجمن پ (قم)")


def test_the_seed_of_an_order_is_dice_and_the_hash_of_the_list_line_by_line() -> None:
    digest = hashlib.sha256("".join(f"{name}\n" for name in NAMES).encode()).hexdigest().upper()
    assert lots.order_seed((1, 2, 3, 4, 5, 6), NAMES) == f"123456./{digest}./"


def test_an_order_asks_for_dice_enough_and_never_for_more_than_a_hand_throws() -> None:
    assert [lots.order_dice_needed(count) for count in (2, 3, 7, 24, 200)] == [5, 5, 9, 25, 25]
    for dice in ((1, 2, 3, 4), (1, 2, 3, 4, 7)):
        with pytest.raises(LotSeedError):
            lots.order_seed(dice, NAMES)


@pytest.mark.parametrize("names", [("a", ""), ("a\nb",), ("a\u2028b",), ("a\r",)])
def test_a_name_that_would_be_read_as_two_lines_is_no_name_of_a_list(names: tuple[str, ...]) -> None:
    with pytest.raises(LotSeedError):
        lots.list_bytes(names)
