"""The sheet for the helper at the door: how a tablet becomes a booth and is locked to it, with drawings."""

from dataclasses import dataclass

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.documents.qr import encode_qr
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSheet:
    """`tablet` is the address of a tablet's own page, `begin` where devices get the hall's certificate, "" for none."""

    head: Letterhead
    tablet: str
    begin: str


def render_kiosk_sheet(sheet: KioskSheet, wording: Wording) -> bytes:
    """Print the sheet on A4. Raises PrintingError when a system library is missing."""
    values = {"sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head), "way": encode_qr(sheet.tablet)}
    return make_pdf("kiosk.html", values, wording)
