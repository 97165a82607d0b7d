"""Looking for a fault of a target with hypothesis, which shrinks what it finds."""

from __future__ import annotations

import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from tests.fuzz.mutations import inputs
from tests.fuzz.tally import Tally
from tests.fuzz.target import LIMIT, Target, time_limit

ROUND = 4000
"""Inputs in one run of hypothesis, which keeps all that it tried in memory."""

Judge = Callable[[Target, bytes], str | None]
Progress = Callable[[Tally], None]


def search(
    target: Target,
    count: int,
    number: int,
    tally: Tally,
    progress: Progress = lambda _: None,
    *,
    limit: float = LIMIT,
    is_shrinking: bool = True,
) -> None:
    """Try `count` mutated inputs and count them in `tally`; `number` is the seed of the randomness.

    One input may take `limit` seconds. Raises Fault with the smallest input that hypothesis finds for it, or with the
    first that it comes upon.
    """
    began = time.monotonic()
    rounds = 0
    with time_limit(limit) as judged:
        while tally.inputs < count and rounds < 2 + 2 * count / ROUND:
            try:
                _round(target, min(ROUND, count - tally.inputs), number + rounds, judged, tally, is_shrinking)
            finally:
                rounds += 1
                tally.seconds = time.monotonic() - began
            progress(tally)


def _round(target: Target, count: int, number: int, judged: Judge, tally: Tally, is_shrinking: bool) -> None:
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if is_shrinking else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )
    @seed(number)
    @given(inputs(target))
    def look(data: bytes) -> None:
        tally.add(judged(target, data))

    look()
