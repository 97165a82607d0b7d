"""Files that people send: what is kept of good ones, and that hostile ones are not kept."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from app.received import apart
from app.received.file import MOST_BYTES, MOST_PIXELS, UnfitError, head, settle, settle_apart
from tests.support.institutions import pdf, picture


def why(data: bytes, *, picture: bool = False) -> str:
    """Why a file is not kept."""
    with pytest.raises(UnfitError) as caught:
        settle(data, picture=picture)
    return caught.value.why


def with_position() -> bytes:
    """A photograph that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0), 3: "E", 4: (51.0, 23.0, 0.0)})
    return picture(60, 40, exif=exif)


def test_a_picture_keeps_no_position_and_stands_upright() -> None:
    sent = with_position()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    found = settle(sent, picture=True)
    for kept in (found.content, found.small or b""):
        seen = Image.open(io.BytesIO(kept))
        assert not seen.getexif()
        assert seen.size == (40, 60)
        assert b"Exif" not in kept


def test_a_copy_of_the_bytes_would_be_caught() -> None:
    assert b"Exif" in with_position()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_made_smaller_and_another_small_one_with_it(kind: str) -> None:
    found = settle(picture(3000, 1500, kind), picture=True)
    assert (found.width, found.height) == (2000, 1000)
    assert Image.open(io.BytesIO(found.small or b"")).size == (320, 160)


def test_what_lets_light_through_still_does() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (1, 2, 3, 100)).save(out, "PNG")
    found = settle(out.getvalue(), picture=True)
    assert found.media_type == "image/png"
    assert Image.open(io.BytesIO(found.content)).getpixel((5, 5)) == (1, 2, 3, 100)


@pytest.mark.parametrize(
    ("width", "height"), [(5712, 4284), (8160, 6144), (6936, 9248), (8000, 6000)], ids=["24", "50", "64", "48"]
)
def test_what_a_telephone_makes_is_taken(width: int, height: int, tmp_path: Path) -> None:
    """R27: in the process of its own, whose memory is bounded, and turned upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    found = settle_apart(picture(width, height, colour="red", exif=exif), picture=True, room=tmp_path)
    assert max(found.width or 0, found.height or 0) == 2000
    assert ((found.width or 0) < (found.height or 0)) is (height < width)
    seen = Image.open(io.BytesIO(found.content)).convert("RGB").getpixel((50, 50))
    assert isinstance(seen, tuple)
    assert seen[0] > 240 > 20 > seen[1]


@pytest.mark.parametrize("mode", ["I;16", "L", "P", "1", "RGB", "LA", "RGBA", "CMYK"])
def test_every_kind_of_pixel_looks_the_same_afterwards(mode: str) -> None:
    """R28: sixteen bits of grey became a white sheet."""
    size, grey = (64, 64), (0 if mode == "1" else 102)
    deep, plain = Image.new("I;16", size, grey * 256), Image.new("RGB", size, (grey, grey, grey))
    sent = deep if mode == "I;16" else plain.convert(mode)
    out = io.BytesIO()
    sent.save(out, "JPEG" if mode == "CMYK" else "PNG")
    kept = Image.open(io.BytesIO(settle(out.getvalue(), picture=True).content)).convert("L").getpixel((30, 30))
    assert isinstance(kept, int)
    assert abs(kept - grey) < 6


def test_a_white_sheet_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: grey in sixteen bits taken as it is."""
    monkeypatch.setattr("app.received.file.picture.DEEP", ())
    with pytest.raises(AssertionError):
        test_every_kind_of_pixel_looks_the_same_afterwards("I;16")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says this size; its pixels are one compressed bit each."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = bytes(1 + (width + 7) // 8)
    lines = zlib.compress(row * min(height, 2000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (25_000_000, 1), (20_001, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert why(png_of(*size)) == "pixels"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_JS = b"GIF89a/*" + bytes(20) + b"*/=1;alert(1);//;"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "data", [SVG, GIF_JS, HTML, b"PK\x03\x04" + bytes(40), b"\x89PNG\r\n\x1a\n", b"BM" + bytes(60)]
)
def test_a_file_of_another_kind_is_refused_whatever_its_name(data: bytes) -> None:
    assert why(data) == "kind"


def test_what_hides_behind_a_picture_does_not_stay() -> None:
    found = settle(picture() + b"<script>alert(1)</script>" + pdf(), picture=True)
    assert b"<script>" not in found.content
    assert b"%PDF" not in found.content


def test_empty_large_and_damaged_files_are_refused() -> None:
    assert why(b"") == "empty"
    assert why(bytes(MOST_BYTES + 1)) == "large"
    whole = picture(400, 400, colour="red")
    assert why(whole[: len(whole) // 2]) == "damaged"
    assert why(pdf()[:200]) == "damaged"
    assert why(b"%PDF-1.7\n" + HTML) == "damaged"
    assert why(pdf(), picture=True) == "kind"


def test_a_pdf_that_does_nothing_is_kept_as_it_came() -> None:
    sent = pdf(lambda writer: writer.add_metadata({"/Title": "گزارش"}))
    found = settle(sent, picture=False)
    assert (found.media_type, found.content) == ("application/pdf", sent)


def opening(kind: str, key: str) -> Callable[[PdfWriter], object]:
    """Let the document do something when it is opened."""

    def change(writer: PdfWriter) -> None:
        act = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject("sh")})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(act)

    return change


@pytest.mark.parametrize(
    "change",
    [
        opening("/JavaScript", "/JS"),
        lambda writer: writer.add_attachment("run.exe", b"MZ"),
        lambda writer: writer.encrypt("secret", algorithm="RC4-128"),
        opening("/Launch", "/F"),
    ],
    ids=["script", "file inside", "locked", "launch"],
)
def test_a_pdf_that_acts_or_hides_is_refused(change: Callable[[PdfWriter], object]) -> None:
    assert why(pdf(change)) == "active"


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    sent = with_position()
    assert settle_apart(sent, picture=True, room=tmp_path) == settle(sent, picture=True)
    with pytest.raises(UnfitError, match="pixels"):
        settle_apart(png_of(10_000, 10_000), picture=True, room=tmp_path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (300, 7), (16_000, 3)])
def test_the_head_of_a_picture_states_what_a_decoder_sees(kind: str, size: tuple[int, int]) -> None:
    assert head.pixels(picture(*size, kind)) == size
    assert head.pixels(picture(*size, "WEBP", lossless=True)) == size
    assert head.pixels(picture(*size, "WEBP", exif=Image.Exif().tobytes() or b"Exif")) == size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_head_that_is_cut_off_states_nothing_or_the_same(kind: str) -> None:
    sent = picture(300, 200, kind)
    assert {head.pixels(sent[:end]) for end in range(400)} <= {None, (300, 200)}
    assert head.pixels(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 500_000) is None


def test_too_many_pixels_are_refused_before_a_process_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.subprocess, "run", lambda *a, **k: pytest.fail("a process was begun"))
    assert MOST_PIXELS < 10_000 * 10_000
    with pytest.raises(UnfitError, match="pixels"):
        settle_apart(png_of(10_000, 10_000), picture=True, room=tmp_path)
    with pytest.raises(UnfitError, match="large"):
        settle_apart(bytes(MOST_BYTES + 1), picture=True, room=tmp_path)
