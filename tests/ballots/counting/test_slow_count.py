"""Plurality-at-large against a slow count that shares nothing with it, over thousands of random counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ballots.counting import lots, plurality
from ballots.counting.errors import LotOrderError
from ballots.counting.plurality import Outcome, Tie, rank
from tests.support.slow_count import SlowCount, WrongLotsError

CASES = 2000
HASH = "5a" * 32


VOTES = st.lists(st.integers(0, 3), max_size=3) | st.lists(st.integers(0, 3), min_size=4, max_size=6)


@st.composite
def counts(draw: Callable[[st.SearchStrategy], object]) -> SlowCount:
    """Return a count with few candidates and fewer votes, so that most have a tie, zeros and withdrawals."""
    votes = draw(VOTES)
    withdrawn = {one for one in draw(st.sets(st.integers(0, 9), max_size=2)) if one < len(votes)}  # type: ignore[union-attr]
    seats, alternates = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    return SlowCount(tuple(votes), seats, alternates, frozenset(withdrawn))  # type: ignore[arg-type]


BALLS = st.text("0123456789", min_size=10, max_size=12)


def counted(slow: SlowCount) -> Outcome:
    return rank(slow.votes, slow.seats, slow.alternates, slow.withdrawn, slow.lots)


def assert_same(slow: SlowCount) -> Outcome:
    outcome = counted(slow)
    assert [(line.candidate, line.votes, line.rank) for line in outcome.standings] == slow.table
    assert outcome.seated == slow.seated
    assert outcome.alternates == slow.following
    assert [tie.candidates for tie in outcome.ties] == slow.ties
    assert [(tie.rank, tie.votes) for tie in outcome.ties] == [
        (slow.rank(tied[0]), slow.votes[tied[0]]) for tied in slow.ties
    ]
    assert (outcome.vacant, outcome.resolved) == (slow.vacant, len(slow.endings) == 1 or not slow.ties)
    return outcome


def drawn(slow: SlowCount, digits: str) -> SlowCount:
    """Return the count after one more open tie is drawn, as in the hall: the first that is named."""
    tie = counted(slow).ties[0]
    return replace(slow, lots=(*slow.lots, lots.draw_order(tie.candidates, digits, HASH, tie.rank)))


@settings(max_examples=CASES)
@given(counts(), BALLS)
@example(SlowCount((4, 2, 2, 1), 2), "1" * 10)  # for the last seat
@example(SlowCount((4, 2, 2, 1), 1, 1), "2" * 10)  # for the only alternate
@example(SlowCount((4, 2, 2, 1), 1, 3), "3" * 10)  # for the order of alternates
@example(SlowCount((3, 2, 2, 2, 2), 2, 2), "4" * 10)  # of four, for a seat and two alternates
@example(SlowCount((2, 0, 0), 2, 1), "0" * 10)  # of zeros, for a seat
@example(SlowCount((2, 1, 1, 0, 0), 2, 3), "9" * 10)  # for a seat, with zeros behind
@example(SlowCount((2, 2, 1, 1), 1, 2), "12" * 5)  # two ties at once
@example(SlowCount((2, 2, 2), 1, 1, frozenset({0})), "06" * 5)  # with one who has withdrawn
def test_both_counts_agree_before_and_after_every_draw(slow: SlowCount, digits: str) -> None:
    while not assert_same(slow).resolved:
        slow = drawn(slow, digits)
    slow.check_lots()


@settings(max_examples=CASES // 3)
@given(counts(), st.lists(st.lists(st.integers(0, 5), max_size=4).map(tuple), max_size=2).map(tuple))
def test_both_counts_refuse_the_same_lots(slow: SlowCount, wild: tuple[tuple[int, ...], ...]) -> None:
    """Lots from anywhere, and those of the count's own ties with one of them given again, cut or made longer."""
    own = tuple(slow.ties)
    for given_lots in (wild, own, own + own[:1], tuple(tied[:-1] for tied in own), tuple((*tied, 9) for tied in own)):
        tried = replace(slow, lots=given_lots)
        try:
            tried.check_lots()
        except WrongLotsError:
            with pytest.raises(LotOrderError):
                counted(tried)
        else:
            assert_same(tried)


