"""Where a seat stands that an election gave."""

from __future__ import annotations

from enum import StrEnum


class SeatState(StrEnum):
    """What has become of one holding of a seat: offered, taken, declined, given up after that; or nobody follows."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"
    VACANT = "vacant"


HELD = (SeatState.OFFERED, SeatState.ACCEPTED)
"""Somebody has the seat, and a letter is due."""
