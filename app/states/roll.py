"""The roll: what becomes of a row of a list that was brought; how it is changed after its instant."""

from __future__ import annotations

from enum import StrEnum


class RowState(StrEnum):
    """Can be taken; stands on the roll already; may mean several institutions; kept out by what is wrong with it."""

    READY = "ready"
    KNOWN = "known"
    TWIN = "twin"
    BAD = "bad"


class RollEdit(StrEnum):
    """Somebody was put on the roll, taken off it, or came in another's place."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
