"""Migrations: elections that were frozen before they kept anything keep what the register says at the migration."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.language.names import Names
from app.migrations.upgrade import migrate
from app.models import Election, Letter, Nomination, Voter
from app.services.letters import letter
from tests.migrations.test_upgrade import careless, downgrade
from tests.support.assemblies import CLEAR_VOTES, Simulation, simulate

BEFORE = "0014"


def kept(held: Simulation) -> dict[str, object]:
    """The columns that hold what was kept."""
    columns = {
        "election": Election.frozen,
        "nomination": Nomination.frozen,
        "voter": Voter.frozen,
        "letter": Letter.data,
    }
    with held.database.reading() as db:
        return {
            name: list(db.scalars(select(column).order_by(*column.class_.__table__.primary_key)))
            for name, column in columns.items()
        }


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


def test_a_letter_issued_before_keeps_what_its_own_file_says(tmp_path: Path) -> None:
    """The register was changed after it was issued; the check must not show today's name."""
    held = simulate(tmp_path, votes=CLEAR_VOTES).to("final")
    first, second = held.draft()
    facts = {"format": "majma-letter-1", "institution": "نام چاپ‌شده", "legal_id": "14001", "registration": "77"}
    pdf = (
        b"%PDF-1.7\nstream\nno facts\nendstream\nstream\n" + zlib.compress(json.dumps(facts).encode()) + b"\nendstream"
    )
    with held.database.transaction() as db:
        db.execute(update(Letter).where(Letter.id == first.id).values(pdf=pdf))
    downgrade(careless(held), BEFORE)
    migrate(held.database)
    with held.database.reading() as db:
        one, other = letter.letters(db, held.election)
    assert (one.institution.name, one.institution.national_id) == (Names("نام چاپ‌شده"), "14001")
    assert other.institution == second.institution
