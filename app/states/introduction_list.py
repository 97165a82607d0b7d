"""What becomes of a row of a list of introductions."""

from __future__ import annotations

from enum import StrEnum


class LineState(StrEnum):
    """Not in the register; in it but not introduced here; introduced here; may be one of several institutions; kept out
    by its faults; kept in the list until its question is answered."""

    NEW = "new"
    OLD = "old"
    KNOWN = "known"
    TWIN = "twin"
    BAD = "bad"
    ASKED = "asked"
