"""Plurality-at-large, against an independent slow count."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting.errors import CountError, LotOrderError
from ballots.counting.plurality import Outcome, rank


def table(outcome: Outcome) -> list[tuple[int, int, int | None]]:
    return [(line.candidate, line.votes, line.rank) for line in outcome.standings]


def test_most_votes_take_the_seats_and_the_next_are_alternates() -> None:
    outcome = rank((5, 9, 7, 1, 8), seats=2, alternates=2)
    assert outcome.seated == (1, 4)
    assert outcome.alternates == (2, 0)
    assert outcome.resolved
    assert table(outcome) == [(1, 9, 1), (4, 8, 2), (2, 7, 3), (0, 5, 4), (3, 1, 5)]


def test_ranks_of_equals_are_shared_and_the_next_rank_is_left_out() -> None:
    assert [line.rank for line in rank((9, 7, 7, 5), seats=3).standings] == [1, 2, 2, 4]


def test_a_tie_among_the_seated_needs_no_lots() -> None:
    outcome = rank((9, 9, 9, 4), seats=3, alternates=1)
    assert outcome.resolved
    assert outcome.seated == (0, 1, 2)


def test_a_tie_below_the_alternates_needs_no_lots() -> None:
    assert rank((9, 8, 4, 4), seats=1, alternates=1).resolved
    assert rank((9, 4, 4), seats=1).resolved


def test_a_tie_for_the_last_seat_stops_the_count_and_names_the_tied() -> None:
    outcome = rank((9, 4, 6, 4, 4, 1), seats=3, alternates=3)
    assert not outcome.resolved
    assert [(tie.rank, tie.votes, tie.candidates) for tie in outcome.ties] == [(3, 4, (1, 3, 4))]
    assert outcome.seated == (0, 2)
    assert outcome.alternates == ()


def test_a_tie_that_only_orders_the_alternates_stops_the_count_too() -> None:
    outcome = rank((9, 4, 6, 4, 1), seats=1, alternates=4)
    assert [tie.candidates for tie in outcome.ties] == [(1, 3)]
    assert outcome.seated == (0,)
    assert outcome.alternates == (2,)


def test_a_tie_for_the_last_alternate_stops_the_count() -> None:
    assert [tie.candidates for tie in rank((9, 6, 4, 4), seats=1, alternates=2).ties] == [(2, 3)]


def test_drawn_lots_decide_the_seat_and_give_ranks_of_their_own() -> None:
    outcome = rank((9, 4, 6, 4, 4, 1), seats=3, alternates=2, lots=((3, 1, 4),))
    assert outcome.resolved
    assert outcome.seated == (0, 2, 3)
    assert outcome.alternates == (1, 4)
    assert table(outcome)[2:5] == [(3, 4, 3), (1, 4, 4), (4, 4, 5)]


def test_two_ties_are_drawn_apart() -> None:
    counts = (5, 5, 3, 3)
    half = rank(counts, seats=1, alternates=2, lots=((1, 0),))
    assert half.seated == (1,)
    assert half.alternates == (0,)
    assert [tie.candidates for tie in half.ties] == [(2, 3)]
    assert rank(counts, seats=1, alternates=2, lots=((3, 2), (1, 0))).alternates == (0, 3)


@pytest.mark.parametrize(
    "lots",
    [
        ((0, 1),),  # both are seated anyway
        ((2,),),  # half of a tie
        ((2, 3, 4),),  # more than a tie
        ((2, 3), (3, 2)),  # the same tie twice
        ((2, 3, 2),),  # one candidate twice
        ((),),
    ],
)
def test_lots_for_anything_but_a_deciding_tie_are_refused(lots: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(LotOrderError):
        rank((9, 9, 4, 4, 1), seats=3, alternates=1, lots=lots)


def test_a_withdrawn_candidate_keeps_the_votes_but_takes_no_seat() -> None:
    outcome = rank((5, 9, 7), seats=1, alternates=2, withdrawn={1})
    assert outcome.seated == (2,)
    assert outcome.alternates == (0,)
    assert table(outcome) == [(1, 9, None), (2, 7, 1), (0, 5, 2)]


def test_a_tie_with_a_withdrawn_candidate_is_no_tie() -> None:
    assert rank((5, 5), seats=1, withdrawn=(0,)).seated == (1,)


def test_without_a_vote_nobody_is_seated_and_seats_stay_vacant() -> None:
    outcome = rank((3, 0, 0), seats=2, alternates=2)
    assert outcome.seated == (0,)
    assert outcome.alternates == ()
    assert outcome.vacant == 1
    assert outcome.resolved


def test_fewer_candidates_than_seats_are_all_seated() -> None:
    outcome = rank((3, 3, 1), seats=6, alternates=3)
    assert outcome.seated == (0, 1, 2)
    assert outcome.vacant == 3
    assert outcome.resolved


def test_no_candidates_leave_every_seat_vacant() -> None:
    assert rank((), seats=6).vacant == 6


@pytest.mark.parametrize(
    ("counts", "seats", "alternates", "withdrawn"),
    [((1, -1), 1, 0, ()), ((1,), 0, 0, ()), ((1,), 1, -1, ()), ((1,), 1, 0, (1,)), ((1,), 1, 0, (-1,))],
)
def test_what_is_no_count_is_refused(
    counts: tuple[int, ...], seats: int, alternates: int, withdrawn: tuple[int, ...]
) -> None:
    with pytest.raises(CountError):
        rank(counts, seats, alternates, withdrawn)


COUNTS = st.lists(st.integers(0, 4), max_size=7).map(tuple)


@given(COUNTS, st.integers(1, 4), st.integers(0, 3), st.sets(st.integers(0, 6)))
def test_ties_are_exactly_those_that_a_slow_count_finds(
    counts: tuple[int, ...], seats: int, alternates: int, gone: set[int]
) -> None:
    withdrawn = {candidate for candidate in gone if candidate < len(counts)}
    outcome = rank(counts, seats, alternates, withdrawn)
    endings = slow_endings(counts, seats, alternates, withdrawn)
    assert outcome.resolved == (len(endings) == 1)
    for seated, following in endings:
        assert set(outcome.seated) <= seated
        assert outcome.alternates == following[: len(outcome.alternates)]
    certain = set.intersection(*(set(seated) for seated, _ in endings))
    assert set(outcome.seated) == certain
    tied = {candidate for tie in outcome.ties for candidate in tie.candidates}
    assert tied == slow_tied(counts, seats, alternates, withdrawn)


Ending = tuple[frozenset[int], tuple[int, ...]]


def slow_endings(counts: tuple[int, ...], seats: int, alternates: int, withdrawn: set[int]) -> set[Ending]:
    """Try every order and keep those in which votes never rise: all endings that lots could give."""
    able = [candidate for candidate, votes in enumerate(counts) if votes and candidate not in withdrawn]
    endings = set()
    for order in permutations(able):
        votes = [counts[candidate] for candidate in order]
        if votes == sorted(votes, reverse=True):
            endings.add((frozenset(order[:seats]), order[seats : seats + alternates]))
    return endings


def slow_tied(counts: tuple[int, ...], seats: int, alternates: int, withdrawn: set[int]) -> set[int]:
    """A candidate is in an open tie when exchanging it with an equal changes an ending."""
    tied = set()
    endings = slow_endings(counts, seats, alternates, withdrawn)
    able = [candidate for candidate, votes in enumerate(counts) if votes and candidate not in withdrawn]
    for one, other in permutations(able, 2):
        if counts[one] == counts[other]:
            swap = {one: other, other: one}
            for seated, following in endings:
                swapped = (
                    frozenset(swap.get(candidate, candidate) for candidate in seated),
                    tuple(swap.get(candidate, candidate) for candidate in following),
                )
                if swapped != (seated, following):
                    tied.add(one)
    return tied


@given(COUNTS, st.integers(1, 4), st.integers(0, 3), st.randoms(use_true_random=False))
def test_lots_resolve_every_count_into_an_ending_of_the_slow_count(
    counts: tuple[int, ...], seats: int, alternates: int, chance: st.DataObject
) -> None:
    lots = []
    for tie in rank(counts, seats, alternates).ties:
        order = list(tie.candidates)
        chance.shuffle(order)  # type: ignore[attr-defined]
        lots.append(tuple(order))
    outcome = rank(counts, seats, alternates, lots=tuple(lots))
    assert outcome.resolved
    ending = (frozenset(outcome.seated), outcome.alternates)
    assert ending in slow_endings(counts, seats, alternates, set())
    assert len(outcome.seated) + outcome.vacant == seats
    assert sum(line.votes for line in outcome.standings) == sum(counts)
