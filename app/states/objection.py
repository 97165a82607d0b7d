"""How an objection to a result is ruled."""

from __future__ import annotations

from enum import StrEnum


class Ruling(StrEnum):
    """What the deciding body says: no ground; ground, and the result stands; ground, and the result cannot stand."""

    DISMISSED = "dismissed"
    STANDS = "stands"
    UPHELD = "upheld"
