"""The database that does not answer just now: nothing happened, and who asks again in some seconds is answered."""

from __future__ import annotations

from app.language.message import N_
from app.services.acts.refusal import Refusal

AGAIN_IN = 2
"""Seconds: a computer of the hall that was started again is asked again after so many (docs/hosts.md)."""
DATABASE_AWAY = Refusal(
    code="database-away",
    status=503,
    words=N_("The database does not answer at this moment. Nothing was changed. Please try again in a few seconds."),
)
