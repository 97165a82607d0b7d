"""How a resolution of a session came about."""

from __future__ import annotations

from enum import StrEnum


class Manner(StrEnum):
    """By votes that were counted, or by acclamation, which has no numbers."""

    VOTE = "vote"
    ACCLAMATION = "acclamation"
