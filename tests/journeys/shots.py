"""Screenshots as small PNG files: few colours, chosen for each picture, so that a clone stays light."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

LARGEST = 200_000  # bytes


def save_shot(png: bytes, path: Path) -> None:
    """Reduce a picture to a palette and write it. Raises ValueError when it stays too large for the repository."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in (128, 64, 32, 16):
        out = BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() < LARGEST:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(out.getvalue())
            return
    raise ValueError(f"{path.name} has {out.tell()} bytes even with {colours} colours")
