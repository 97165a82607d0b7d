"""How far somebody has come who watches a session."""

from __future__ import annotations

from enum import StrEnum


class ObserverState(StrEnum):
    """Of an observer's code: not used yet, used (its holder is signed in), over with the day, taken back."""

    INVITED = "invited"
    INSIDE = "inside"
    OVER = "over"
    REVOKED = "revoked"
