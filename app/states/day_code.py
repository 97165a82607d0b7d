"""How far somebody has come who signs in with a code of one day."""

from __future__ import annotations

from enum import StrEnum


class CodeState(StrEnum):
    """Of such a code: not used yet, used (its holder is signed in), over with the day, taken back."""

    INVITED = "invited"
    INSIDE = "inside"
    OVER = "over"
    REVOKED = "revoked"
