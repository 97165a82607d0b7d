"""The roles of officers."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """As what an officer signs in."""

    SECRETARY = "secretary"
    REVIEWER = "reviewer"
    RETURNING_OFFICER = "returning-officer"
    SIGNATORY = "signatory"
    DESK = "desk"
    ADMINISTRATOR = "administrator"
