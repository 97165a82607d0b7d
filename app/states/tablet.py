"""A tablet of a session: enrolled as a booth, or revoked."""

from __future__ import annotations

from enum import StrEnum


class TabletState(StrEnum):
    """`enrolled` from the moment it has its key, `revoked` once two officers took that key from it."""

    ENROLLED = "enrolled"
    REVOKED = "revoked"


class Ready(StrEnum):
    """What a tablet says of itself when it is tested, in the order of its page; each is well or not."""

    CAMERA = "camera"
    SOUND = "sound"
    SCREEN = "screen"
    VERSION = "version"
    CLOCK = "clock"
    NETWORK = "network"
    ABILITIES = "abilities"
