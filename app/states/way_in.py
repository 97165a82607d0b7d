"""How a voter's slip comes into the booth, in each set-up that is served: papers, pages and booth all ask here."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class WayIn(StrEnum):
    """The tablet's camera; that of the one computer; digits alone, where a line is open and no page gets a camera;
    the own device of who votes from elsewhere."""

    CAMERA = "camera"
    COMPUTER = "computer"
    DIGITS = "digits"
    PERSONAL = "personal"


_BY_LINE = {"encrypted": WayIn.CAMERA, "none": WayIn.COMPUTER, "open": WayIn.DIGITS}


def way_in(line: Literal["encrypted", "none", "open"]) -> WayIn:
    """The way in where this lies between the booth and the server (`Settings.line`)."""
    return _BY_LINE[line]