def kinds(slow: SlowCount) -> set[str]:
    """Say what is hard about a count."""
    found = set()
    for tied in slow.ties:
        first, last = slow.rank(tied[0]) or 0, (slow.rank(tied[0]) or 0) + len(tied) - 1
        found |= {"last seat"} if first <= slow.seats < last else set()
        found |= {"alternates"} if first > slow.seats else set()
        found |= {"seat and alternates"} if first <= slow.seats < last and slow.alternates else set()
        found |= {"more than two"} if len(tied) > 2 else set()
        found |= {"withdrawn"} if any(slow.votes[one] == slow.votes[tied[0]] for one in slow.withdrawn) else set()
    found |= {"two ties"} if len(slow.ties) > 1 else set()
    zeros = [one for one in slow.standing if slow.votes[one] == 0]
    found |= {"zeros for a seat"} if slow.vacant and len(zeros) > 1 else set()
    return found


def test_the_random_counts_are_hard_ones() -> None:
    found: Counter[str] = Counter()

    @settings(max_examples=CASES // 3, database=None, derandomize=True)
    @given(counts())
    def look(slow: SlowCount) -> None:
        found.update(kinds(slow))

    look()
    assert len(found) == 7
    assert min(found.values()) > CASES // 1000, found


# --- Counts with one rule wrong ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """A part of the count and what stands in its place."""

    part: str
    twin: Callable[..., object]


def _decides_also_among_the_seated(level: Tie, seats: int, alternates: int) -> bool:
    return level.votes > 0 and len(level.candidates) > 1 and level.rank - 1 < seats + alternates


def _decides_seats_only(level: Tie, seats: int, alternates: int) -> bool:
    return level.votes > 0 and level.rank - 1 < seats < level.rank - 1 + len(level.candidates)


def _decides_zeros(level: Tie, seats: int, alternates: int) -> bool:
    size, before = len(level.candidates), level.rank - 1
    return size > 1 and before < seats + alternates and before + size > seats


def _decides_pairs(level: Tie, seats: int, alternates: int) -> bool:
    return len(level.candidates) == 2 and _decides_zeros(level, seats, alternates) and level.votes > 0


def _never(level: Tie, seats: int, alternates: int) -> bool:
    return False


_places, _levels, _standings = plurality._places, plurality._levels, plurality._standings


def _zeros_are_seated(levels: tuple[Tie, ...], orders: object, undecided: object) -> list[int | None]:
    raised = tuple(replace(level, votes=level.votes + 1) for level in levels)
    return _places(raised, orders, undecided)  # type: ignore[arg-type]


def _nobody_withdraws(votes: tuple[int, ...], withdrawn: object) -> tuple[Tie, ...]:
    return _levels(votes, ())


def _dense_ranks(votes: tuple[int, ...], withdrawn: object) -> tuple[Tie, ...]:
    return tuple(replace(level, rank=place) for place, level in enumerate(_levels(votes, withdrawn), start=1))  # type: ignore[arg-type]


def _lots_give_no_ranks(votes: tuple[int, ...], levels: object, orders: object) -> object:
    return _standings(votes, levels, {})  # type: ignore[arg-type]


WRONG = (
    Wrong("_decides", _decides_also_among_the_seated),
    Wrong("_decides", _decides_seats_only),
    Wrong("_decides", _decides_zeros),
    Wrong("_decides", _decides_pairs),
    Wrong("_decides", _never),
    Wrong("_places", _zeros_are_seated),
    Wrong("_levels", _nobody_withdraws),
    Wrong("_levels", _dense_ranks),
    Wrong("_standings", _lots_give_no_ranks),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.twin.__name__.strip("_"))
def test_a_count_with_one_rule_wrong_is_caught(wrong: Wrong, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plurality, wrong.part, wrong.twin)
    with pytest.raises((AssertionError, LotOrderError, ExceptionGroup)):
        test_both_counts_agree_before_and_after_every_draw()
