"""Migrations: elections that were frozen before they kept anything keep what the register says at the migration."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.migrations.upgrade import migrate
from tests.migrations.test_upgrade import careless, downgrade
from tests.support.assemblies import CLEAR_VOTES, Simulation, everything, simulate

BEFORE = "0014"


def kept(held: Simulation) -> dict[str, object]:
    """The tables that hold what was kept; others hold what an older version has no place for."""
    tables = everything(held.database)
    return {name: tables[name] for name in ("election", "nomination", "voter", "letter")}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_elections_frozen_before_keep_what_the_register_says_at_the_migration(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """What the services keep of today's register and what the migration keeps of it is the same, also in letters."""
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url, votes=CLEAR_VOTES).to("final")
    beside = simulate(tmp_path, database=held.database, address="sepehr").to("reviewing")
    held.draft()
    before = kept(held)
    assert beside.value.fingerprint is None
    downgrade(careless(held), BEFORE)
    migrate(held.database)
    assert kept(held) == before
