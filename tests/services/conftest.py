"""What the tests of the services share: assemblies on SQLite, or on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.assemblies import Simulation, simulate

Hold = Callable[..., Simulation]


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    """Begin an assembly on SQLite; options as `simulate`."""
    return lambda **options: simulate(tmp_path, **options)


@pytest.fixture(params=["sqlite", "postgresql"])
def hold_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Hold:
    """Begin an assembly on SQLite, then on PostgreSQL; options as `simulate`."""
    if request.param == "sqlite":
        return lambda **options: simulate(tmp_path, **options)
    url = request.getfixturevalue("postgres_url")
    return lambda **options: simulate(tmp_path, **{"url": url, **options})
