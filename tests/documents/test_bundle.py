"""The bundle: as little memory for many rows as for few."""

from __future__ import annotations

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


def peak(count: int) -> int:
    """The most bytes that were held while a table was written."""
    with tempfile.TemporaryFile() as out:
        tracemalloc.start()
        write_bundle(out, [Long(count)], [], readme="", made=MOMENT)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return held


def test_three_times_the_rows_take_no_more_memory() -> None:
    peak(10)
    assert peak(3000) - peak(1000) < 600_000
