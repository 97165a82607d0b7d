"""Of many cases alike some are looked at in every run of the tests, all of them by `./majma prove`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pytest


class Named(Protocol):
    """A case with a name of its own."""

    @property
    def name(self) -> str:
        """What a report calls it."""


def every_third(cases: Iterable[Named]) -> list[Any]:
    """The cases as parameters, of which every run takes the first and then every third."""
    return [
        pytest.param(case, id=case.name, marks=() if place % 3 == 0 else pytest.mark.prove)
        for place, case in enumerate(cases)
    ]
