"""A crowd that asks for one thing at the same moment costs one; who comes afterwards finds it as it is then."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.web.together import Together


def asked(together: Together[int], crowd: int, *, fails: bool = False) -> tuple[int, list[object]]:
    """So many ask for the same at once: how often it was made, and what they got."""
    made, all_here = [], threading.Barrier(crowd)

    def work() -> int:
        made.append(1)
        time.sleep(0.2)
        if fails:
            raise ValueError("no")
        return len(made)

    def one(_: int) -> object:
        all_here.wait()
        try:
            return together.make("page", work)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(crowd) as pool:
        return len(made), list(pool.map(one, range(crowd)))


@pytest.mark.parametrize("fails", [False, True])
def test_a_crowd_costs_one_and_gets_the_same(fails: bool) -> None:
    together: Together[int] = Together()
    _, got = asked(together, 12, fails=fails)
    assert set(got) == {"no" if fails else 1}


def test_who_comes_afterwards_gets_it_anew() -> None:
    together: Together[int] = Together()
    count = iter(range(9))
    assert [together.make("page", lambda: next(count)) for _ in range(3)] == [0, 1, 2]
    assert together.make("another", lambda: 7) == 7
