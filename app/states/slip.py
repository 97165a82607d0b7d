"""States of a slip."""

from __future__ import annotations

from enum import StrEnum


class SlipState(StrEnum):
    """What a slip counts as; "unused" when it was scanned on the table at the closing."""

    GOOD = "good"
    VOID = "void"
    SPOILED = "spoiled"
    UNUSED = "unused"


OUT_OF_HAND = (SlipState.UNUSED, SlipState.SPOILED, SlipState.VOID)
"""The states of slips that no voter holds."""
