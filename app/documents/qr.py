"""QR codes as SVG outlines: crisp at any size, small, and without style attributes.

The matrix comes from the `qrcode` library. This module splits the text for the shortest code and draws the
boundary of the dark areas, so that no hairline shows between the rows of a printed code.
"""

import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup
from qrcode import constants
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET_ZONE = 4
"""Light modules on each side that a reader may rely on."""

PIXELS = 4
"""Pixels of a module in a PNG."""

MASK = 2
"""The mask for texts that end in a random token, where the search for the best one finds nothing."""

_ALPHANUMERIC_RUN = re.compile(r"([0-9A-Z $%*+\-./:]{12,})")
_Point: TypeAlias = tuple[int, int]


class QrTooLongError(ValueError):
    """The text does not fit into the largest QR code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """An encoded text: rows of modules, true where dark, with the quiet zone; `version` is 1 to 40."""

    version: int
    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules of one side with the quiet zone."""
        return len(self.rows)

    def svg(self, label: str) -> Markup:
        """An inline SVG without width: the page's style gives it one. `label` is for screen readers."""
        return Markup(
            '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
            ' aria-label="{label}" shape-rendering="crispEdges"><path fill="#000" d="{path}"/></svg>'
        ).format(size=self.size, label=label, path=outline(self.rows))

    def image(self, label: str) -> Markup:
        """An `<img>` with the code as PNG: quicker to lay out than the outline, for long print runs."""
        source = b64encode(_png(self.rows)).decode()
        return Markup('<img class="qr" src="data:image/png;base64,{source}" alt="{label}">').format(
            source=source, label=label
        )


def encode_qr(text: str, mask: int | None = None) -> QrCode:
    """Encode `text` with error correction M, upper-case runs in the compact alphanumeric mode.

    `mask` (0 to 7) saves the search for the best mask, most of the time of encoding; any mask is readable,
    and for random text such as a token all are alike.
    Raises QrTooLongError when the text fits into no version.
    """
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=mask)
    for part in _ALPHANUMERIC_RUN.split(text):
        if part:
            mode: Literal[2, 4] = 2 if _ALPHANUMERIC_RUN.fullmatch(part) else 4  # alphanumeric or bytes
            code.add_data(QRData(part.encode(), mode=mode), optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise QrTooLongError(f"{len(text)} characters do not fit into a QR code") from error
    rows = tuple(tuple(map(bool, row)) for row in code.get_matrix())
    return QrCode(version=code.version, rows=rows)


def _png(rows: Sequence[Sequence[bool]]) -> bytes:
    """A PNG in grey, a byte per pixel: one of a bit per pixel would be blown up on its way to PDF."""
    lines = b"".join((b"\0" + b"".join((b"\0" if dark else b"\xff") * PIXELS for dark in row)) * PIXELS for row in rows)
    side = len(rows) * PIXELS
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def outline(matrix: Sequence[Sequence[bool]]) -> str:
    """The SVG path data that bounds the true cells of a square `matrix` whose outermost cells are false."""
    edges = _boundary(matrix)
    loops: list[str] = []
    while edges:
        start = next(iter(edges))
        loops.append(_loop(edges, start))
    return "".join(loops)


def _boundary(matrix: Sequence[Sequence[bool]]) -> dict[_Point, list[_Point]]:
    """Edges between a dark and a light cell, directed so that the dark one is on the right hand."""
    edges: dict[_Point, list[_Point]] = {}
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if not dark:
                continue
            if not matrix[y - 1][x]:
                edges.setdefault((x, y), []).append((x + 1, y))
            if not row[x + 1]:
                edges.setdefault((x + 1, y), []).append((x + 1, y + 1))
            if not matrix[y + 1][x]:
                edges.setdefault((x + 1, y + 1), []).append((x, y + 1))
            if not row[x - 1]:
                edges.setdefault((x, y + 1), []).append((x, y))
    return edges


def _loop(edges: dict[_Point, list[_Point]], start: _Point) -> str:
    """Take one closed loop out of `edges` and write it with straight runs merged."""
    commands = [f"M{start[0]} {start[1]}"]
    here, run, axis = start, 0, ""
    while True:
        following = edges[here].pop()
        if not edges[here]:
            del edges[here]
        step, step_axis = _step(here, following)
        if axis and axis != step_axis:
            commands.append(f"{axis}{run}")
            run = 0
        run, axis, here = run + step, step_axis, following
        if here == start:
            return "".join(commands) + "z"


def _step(here: _Point, following: _Point) -> tuple[int, str]:
    """The signed length and the path command of one unit edge."""
    if here[1] == following[1]:
        return following[0] - here[0], "h"
    return following[1] - here[1], "v"
