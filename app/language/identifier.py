"""The national identifier of an institution."""

from __future__ import annotations

from app.language import text


def national_id(typed: str) -> tuple[str, bool]:
    """The identifier in one spelling, and whether its check digit does not fit: a doubt, which blocks nothing."""
    try:
        return (text.legal_id(typed) if typed else ""), False
    except ValueError:
        return text.ascii_digits(typed), True
