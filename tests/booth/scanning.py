"""What scanners do at the booth: a hand scanner's keys under any layout, and pictures before a camera."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import CDPSession, Page

from app.documents.qr import MASK, encode_qr
from app.documents.slip import Slip, render_slips
from ballots.slip_code import slip_code
from tests.booth.hall import Hall
from tests.documents.pictures import page_picture
from tests.documents.samples import persian, sheet

SIGNS = {
    ";": "Semicolon", ":": "Semicolon", "/": "Slash", "-": "Minus", ".": "Period", ">": "Period", "#": "Digit3",
    "&": "Digit7",
}  # fmt: skip
SHIFTED = ":>#&"
PERSIAN = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "شذزیثبلاهتنمئدخحضقسفعرصطغظ۰۱۲۳۴۵۶۷۸۹", strict=True))
GERMAN = {"Y": "Z", "Z": "Y", ":": "Ö", ";": "ö", "-": "ß", "/": "-", "#": "§"}
LAYOUTS = {"latin": {}, "persian": PERSIAN, "german": GERMAN, "caps": {}}
"""What the same places of a keyboard type in the device's layout: scanners press the places of the United States."""

GROUND = Image.new("L", (420, 520), 240)


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


def paper(text: str, side: int = 330) -> Image.Image:
    """A code on a piece of paper, `side` pixels wide as the camera sees it."""
    made = encode_qr(text, MASK).made
    made.box_size = 8
    out = BytesIO()
    made.make_image().save(out)
    ground = GROUND.copy()
    ground.paste(Image.open(out).convert("L").resize((side, side), Image.Resampling.LANCZOS), (45, 45))
    return ground


def printed(hall: Hall, folder: Path, side: int = 330) -> Image.Image:
    """The part around the code of a printed slip, the code `side` pixels wide as the camera sees it."""
    slip = Slip(serial="SLIP-AAAA", token="A" * 160, credential=hall.small.credentials[0])
    page = page_picture(render_slips(sheet(), [slip], persian()), folder, dots=200)
    (code,) = zxingcpp.read_barcodes(page)
    first, last = code.position.top_left, code.position.bottom_right
    edge = (last.x - first.x) // 4
    around = page.crop((first.x - edge, first.y - edge, last.x + edge, last.y + edge))
    whole = round(side * around.width / (last.x - first.x))
    return around.resize((whole, whole), Image.Resampling.LANCZOS)


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


def picture_of(page: Page, path: Path, place: str) -> Path:
    """What a camera sees of a code on the tablet, a little turned."""
    page.locator(f"#{place} svg").screenshot(path=path)
    with Image.open(path) as seen:
        big = seen.convert("L").resize((640, 640))
        big.rotate(7, expand=True, fillcolor=255).save(path)
    return path


def film(picture: Path, path: Path) -> Path:
    """An uncompressed film of one picture, as Chromium's false camera plays it."""
    with Image.open(picture) as seen:
        frame = Image.new("L", (1280, 960), 200)
        frame.paste(seen.convert("L").resize((820, 820)), (230, 70))
    grey = bytes([128]) * (640 * 480)
    path.write_bytes(b"YUV4MPEG2 W1280 H960 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + frame.tobytes() + grey * 2) * 2)
    return path
