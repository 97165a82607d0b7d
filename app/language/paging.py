"""How a long list is cut into pages."""

from __future__ import annotations


def page_count(every: int, size: int) -> int:
    """How many pages of `size` hold `every` entries; an empty list has one."""
    return max(1, -(-every // size))
