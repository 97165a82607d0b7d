"""Square codes of addresses on the office's pages."""

from __future__ import annotations

from functools import lru_cache

from app.papers.pictures import encode_qr


@lru_cache(maxsize=64)
def square_code(text: str, label: str) -> str:
    """The same drawing at every look on the day; drawing it takes as long as all the rest of the page."""
    return encode_qr(text).svg(label)
