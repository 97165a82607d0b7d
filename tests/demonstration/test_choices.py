"""Simulated choices: within the rules, skewed, the same for the same seed."""

from collections import Counter

import pytest

from app.demonstration import choices


def test_the_same_seed_gives_the_same_choices() -> None:
    assert choices(1, 22, 24, 6) == choices(1, 22, 24, 6)
    assert choices(1, 22, 24, 6) != choices(2, 22, 24, 6)


@pytest.mark.parametrize(("delegates", "candidates", "seats"), [(22, 24, 6), (1000, 200, 6), (5, 3, 6), (0, 1, 1)])
def test_nobody_marks_more_than_the_seats_or_a_candidate_twice(delegates: int, candidates: int, seats: int) -> None:
    made = choices(7, delegates, candidates, seats)
    assert len(made) == delegates
    for marks in made:
        assert list(marks) == sorted(set(marks))
        assert len(marks) <= min(seats, candidates)
        assert all(0 <= position < candidates for position in marks)


def test_a_few_candidates_are_liked_by_many_and_some_delegates_vote_blank() -> None:
    made = choices(1, 1000, 24, 6)
    votes = sorted(Counter(position for marks in made for position in marks).values())
    assert votes[-1] > 3 * votes[0]
    sizes = Counter(map(len, made))
    assert set(sizes) == set(range(7))
    assert 10 < sizes[0] < 100
    assert sizes[6] > 400


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(ValueError, match="candidates"):
        choices(1, 5, 0, 6)
