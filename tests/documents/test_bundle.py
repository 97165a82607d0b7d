"""The bundle: as little memory for many rows as for few."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

from app.documents.bundle import write_bundle
from tests.documents.samples import MOMENT


@dataclass(frozen=True)
class Long:
    """A table of so many rows, made while it is written."""

    count: int
    name: str = "long"
    columns: tuple[str, ...] = ("number", "text")

    @property
    def rows(self) -> Iterator[tuple[object, ...]]:
        return ((number, "متن " * 100) for number in range(self.count))


@dataclass(frozen=True)
class Circles(Long):
    """The same, and each row leaves a circle of two lists behind."""

    @property
    def rows(self) -> Iterator[tuple[object, ...]]:
        for row in super().rows:
            one: list[object] = []
            one.append([one])
            yield row


def peak(table: Long) -> int:
    """The most bytes that were held while a table was written."""
    with tempfile.TemporaryFile() as out:
        tracemalloc.start()
        write_bundle(out, [table], [], readme="", made=MOMENT)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return held


def per_row(kind: type[Long]) -> float:
    """Bytes that each further row adds. Nothing is collected meanwhile: how much waits for that is not the same in each
    version of Python, and what needs it grows."""
    peak(kind(10))
    gc.disable()
    try:
        return (peak(kind(3000)) - peak(kind(1000))) / 2000
    finally:
        gc.enable()


LEAST = 64
"""Bytes of the smallest object that is collected, a list."""


def test_three_times_the_rows_take_no_more_memory() -> None:
    assert per_row(Long) < LEAST


def test_a_row_that_leaves_something_behind_is_caught() -> None:
    assert per_row(Circles) > 2 * LEAST
