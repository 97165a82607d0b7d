"""Why the clock of the machine is not believed."""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """What was seen: a jump while the program ran, or an impossible or unlikely hour when it began."""

    JUMPED_AHEAD = "jumped-ahead"
    JUMPED_BACK = "jumped-back"
    BEHIND = "behind"
    FAR_AHEAD = "far-ahead"
    OUTSIDE_CERTIFICATES = "outside-certificates"
