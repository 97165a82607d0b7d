"""The sheet with the private half of the recovery key: who has it opens every backup."""

from dataclasses import dataclass
from datetime import datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.documents.qr import encode_qr
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """A recovery key in its spellings of age: `private` opens, `public` is what backups are sealed to."""

    head: Letterhead
    private: str
    public: str
    made: datetime


def render_recovery_sheet(sheet: RecoverySheet, wording: Wording) -> bytes:
    """Print the sheet on one page of A4. Raises PrintingError when a system library is missing."""
    values = {
        "sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head), "code": encode_qr(sheet.private),
    }  # fmt: skip
    return make_pdf("recovery.html", values, wording)
