"""The receipt of an objection: its number, when it came, and what it says, word for word."""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, make_pdf
from app.documents.qr import encode_qr
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionReceipt:
    """The facts of one receipt, in its language; `who` objects; `address` is the page of all objections, which also
    stands in the square code."""

    head: Letterhead
    election: str
    number: int
    receipt: str
    who: str
    received: date
    entered: datetime
    text: str
    until: date
    address: str


def render_objection_receipt(receipt: ObjectionReceipt, wording: Wording) -> bytes:
    """Print the receipt. Raises PrintingError when a system library is missing."""
    values = {
        "receipt": receipt, "head": receipt.head, "emblem": mark(receipt.head),
        "code": encode_qr(receipt.address),
    }  # fmt: skip
    return make_pdf("objection.html", values, wording, variant=ARCHIVAL)
