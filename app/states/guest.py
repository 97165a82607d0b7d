"""As what guests come to a session."""

from __future__ import annotations

from enum import StrEnum


class GuestKind(StrEnum):
    """Invited, or of the press."""

    INVITED = "invited"
    PRESS = "press"
