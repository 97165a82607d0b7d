"""States of a letter of introduction, and what a check of one says."""

from __future__ import annotations

from enum import StrEnum


class LetterStatus(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIGNED = "signed"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"


class Worth(StrEnum):
    """What a check says of a letter; "altered": what is stored was not signed; "different": the file that was brought
    is not this letter."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    FORGED = "forged"
    ALTERED = "altered"
    DIFFERENT = "different"
