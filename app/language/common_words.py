"""Words that people here choose as passwords before others: our own, beside the English lists of libraries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "common_words.txt"


@cache
def common_words() -> tuple[str, ...]:
    """The words, the first guessed first: names, places and greetings, in Persian and as they are typed in Latin."""
    return tuple(_FILE.read_text(encoding="utf-8").split())
