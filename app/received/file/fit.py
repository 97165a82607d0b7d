"""What may be kept of a sent file: how much of it, what it becomes, and why not."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 8 * 1024 * 1024
"""Of a sent file."""

MOST_PIXELS = 89_000_000
"""Of a sent picture; more is refused before it is decoded. Telephones make 12, 24, 48, 50 and 64 millions."""

MOST_SIDE = 20_000
"""Pixels in one direction."""

SIDE, SMALL_SIDE = 2000, 320
"""The longest side of a kept picture, and of the small one beside it, in pixels."""

UNFIT = ("empty", "large", "kind", "pixels", "damaged", "active")


class UnfitError(Exception):
    """A file that is not kept: nothing in it, too many bytes or pixels, another kind, damaged, or a PDF that acts."""

    def __init__(self, why: str) -> None:
        if why not in UNFIT:
            raise ValueError(f"unknown fault of a file {why}")
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFile:
    """A file that may be kept. A picture has a size in pixels and the same picture small; a PDF has neither."""

    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    small: bytes | None = None
