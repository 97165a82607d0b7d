"""Words that are translated where they are shown: here they are only marked, so that the catalogue has them."""

from __future__ import annotations


def N_(words: str) -> str:  # the name under which gettext's tools look for such words
    """The words themselves, in English."""
    return words
