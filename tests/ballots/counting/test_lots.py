"""Lots that anyone can repeat, against the worked example of RFC 3797 itself."""

import hashlib
from collections import Counter
from itertools import permutations, product
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting import lots
from ballots.counting.errors import LotSeedError
from ballots.counting.lots import Method

RFC_SEED = "9319./2.5.8.10.12./9.18.26.34.41.45./"
HASH = hashlib.sha256(b"encrypted tally").hexdigest()
BALLS = "0416023597"
FACES = "35164"


def test_the_draw_is_that_of_the_rfc() -> None:
    assert lots.draw(RFC_SEED, 25, 10) == (17, 7, 2, 16, 25, 23, 8, 24, 19, 13)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 60))
def test_a_draw_agrees_with_a_slow_reading_of_the_rfc(source: list[int], size: int, wanted: int) -> None:
    seed, count = "".join(f"{value}." for value in sorted(source)) + "/", min(wanted, size)
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


def test_the_seed_text_of_a_tie_is_digits_hash_and_rank() -> None:
    assert lots.seed_text(BALLS, HASH, 6) == f"0416023597./{HASH.upper()}./6./"
    assert lots.seed_text(BALLS, HASH.upper(), 6) == lots.seed_text(BALLS, HASH, 6)


def zeros_that_are_lost(balls: int) -> list[str]:
    """The draws that some zero in front, taken away or put there, would not change the seed text of."""
    draws = [f"{'0' * zeros}{'7' * (balls - zeros)}" for zeros in range(balls + 1)]
    seeds = Counter(lots.seed_text(draw, HASH, 1) for draw in (*draws, *(f"0{draw}" for draw in draws)))
    return [seed for seed, times in seeds.items() if times > 1 and not seed.startswith("0" * balls)]


def test_leading_zeros_are_digits_like_the_others() -> None:
    assert lots.seed_text("0000000001", HASH, 1) != lots.seed_text("0000000010", HASH, 1)
    assert zeros_that_are_lost(10) == []


def test_a_seed_text_that_loses_leading_zeros_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = lots.seed_text
    monkeypatch.setattr(lots, "seed_text", lambda digits, anchor, rank: kept(str(int(digits)), anchor, rank))
    assert zeros_that_are_lost(10) != []


def test_each_digit_each_hash_and_each_rank_gives_another_seed_text() -> None:
    other = hashlib.sha256(b"another tally").hexdigest()
    seeds = {
        lots.seed_text(f"{one}41602359{two}", anchor, rank)
        for one, two, anchor, rank in product("01", "67", (HASH, other), (6, 7))
    }
    assert len(seeds) == 16


@pytest.mark.parametrize(
    ("digits", "anchor", "rank"),
    [
        ("", HASH, 1), ("0 1", HASH, 1), ("۰۱۲۳۴۵۶۷۸۹", HASH, 1), ("1²", HASH, 1), ("-1", HASH, 1),
        (BALLS, HASH[1:], 1), (BALLS, "g" + HASH[1:], 1), (BALLS, HASH + "\n", 1), (BALLS, HASH, 0),
    ],
)  # fmt: skip
def test_a_seed_text_of_something_else_is_refused(digits: str, anchor: str, rank: int) -> None:
    with pytest.raises(LotSeedError):
        lots.seed_text(digits, anchor, rank)


@pytest.mark.parametrize("seed", ["", "1", "1.", "1/", "./", "1./ ", " 1./", "1./2", "۱./", "1.//", "ab./"])
def test_a_seed_text_in_another_form_is_refused(seed: str) -> None:
    with pytest.raises(LotSeedError):
        lots.draw(seed, 2, 1)


@pytest.mark.parametrize(("size", "count"), [(0, 0), (2, 3), (2, -1), (2**16, 1)])
def test_a_draw_that_the_pool_does_not_hold_is_refused(size: int, count: int) -> None:
    with pytest.raises(LotSeedError):
        lots.draw(RFC_SEED, size, count)


