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


SECOND_ROLES = (Role.SIGNATORY, Role.SECRETARY)
"""What the second person of a new assembly may be."""


class Permission(StrEnum):
    """What a role may do in its own assembly: `decide` are the two-person acts, `register` the institutions, `preside`
    agenda, timer and screen of the hall, `officers` admitting those who sign in."""

    LOOK = "look"
    REGISTER = "register"
    REVIEW = "review"
    PREPARE = "prepare"
    DESK = "desk"
    PRESIDE = "preside"
    DECIDE = "decide"
    LETTERS = "letters"
    EXPORT = "export"
    OFFICERS = "officers"


_SECRETARIAT = frozenset(
    {
        Permission.LOOK,
        Permission.REGISTER,
        Permission.REVIEW,
        Permission.PREPARE,
        Permission.DESK,
        Permission.PRESIDE,
        Permission.DECIDE,
        Permission.LETTERS,
        Permission.EXPORT,
    }
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.SECRETARY: _SECRETARIAT,
    Role.REVIEWER: frozenset({Permission.LOOK, Permission.REVIEW}),
    Role.RETURNING_OFFICER: _SECRETARIAT,
    Role.SIGNATORY: frozenset(
        {Permission.LOOK, Permission.REVIEW, Permission.PRESIDE, Permission.DECIDE, Permission.LETTERS}
    ),
    Role.DESK: frozenset({Permission.LOOK, Permission.DESK}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.LOOK, Permission.REGISTER, Permission.PREPARE, Permission.EXPORT, Permission.OFFICERS}
    ),
}
"""What each role may do in its own assembly. Who admits officers is no part of any act of two but those about officers:
otherwise one person could admit the second of the two."""
