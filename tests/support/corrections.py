"""A corrigendum as two officers make it."""

from __future__ import annotations

from app.language.names import Names
from app.services.election import corrigendum
from app.services.nomination import nomination
from tests.support.assemblies import Simulation


def correct_first(held: Simulation, name: Names) -> nomination.NominationValue:
    """Say how the first candidate of the ballot is rightly named; the candidate as it stood before."""
    with held.database.transaction() as db:
        one = nomination.candidates(db, held.election)[0]
        corrigendum.correct(
            db, held.two(), held.election, one.id, name=name, representative=one.representative,
            reason="یک حرف از نام افتاده بود؛ اساسنامه دیده شد.",
        )  # fmt: skip
    return one
