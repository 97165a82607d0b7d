"""What the presidium does when the server is dead: the procedure on paper, and the table for counting by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutServer:
    """`session` is its number; `candidates` in ballot order; `signing` are (post, name) pairs."""

    head: Letterhead
    election: str
    session: int
    held_on: date
    maximum: int
    candidates: tuple[str, ...]
    signing: tuple[tuple[str, str], ...]


def render_without_server(paper: WithoutServer, wording: Wording) -> bytes:
    """Print the paper on A4. Raises PrintingError when a system library is missing."""
    return make_pdf("without_server.html", {"paper": paper, "head": paper.head, "emblem": mark(paper.head)}, wording)
