"""The size in pixels that the head of a picture states, read by hand: no decoder sees bytes in this process.

PNG (RFC 2083, 11.2.1), JPEG (ITU T.81, B.2.2), WebP (RFC 9649, 2.5 to 2.7).
"""

from __future__ import annotations

from app.received.file.fit import MOST_PIXELS, MOST_SIDE, UnfitError

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""Between the markers of frames: tables, and one that is reserved."""
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""


def need_fit(data: bytes) -> None:
    """Raise UnfitError (pixels) for a picture whose head states too many; what has no such head is for others."""
    size = pixels(data)
    if size is not None and (size[0] * size[1] > MOST_PIXELS or max(size) > MOST_SIDE):
        raise UnfitError("pixels")


def pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height that a PNG, JPEG or WebP states, or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    return _webp(data) if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30 else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """The size in the first frame; segments are stepped over by their lengths."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
        elif kind in _BARE:
            at += 2
        elif 0xC0 <= kind <= 0xCF and kind not in _NO_FRAME:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None
