"""Where a candidate's presentation stands, and how the order of the speakers came about."""

from __future__ import annotations

from enum import StrEnum


class TurnState(StrEnum):
    """The state of one presentation."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    ABSENT = "absent"


class SpeakingOrder(StrEnum):
    """By what the order was drawn: by balls of its own, by those of the ballot, or not yet."""

    UNDRAWN = "undrawn"
    BALLS = "balls"
    BALLOT = "ballot"


STANDING = frozenset({TurnState.RUNNING, TurnState.PAUSED})
"""Who stands before the hall."""
