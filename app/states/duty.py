"""Papers and duties of the day."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """What is to be done beside the acts of an election, in the order of the day."""

    ZERO_SIGNED = "zero-signed"
    MINUTES_MADE = "minutes-made"
    MINUTES_SIGNED = "minutes-signed"
    LETTERS_ISSUED = "letters-issued"
    LETTERS_HANDED = "letters-handed"
    ALTERNATES_TOLD = "alternates-told"
    SLIPS_DESTROYED = "slips-destroyed"


NOTED = (
    Duty.ZERO_SIGNED,
    Duty.MINUTES_SIGNED,
    Duty.LETTERS_HANDED,
    Duty.ALTERNATES_TOLD,
    Duty.SLIPS_DESTROYED,
)
"""What no program can see: an officer notes that it was done."""
