"""Pictures: measured first, then decoded, turned upright and encoded anew without anything that is not a pixel."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageFile, ImageOps

from app.received.file.fit import MOST_PIXELS, SIDE, SMALL_SIDE, AcceptedFile, UnfitError

FORMATS = ("JPEG", "PNG", "WEBP")


def redraw(data: bytes) -> AcceptedFile:
    """Return the picture in `data` without metadata, at most `SIDE` pixels long; PNG where it lets light through.

    Raises UnfitError.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library that prints wants otherwise, for the whole process
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = _open(data)
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        except UnfitError:
            raise
        except Exception as fault:  # whatever a decoder says of such bytes, they are not kept
            raise UnfitError("damaged") from fault
    plain.thumbnail((SIDE, SIDE))
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
    if found.width * found.height > MOST_PIXELS:
        raise UnfitError("pixels")
    found.draft("RGB", (SIDE, SIDE))
    found.load()
    return found


def _encode(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if picture.mode == "RGBA":
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()
