"""What scanners do at the booth: a hand scanner's keys under any layout, and pictures before a camera."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import CDPSession, Page

from ballots.slip_code import slip_code
from tests.booth.hall import Hall

SIGNS = {
    ";": "Semicolon", ":": "Semicolon", "/": "Slash", ".": "Period", ">": "Period", "#": "Digit3", "&": "Digit7",
}  # fmt: skip
SHIFTED = ":>#&"
PERSIAN = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "شذزیثبلاهتنمئدخحضقسفعرصطغظ۰۱۲۳۴۵۶۷۸۹", strict=True))
GERMAN = {"Y": "Z", "Z": "Y", ":": "Ö", ";": "ö", "-": "ß", "/": "-", "#": "§"}
LAYOUTS = {"latin": {}, "persian": PERSIAN, "german": GERMAN, "caps": {}}
"""What the same places of a keyboard type in the device's layout: scanners press the places of the United States."""


def code_of(hall: Hall, voter: int = 0) -> str:
    """The text in the QR code of that voter's slip."""
    return slip_code("A" * 160, hall.small.credentials[voter])


def strokes(text: str, layout: str) -> Iterator[tuple[str, bool, str]]:
    """Place, Shift and what the device makes of it, for each key that a scanner presses for `text`, and Enter."""
    for one in text:
        place = f"Key{one.upper()}" if one.isalpha() else SIGNS.get(one) or f"Digit{one}"
        shift = one.isupper() or one in SHIFTED
        typed = LAYOUTS[layout].get(one.upper(), one.upper()) if shift else LAYOUTS[layout].get(one.upper(), one)
        yield place, shift, typed.swapcase() if layout == "caps" else typed
    yield "Enter", False, "\r"


def scan_by_hand(page: Page, tools: CDPSession, text: str, layout: str = "latin") -> None:
    """Let a hand scanner read `text` in a page whose clock stands still, so that a busy machine loses no key."""
    for place, shift, typed in strokes(text, layout):
        key = {"code": place, "key": "Enter" if place == "Enter" else typed, "modifiers": 8 if shift else 0}
        tools.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": typed, **key})
        tools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    page.clock.run_for(1000)


def photographed(paper: Image.Image, *, turned: float = 0, blurred: float = 0, light: float = 1) -> Image.Image:
    """A grey picture as a camera sees a paper in a hall: turned (degrees), out of focus (pixels), in uneven light."""
    scene = Image.new("L", (1280, 720), 120)
    shade = ImageDraw.Draw(scene)
    for column in range(1280):
        shade.line([(column, 0), (column, 720)], fill=90 + column // 16)
    held = paper.convert("L").rotate(turned, expand=True, resample=Image.Resampling.BICUBIC)
    edge = Image.new("L", paper.size, 255).rotate(turned, expand=True)
    scene.paste(held, ((1280 - held.width) // 2, (720 - held.height) // 2), edge)
    return scene.filter(ImageFilter.GaussianBlur(blurred)).point([int(level * light) for level in range(256)])


def write_film(path: Path, *pictures: Image.Image) -> None:
    """A film that Chromium shows as its camera's: JPEG pictures in a row, again and again."""
    with path.open("wb") as film:
        for picture in pictures:
            out = BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=80)
            film.write(out.getvalue())
