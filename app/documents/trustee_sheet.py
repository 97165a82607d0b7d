"""The sheet that invites a trustee: what to do and when, the link as a code and as text.

The link lets its holder make the trustee's key: nothing here keeps or logs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.documents.qr import MASK, encode_qr
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeSheet:
    """One invitation in the document's language; `address` and `secret` are the two halves of the link, before and
    after '#'. `held_on`, `begins` and `place` are those of the session."""

    head: Letterhead
    election: str
    name: str
    held_on: date
    begins: str
    place: str
    address: str
    secret: str
    dated: datetime

    def __repr__(self) -> str:
        """Name the sheet without its link."""
        return f"TrusteeSheet(name={self.name!r})"


def render_trustee_sheet(sheet: TrusteeSheet, wording: Wording) -> bytes:
    """Print the sheet on one page of A4. Raises PrintingError when a system library is missing."""
    code = encode_qr(f"{sheet.address}#{sheet.secret}", MASK)
    return make_pdf(
        "trustee_sheet.html", {"sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head), "code": code}, wording
    )
