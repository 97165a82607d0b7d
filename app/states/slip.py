"""States of a slip, and the rules that paper and votes keep at any moment."""

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


class SlipMishap(StrEnum):
    """What befell a slip: torn or unreadable; given back unused; handed out by mistake; lost, where its serial is known
    or it was found after another was handed in its place."""

    TORN = "torn"
    REFUSED = "refused"
    MISTAKEN = "mistaken"
    KNOWN = "known"
    FOUND = "found"


class BalanceRule(StrEnum):
    """What holds at any moment: no more votes than slips handed out; no more slips recorded than printed; no vote from
    a slip that nobody may hold; no vote from a slip that lies on the table."""

    CAST = "cast"
    PAPER = "paper"
    APART = "apart"
    TABLE = "table"
