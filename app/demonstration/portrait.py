"""Pictures for some of the invented candidates: a drawn head and shoulders, nobody's face; a drawn logo."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

_GROUNDS = ("#dfe9e6", "#e8e4da", "#e2e6ef", "#efe3e3")
_COATS = ("#0b5d5e", "#6b4f2a", "#33415c", "#7a2e38")
_SKINS = ("#d9b38c", "#c99b72", "#e2c1a0", "#b98a63")
_SIDE = 600


def portrait(number: int, *, scarf: bool) -> bytes:
    """A JPEG of a drawn person, with a scarf or with short hair; equal arguments give equal bytes."""
    picture = Image.new("RGB", (_SIDE, _SIDE * 4 // 3), _GROUNDS[number % 4])
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 520, 530, 1100), fill=_COATS[number % 4])
    draw.rectangle((255, 440, 345, 600), fill=_SKINS[number % 4])
    if scarf:
        draw.ellipse((150, 110, 450, 640), fill=_COATS[(number + 1) % 4])
    draw.ellipse((195, 180, 405, 480), fill=_SKINS[number % 4])
    if not scarf:
        draw.chord((188, 160, 412, 420), 185, 355, fill="#3a312c")
    return _encode(picture, "JPEG")


def logo(number: int) -> bytes:
    """A PNG of a few shapes on a clear ground; equal numbers give equal bytes."""
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    colour = _COATS[number % 4]
    draw.ellipse((10, 10, 390, 390), outline=colour, width=24)
    draw.regular_polygon((200, 200, 130), 3 + number * 2 % 5, rotation=number * 15, fill=colour)
    draw.ellipse((150, 150, 250, 250), fill="#ffffff")
    return _encode(picture, "PNG")


def _encode(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()
