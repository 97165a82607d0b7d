"""The national identifier of an institution."""

from __future__ import annotations

import re

from app.language import text

_SPOILT = re.compile(r"[0-9]+(?:[.,٫][0-9]+)?[eE][+-]?[0-9]+|[0-9]+[.٫][0-9]+")


def is_spoilt(typed: str) -> bool:
    """Whether this is what a spreadsheet writes in place of a long number, or of one that it took for a sum."""
    return _SPOILT.fullmatch(text.ascii_digits(typed)) is not None


def is_identifier_shaped(typed: str) -> bool:
    """Whether this could be an identifier as it is written: digits, spaces, hyphens."""
    return re.fullmatch("[0-9 -]*", text.ascii_digits(typed)) is not None


def national_id(typed: str) -> tuple[str, bool]:
    """The identifier in one spelling, and whether its check digit does not fit: a doubt, which blocks nothing."""
    try:
        return (text.legal_id(typed) if typed else ""), False
    except ValueError:
        return text.ascii_digits(typed), True
