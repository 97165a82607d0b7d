"""The notice to a candidate: accepted, to be mended, rejected, an appeal decided, a withdrawal confirmed."""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The facts of one notice, in its language.

    `kind` is "accepted", "returned", "rejected" or "withdrawn"; `appealed`: when the appeal was made that this decides
    on; `answers`: the number of the notice that it comes back to, may be empty; `reason_code` and `reason` are of a
    rejection; `text` is what the officers, or in a withdrawal the institution, wrote; `deadline`: until when to mend or
    to appeal, or when the list is final, None where none was announced; `frozen`: whether the ballot was fixed by then.
    `address` is where the institution reads and answers.
    """

    head: Letterhead
    kind: str
    number: str
    dated: date
    decided: datetime
    election: str
    session: int
    session_date: date
    receipt: str
    institution: str
    province: str
    representative: str
    appealed: datetime | None
    answers: str
    reason_code: str
    reason: str
    text: str
    deadline: datetime | None
    frozen: bool
    address: str


def render_notice(notice: Notice, wording: Wording) -> bytes:
    """Print the notice without its signature. Raises PrintingError when a system library is missing."""
    values = {"notice": notice, "head": notice.head, "emblem": mark(notice.head)}
    return make_pdf("notice.html", values, wording, variant=ARCHIVAL)
