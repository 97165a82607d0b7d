"""Pictures: measured first, then decoded, turned upright and encoded anew without anything that is not a pixel."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageFile, ImageOps

from app.received.file.fit import MOST_PIXELS, MOST_SIDE, SIDE, SMALL_SIDE, AcceptedFile, UnfitError

FORMATS = ("JPEG", "PNG", "WEBP")
DEEP = ("I", "I;16", "I;16B")
"""Grey in sixteen bits, as scanners make it; converted as it is, it would be white."""
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", *DEEP})
"""The kinds of pixels that look the same afterwards."""


def redraw(data: bytes) -> AcceptedFile:
    """Return the picture in `data` without metadata, at most `SIDE` pixels long; PNG where it lets light through.

    Raises UnfitError.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library that prints wants otherwise, for the whole process
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = _open(data)
            plain = ImageOps.exif_transpose(_plain(picture))
        except UnfitError:
            raise
        except Exception as fault:  # whatever a decoder says of such bytes, they are not kept
            raise UnfitError("damaged") from fault
    small = plain.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return AcceptedFile(
        media_type="image/png" if plain.mode == "RGBA" else "image/jpeg", content=_encode(plain), width=plain.width,
        height=plain.height, small=_encode(small),
    )  # fmt: skip


def _open(data: bytes) -> Image.Image:
    """The decoded picture; its size is looked at first."""
    try:
        found = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise UnfitError("pixels") from fault
    except Exception as fault:
        raise UnfitError("kind") from fault
    if found.width * found.height > MOST_PIXELS or max(found.size) > MOST_SIDE:
        raise UnfitError("pixels")
    if found.mode not in MODES:
        raise UnfitError("kind")
    found.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded at a fraction: the largest takes no more than a small one
    found.load()
    return found


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in plain colours and at its kept size; shrunk before it is copied wherever its kind can be."""
    if picture.mode in DEEP:
        grey = picture.convert("I").point(lambda light: light * (1 / 256))
        picture = _with_exif(grey.convert("L"), picture)
    can_shrink = picture.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in picture.info
    if can_shrink:
        picture.thumbnail((SIDE, SIDE))
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if not can_shrink:
        plain.thumbnail((SIDE, SIDE))
    return plain


def _with_exif(made: Image.Image, picture: Image.Image) -> Image.Image:
    """What was made of a picture, which still says how it lies."""
    made.info = {name: value for name, value in picture.info.items() if name == "exif"}
    return made


def _encode(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if picture.mode == "RGBA":
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()
