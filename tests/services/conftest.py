"""What the tests of the services share: assemblies on SQLite, or on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.assemblies import Simulation, simulate_at

Hold = Callable[..., Simulation]


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    """An assembly on SQLite: `hold("open", candidates=6)` is one in that phase, by default "draft"."""
    return lambda phase="draft", **options: simulate_at(tmp_path, phase, **options)


@pytest.fixture(params=["sqlite", "postgresql"])
def hold_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Hold:
    """The same on SQLite, then on PostgreSQL."""
    own = {} if request.param == "sqlite" else {"url": request.getfixturevalue("postgres_url")}
    return lambda phase="draft", **options: simulate_at(tmp_path, phase, **own, **options)
