"""Papers of an election that are made once, sealed and kept."""

from __future__ import annotations

from enum import StrEnum


class PaperKind(StrEnum):
    """What a sealed paper is."""

    ZERO = "zero"
    MINUTES = "minutes"
    SUPPLEMENT = "supplement"
