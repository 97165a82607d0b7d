"""What becomes of a ballot on the board, and what a second device says of one that was opened."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """Whether a ballot counts, or another one of the same slip may or does."""

    COUNTED = "counted"
    REPLACEABLE = "replaceable"
    REPLACED = "replaced"


class Comparison(StrEnum):
    """Whether an opened ballot holds what was chosen, as the second device found."""

    AGREES = "agrees"
    DIFFERS = "differs"
