"""The zero report: printed when voting opens, it states that the board is empty and every count is zero."""

from dataclasses import dataclass
from datetime import datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroReport:
    """The state of an election at its opening.

    `fingerprint` is the election's (base 64), `board_head` the hash (hex) of the board's last event before any ballot,
    `journal_hash` that of the last of the journal's `journal_entries`; `candidates` in ballot order; `signatories` are
    (role, name) pairs.
    """

    head: Letterhead
    election: str
    opened: datetime
    fingerprint: str
    board_height: int
    board_head: str
    seats: int
    least_marks: int
    most_marks: int
    blank_allowed: bool
    slips_printed: int
    credentials: int
    checked_in: int
    ballots: int
    candidates: tuple[str, ...]
    trustees: tuple[str, ...]
    signatories: tuple[tuple[str, str], ...]
    journal_entries: int = 0
    journal_hash: str = ""


def render_zero_report(report: ZeroReport, wording: Wording) -> bytes:
    """Print the report on one page of A4 (more with very many candidates).

    Raises ValueError when ballots are already on the board: such a report would say what is not so; raises
    PrintingError when a system library is missing.
    """
    if report.ballots != 0:
        raise ValueError(f"the board holds {report.ballots} ballots: this is no zero report")
    values = {"report": report, "head": report.head, "emblem": mark(report.head)}
    return make_pdf("zero.html", values, wording)
