"""Remake the pictures in docs/pictures from a whole journey: `python -m tests.journeys.pictures`."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.journeys.journey import Journey, prepared, travel
from tests.journeys.shots import save_shot
from tests.support.server import ROOT
from tests.support.tools import run_tool

PICTURES = ROOT / "docs" / "pictures"


def remake(target: Path) -> list[str]:
    """Hold an assembly and write its pictures to `target`; returns the faults that were seen on the way."""
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder), target) as journey:
        travel(journey)
        picture_papers(journey, target)
        return journey.witness.faults


def picture_papers(journey: Journey, target: Path) -> None:
    """A letter, and one slip from its sheet of four."""
    if journey.slips_pdf is None:
        raise ValueError("no slips were printed")
    save_shot(_first_page(journey.letters[0], journey.folder, 90), target / "letter.png")
    with Image.open(BytesIO(_first_page(journey.slips_pdf, journey.folder, 120))) as sheet:
        width, height = sheet.size
        out = BytesIO()
        sheet.crop((width // 2, 0, width, height // 2)).save(out, "PNG")
    save_shot(out.getvalue(), target / "slip.png")


def _first_page(pdf: Path, folder: Path, dots: int) -> bytes:
    run_tool("pdftoppm", "-r", str(dots), "-singlefile", "-png", pdf, folder / "first")
    return (folder / "first.png").read_bytes()


if __name__ == "__main__":
    for fault in remake(PICTURES):
        print(fault)
