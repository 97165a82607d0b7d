"""The roles of officers, and what a role may permit."""

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


class Permission(StrEnum):
    """What a role may do in its own assembly: `decide` are the two-person acts, `register` the institutions, `officers`
    admitting those who sign in."""

    LOOK = "look"
    REGISTER = "register"
    REVIEW = "review"
    PREPARE = "prepare"
    DESK = "desk"
    DECIDE = "decide"
    LETTERS = "letters"
    EXPORT = "export"
    OFFICERS = "officers"
