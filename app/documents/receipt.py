"""The receipt of a nomination: what was handed in and when, with the dossier itself attached as JSON.

The fingerprint on the paper is the SHA-256 of the attached bytes: whoever holds the file can show later what was
handed in.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, Attachment, make_pdf
from app.documents.qr import encode_qr
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceipt:
    """The facts of one receipt, in its language; `dossier` are the canonical bytes, `sha256` their digest (hex).

    `address` is the page of the receipt, which also stands in the square code.
    """

    head: Letterhead
    election: str
    session: int
    session_date: date
    number: str
    submitted: datetime
    institution: str
    province: str
    representative: str
    programmes: int
    achievements: int
    files: int
    dossier: bytes
    sha256: str
    address: str


def render_receipt(receipt: DossierReceipt, wording: Wording) -> bytes:
    """Print the receipt on one page of A4. Raises PrintingError when a system library is missing."""
    values = {
        "receipt": receipt, "head": receipt.head, "emblem": mark(receipt.head),
        "code": encode_qr(f"{receipt.address}#{receipt.number}"),
    }  # fmt: skip
    attached = Attachment(name="dossier.json", data=receipt.dossier, title=receipt.number, created=receipt.submitted)
    return make_pdf("receipt.html", values, wording, variant=ARCHIVAL, attachments=(attached,))
