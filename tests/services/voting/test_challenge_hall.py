"""P15 with the product's own numbers: 22 delegates test five times each, use up nobody else's tests, and all vote."""

from __future__ import annotations

import pytest

from app.services.voting.challenge import MOST_EACH
from tests.services.conftest import Hold
from tests.services.voting.test_challenge import challenged, counted

pytestmark = pytest.mark.prove
DELEGATES, TESTS = 22, 5


def test_a_hall_that_tests_five_times_each_still_votes(hold: Hold) -> None:
    assert TESTS <= MOST_EACH
    held = hold("open", candidates=4, delegates=DELEGATES)
    for place in range(DELEGATES):
        for _ in range(TESTS):
            challenged(held, place)
    assert counted(held) == (DELEGATES * TESTS, 0, 0)
    assert [held.vote(place, 1).repeated for place in range(DELEGATES)] == [False] * DELEGATES
