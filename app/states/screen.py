"""What the screen in the hall shows."""

from __future__ import annotations

from enum import StrEnum


class HallPicture(StrEnum):
    """One picture of the screen."""

    WELCOME = "welcome"
    AGENDA = "agenda"
    PRESENTER = "presenter"
    SPEAKER = "speaker"
    ATTENDANCE = "attendance"
    HOW = "how"
    TURNOUT = "turnout"
    BOARD = "board"
    CLOSING = "closing"
    LOTS = "lots"
    SEATS = "seats"
    RESULT = "result"
    MESSAGE = "message"
    PAUSE = "pause"
    BLACK = "black"


ALWAYS = frozenset({
    *(HallPicture.WELCOME, HallPicture.AGENDA, HallPicture.PRESENTER, HallPicture.SPEAKER),
    *(HallPicture.ATTENDANCE, HallPicture.HOW, HallPicture.MESSAGE, HallPicture.PAUSE, HallPicture.BLACK),
})  # fmt: skip
"""What tells nothing of a vote, and may be shown in every phase."""