@pytest.mark.parametrize(
    ("digits", "method"),
    [
        ("", Method.BALLS), ("416023597", Method.BALLS), ("4" * 101, Method.BALLS), (BALLS[1:] + "a", Method.BALLS),
        (BALLS[1:] + "۴", Method.BALLS), (BALLS + "\n", Method.BALLS),
        ("1111", Method.DICE), ("11117", Method.DICE), ("01111", Method.DICE), ("", Method.DICE),
    ],
)  # fmt: skip
def test_digits_that_the_method_cannot_give_are_refused(digits: str, method: Method) -> None:
    with pytest.raises(LotSeedError):
        lots.check_digits(digits, method)


def test_ten_balls_are_the_least_and_a_larger_pool_takes_more() -> None:
    sizes = (1, 2, 10, 11, 12, 15, 24, 200)
    assert [lots.balls_needed(size) for size in sizes] == [10, 10, 10, 11, 12, 16, 20, 20]
    for size in range(2, 17):
        assert 10 ** lots.balls_needed(size) >= 1024 * factorial(size)


def test_the_order_of_a_tie_does_not_depend_on_how_it_is_listed() -> None:
    orders = {lots.draw_order(listed, BALLS, HASH, 6) for listed in permutations((4, 9, 17))}
    assert len(orders) == 1
    assert sorted(orders.pop()) == [4, 9, 17]


def test_too_few_balls_for_the_size_of_the_tie_are_refused() -> None:
    assert len(lots.draw_order(range(10), BALLS, HASH, 1)) == 10
    with pytest.raises(LotSeedError, match="needs 11 balls"):
        lots.draw_order(range(11), BALLS, HASH, 1)
    with pytest.raises(LotSeedError):
        lots.draw_order((1, 1), BALLS, HASH, 1)


def spread(size: int) -> Counter[tuple[int, ...]]:
    """How often each order of so many candidates comes up over all digits of the last four of ten balls."""
    draws = (f"041602{last:04d}" for last in range(10**4))
    return Counter(lots.draw_order(range(size), digits, HASH, 1) for digits in draws)


def is_even(orders: Counter[tuple[int, ...]], size: int) -> bool:
    """Whether every order came up, none by a tenth more or less often than the others (about four deviations)."""
    share = 10**4 // factorial(size)
    return len(orders) == factorial(size) and all(abs(times - share) * 10 < share for times in orders.values())


@pytest.mark.parametrize("size", [2, 3])
def test_over_all_digits_each_order_is_about_as_likely(size: int) -> None:
    assert is_even(spread(size), size)


def test_a_draw_of_too_little_chance_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lots._number
    monkeypatch.setattr(lots, "_number", lambda seed, turn: whole(seed, turn) % 16)
    assert not is_even(spread(3), 3)


NAMES = ("انجمن الف (البرز)", "انجمن ب (یزد)", "انجمن پ (قم)")


def test_the_seed_text_of_an_order_is_digits_and_the_hash_of_the_list_line_by_line() -> None:
    digest = hashlib.sha256("".join(f"{name}\n" for name in NAMES).encode()).hexdigest().upper()
    assert lots.order_seed(BALLS, NAMES) == f"{BALLS}./{digest}./"


def test_an_order_asks_for_balls_enough() -> None:
    many = [f"institution {number}" for number in range(11)]
    assert lots.order_seed("0" + BALLS, many).startswith("00416023597./")
    for digits, names in ((BALLS[1:], NAMES), (BALLS, many), (BALLS[1:] + " ", NAMES)):
        with pytest.raises(LotSeedError):
            lots.order_seed(digits, names)


@pytest.mark.parametrize("names", [("a", ""), ("a\nb",), ("a\u2028b",), ("a\r",)])
def test_a_name_that_would_be_read_as_two_lines_is_no_name_of_a_list(names: tuple[str, ...]) -> None:
    with pytest.raises(LotSeedError):
        lots.list_bytes(names)


def test_a_draw_of_an_earlier_election_still_repeats() -> None:
    """Worked out by the program of that time: three tied at rank 6, and an order of three."""
    anchor = hashlib.sha256(b"result").hexdigest()
    assert lots.seed_text(FACES, anchor, 6) == f"35164./{anchor.upper()}./6./"
    assert lots.draw_order((4, 9, 17), FACES, anchor, 6, Method.DICE) == (9, 4, 17)
    seed = lots.order_seed(FACES, NAMES, Method.DICE)
    assert lots.draw(seed, 3, 3) == (1, 3, 2)
    with pytest.raises(LotSeedError):
        lots.draw_order((4, 9, 17), FACES, anchor, 6)
