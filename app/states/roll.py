"""The roll: what becomes of a row of a list that was brought; how it is changed late; requests to look again at it."""

from __future__ import annotations

from enum import StrEnum


class RowState(StrEnum):
    """Can be taken; stands on the roll already; may mean several institutions; kept out by what is wrong with it."""

    READY = "ready"
    KNOWN = "known"
    TWIN = "twin"
    BAD = "bad"


class RollEdit(StrEnum):
    """Somebody was put on the roll, taken off it, came in another's place, was marked to attend by video or in the hall
    after all."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    BY_VIDEO = "by-video"
    IN_HALL = "in-hall"


class RequestState(StrEnum):
    """Of a request about a roll: nobody has ruled it yet; it was right, and the roll is changed; it was not."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
