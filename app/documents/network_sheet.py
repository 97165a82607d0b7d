"""The sheet on a hall's network for its officers: what devices are compared with, and what to do when they differ."""

from dataclasses import dataclass
from datetime import datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.documents.qr import encode_qr
from app.documents.trust_page import print_code_text, print_lines
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSheet:
    """A hall as devices meet it.

    `digest` is the SHA-256 of its certificate (64 hexadecimal digits), `name` what devices list it as, `begin` the
    address where they get it; `booth`, `public` and `office` are addresses, `names` what the certificate of the
    computer stands for, until `until`.
    """

    head: Letterhead
    digest: str
    name: str
    begin: str
    booth: str
    public: str
    office: str
    names: tuple[str, ...]
    until: datetime


def render_network_sheet(sheet: NetworkSheet, wording: Wording) -> bytes:
    """Print the sheet on one page of A4. Raises PrintingError when a system library is missing."""
    values = {
        "sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head), "lines": print_lines(sheet.digest),
        "code": encode_qr(print_code_text(sheet.digest)), "way": encode_qr(sheet.begin),
    }  # fmt: skip
    return make_pdf("network.html", values, wording)
