"""Two ways of doing the same, measured in turns in one run, so that a busy machine slows both alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Median seconds of both ways; `ratio` is the median of theirs / ours, our speed in units of theirs."""

    ours: float
    theirs: float
    ratio: float


def measure_pair(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> Pair:
    """Run both once to warm up, then `rounds` times in turns, each going first in every second round."""
    ours()
    theirs()
    times = [_both(ours, theirs, swap=number % 2 == 1) for number in range(rounds)]
    return Pair(
        ours=median(own for own, _ in times),
        theirs=median(other for _, other in times),
        ratio=median(other / own for own, other in times),
    )


def _both(ours: Callable[[], object], theirs: Callable[[], object], *, swap: bool) -> tuple[float, float]:
    if swap:
        other = _seconds(theirs)
        return _seconds(ours), other
    return _seconds(ours), _seconds(theirs)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
