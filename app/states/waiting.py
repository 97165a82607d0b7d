"""What became of an act that one officer asked another to confirm."""

from __future__ import annotations

from enum import StrEnum


class WaitingState(StrEnum):
    """`confirmed` while it is being carried out; then `done`, or `refused` by a rule."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"
    LATE = "late"
