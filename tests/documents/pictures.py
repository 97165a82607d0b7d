"""What a reader sees and what tools say of a PDF: pages as pictures, codes read back, fonts, text."""

import re
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.support.tools import run_tool


def page_picture(pdf: bytes, folder: Path, *, page: int = 1, dots: int = 150) -> Image.Image:
    """One page in grey at `dots` per inch."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    target = folder / "page"
    run_tool(
        "pdftoppm",
        "-r",
        str(dots),
        "-f",
        str(page),
        "-l",
        str(page),
        "-gray",
        "-singlefile",
        path,
        target,
    )
    return Image.open(BytesIO(target.with_suffix(".pgm").read_bytes()))


def codes_on(pdf: bytes, folder: Path, *, page: int = 1, dots: int = 150) -> list[str]:
    """The texts of all QR codes that a scanner finds on a page."""
    return codes_in(page_picture(pdf, folder, page=page, dots=dots))


def codes_in(picture: Image.Image) -> list[str]:
    """The texts of all QR codes that a scanner finds in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def information(pdf: bytes, tool: str, folder: Path, *options: str) -> str:
    """The output of one of poppler's tools for `pdf`."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return run_tool(tool, *options, path)


def page_count(pdf: bytes, folder: Path) -> int:
    line = next(line for line in information(pdf, "pdfinfo", folder).splitlines() if line.startswith("Pages:"))
    return int(line.split()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text on a page: its size in points, its box in millimetres from the upper left corner."""

    page: int
    text: str
    size: float
    top: float
    left: float
    bottom: float
    right: float


def pieces_of(pdf: bytes, folder: Path) -> list[Piece]:
    """All runs of text with their sizes, to a third of a point; a size between two is rounded up."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    said = run_tool("pdftohtml", "-xml", "-i", "-nodrm", "-stdout", "-zoom", "3", path)
    sizes = {one[0]: int(one[1]) / 3 for one in re.findall(r'<fontspec id="(\d+)" size="(\d+)"', said)}
    found: list[Piece] = []
    for number, page in enumerate(said.split("<page ")[1:], start=1):
        for top, left, width, height, font, text in re.findall(
            r'<text top="(-?\d+)" left="(-?\d+)" width="(\d+)" height="(\d+)" font="(\d+)">(.*?)</text>', page
        ):
            box = (int(top), int(left), int(top) + int(height), int(left) + int(width))
            high, start, low, end = (value / 3 * 25.4 / 72 for value in box)
            plain = re.sub("<[^>]*>", "", text)
            found.append(
                Piece(page=number, text=plain, size=sizes[font], top=high, left=start, bottom=low, right=end)
            )  # fmt: skip
    return found


def text_of(pdf: bytes, folder: Path) -> str:
    """The text layer, without the marks of direction that poppler adds."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    text = run_tool("pdftotext", "-layout", path, "-")
    return "".join(char for char in text if char not in "\u202a\u202b\u202c\u200c\u2066\u2069\u200e\u200f")


def signature_report(pdf: bytes, folder: Path, root_certificate: bytes | None = None) -> str:
    """What pdfsig says, with the authority's certificate trusted when given; never raises."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    options: list[str] = []
    if root_certificate is not None:
        store = folder / "store"
        if not store.is_dir():
            store.mkdir()
            (folder / "root.pem").write_bytes(root_certificate)
            run_tool("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
            run_tool(
                "certutil",
                "-A",
                "-d",
                f"sql:{store}",
                "-n",
                "root",
                "-t",
                "CT,CT,CT",
                "-i",
                folder / "root.pem",
            )
        options = ["-nssdir", f"sql:{store}"]
    try:
        return run_tool("pdfsig", *options, path)
    except subprocess.CalledProcessError as error:
        return str(error.output)
