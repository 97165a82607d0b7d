"""An installation of before minutes were kept: what was printed under a session's number is given to no other paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.migrations.upgrade import migrate
from app.services.election import election
from app.services.letters import sealed_paper
from tests.migrations.test_upgrade import careless, downgrade
from tests.support.assemblies import Simulation, simulate
from tests.support.sealed import keep_minutes


def back_and_here(held: Simulation) -> None:
    """Back to the time before annulments had reasons and minutes numbers of their own, and here again."""
    downgrade(careless(held), "0017")
    migrate(held.database)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_numbers_that_minutes_were_printed_under_are_passed_over(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    held = simulate(tmp_path, url=url).to("provisional")
    back_and_here(held)
    with held.database.reading() as db:
        assert sealed_paper.papers(db, held.election) == ()
        assert election.election(db, held.election).annulment is None
        slot = sealed_paper.minutes_slot(db, held.election, held.now)
    assert slot.number == "1404/م/00002"  # the first session's minutes bore the number 1
    assert keep_minutes(held).number == slot.number
