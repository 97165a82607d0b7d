"""Where a request for the floor stands."""

from __future__ import annotations

from enum import StrEnum


class SpeechState(StrEnum):
    """The state of one speech in a deliberation."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    OVER = "over"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
