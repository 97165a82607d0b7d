"""The table at the end: what was tried, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fuzz.shift import Outcome
from tests.fuzz.tally import Tally

HEAD = ("target", "by", "inputs", "accepted", "refused", "codes", "seconds")


def table(outcomes: Iterable[Outcome]) -> str:
    """Return a line for each target and method, a line for all, and how many faults there were."""
    outcomes = list(outcomes)
    joined: dict[tuple[str, str], Tally] = {}
    for outcome in outcomes:
        joined.setdefault((outcome.job.target, outcome.job.method), Tally()).join(outcome.tally)
    whole = Tally()
    for tally in joined.values():
        whole.join(tally)
    rows = [(name, method, *_cells(tally)) for (name, method), tally in joined.items()]
    faults = sum(outcome.fault is not None for outcome in outcomes)
    lines = (_line(row) for row in (HEAD, *rows, ("all", "", *_cells(whole))))
    return "\n".join((*lines, f"{faults} faults"))


def _cells(tally: Tally) -> tuple[str, ...]:
    refused = tally.refused.total()
    numbers = (tally.inputs, tally.accepted, refused, len(tally.refused))
    return (*(f"{number:,}" for number in numbers), f"{tally.seconds:.0f}")


def _line(row: tuple[str, ...]) -> str:
    name, method, *numbers = row
    return f"{name:<30} {method:<10} " + " ".join(f"{number:>9}" for number in numbers)
