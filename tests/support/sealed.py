"""Minutes that are kept without the cost of their printing."""

from __future__ import annotations

from app.language.text import LANGUAGES
from app.services.letters import sealed_paper
from tests.support.assemblies import Simulation

FILES = {language: f"%PDF-1.7 {language}".encode() for language in LANGUAGES}


def keep_minutes(held: Simulation) -> sealed_paper.SealedValue:
    """Keep stand-ins of the minutes of an election whose result is announced."""
    with held.database.transaction() as db:
        slot = sealed_paper.minutes_slot(db, held.election, held.now)
        return sealed_paper.keep_minutes(db, held.act(), held.election, slot, FILES)
