"""What the secretariat writes into letters, and how it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the secretariat writes into every letter: the addressee's lines, the purpose, the signatory, the copies.

    `language` ("fa", "ar" or "en") is that of the letter; the other texts are written in it.
    """

    recipient: tuple[str, ...]
    purpose: str
    signatory: str
    signatory_post: str
    copies: tuple[str, ...] = ()
    language: str = "fa"


def said_in(terms: Terms) -> dict[str, object]:
    """The terms as they are stored."""
    return {
        "recipient": list(terms.recipient), "purpose": terms.purpose, "signatory": terms.signatory,
        "signatory_post": terms.signatory_post, "copies": list(terms.copies), "language": terms.language,
    }  # fmt: skip


def terms_in(said: Mapping[str, object]) -> Terms:
    """The terms of what is stored."""
    return Terms(
        recipient=texts(said["recipient"]), purpose=str(said["purpose"]), signatory=str(said["signatory"]),
        signatory_post=str(said["signatory_post"]), copies=texts(said["copies"]),
        language=str(said.get("language", "fa")),
    )  # fmt: skip


def texts(stored: object) -> tuple[str, ...]:
    """The lines of a stored list."""
    return tuple(str(line) for line in stored) if isinstance(stored, list) else ()
