"""States of a letter of introduction, and what a check of one says."""

from __future__ import annotations

from enum import StrEnum


class LetterStatus(StrEnum):
    """Where a letter stands: a draft is issued, which signs it, or put away as void; what was issued is revoked or
    replaced, and what was revoked may be replaced too."""

    DRAFT = "draft"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"


class Identified(StrEnum):
    """What was found of an identifier in doubt: it is right, the document says another, or a letter leaves it out."""

    COMPARED = "compared"
    OTHER = "other"
    LEFT_OUT = "left-out"


STANDING = (LetterStatus.DRAFT, LetterStatus.ISSUED)
"""What an institution has one of at most that is not replaced by the other."""

REPLACEABLE = (LetterStatus.ISSUED, LetterStatus.REVOKED)
"""In whose place a new letter may be issued."""


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
