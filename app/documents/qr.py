"""QR codes by the `qrcode` library, as SVG without style attributes or as PNG.

Ours is only how a text is split for the shortest code, and what a picture needs on a page: a label, a class for its
size, no id that a second code on the page would repeat.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from markupsafe import Markup
from qrcode import constants
from qrcode.exceptions import DataOverflowError
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET_ZONE = 4
"""Light modules on each side that a reader may rely on."""

UNITS = 10
"""What the library calls the size of a module that is one unit of an SVG."""

PIXELS = 4
"""Pixels of a module in a PNG."""

MASK = 2
"""The mask for texts that end in a random token, where the search for the best one finds nothing."""

_ALPHANUMERIC_RUN = re.compile(r"([0-9A-Z $%*+\-./:]{12,})")


class QrTooLongError(ValueError):
    """The text does not fit into the largest QR code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """An encoded text; `version` is 1 to 40."""

    made: QRCode[Any]

    @property
    def version(self) -> int:
        return self.made.version

    @property
    def size(self) -> int:
        """Modules of one side with the quiet zone."""
        return self.made.modules_count + 2 * QUIET_ZONE

    def svg(self, label: str) -> Markup:
        """An inline SVG without width: the page's style gives it one. `label` is for screen readers."""
        self.made.box_size = UNITS
        image = self.made.make_image(image_factory=SvgPathImage)
        drawn = image.get_image()
        for name in ("width", "height", "version"):
            del drawn.attrib[name]
        said = {"class": "qr", "role": "img", "aria-label": label, "shape-rendering": "crispEdges"}
        for name, value in said.items():
            drawn.set(name, value)
        if image.path is not None:
            del image.path.attrib["id"]
        return Markup(image.to_string(encoding="unicode"))  # the label is escaped  # noqa: S704

    def image(self, label: str) -> Markup:
        """An `<img>` with the code as PNG: quicker to lay out than the outline, for long print runs.

        It is grey, a byte per pixel: one of a bit per pixel would be blown up on its way to PDF.
        """
        out = BytesIO()
        self.made.box_size = PIXELS
        self.made.make_image(image_factory=PilImage).get_image().convert("L").save(out, "PNG")
        return Markup('<img class="qr" src="data:image/png;base64,{source}" alt="{label}">').format(
            source=b64encode(out.getvalue()).decode(), label=label
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
    return QrCode(made=code)
