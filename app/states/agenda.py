"""What an item of a session's agenda is about."""

from __future__ import annotations

from enum import StrEnum


class ItemKind(StrEnum):
    """What is done in an item; pages of the day go by it."""

    OPENING = "opening"
    REPORTS = "reports"
    PRESENTATIONS = "presentations"
    DELIBERATION = "deliberation"
    VOTE = "vote"
    RESULT = "result"
    OTHER = "other"
