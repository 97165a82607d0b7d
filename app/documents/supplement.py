"""A supplement to minutes: what happened after them, or what the presidium amends; never another minutes."""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that happened: when, what in a sentence or two, and the officers who recorded it, by name."""

    at: datetime
    text: str
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """A supplement, in its language: `amends` is the number of the minutes, `amends_dated` their day.

    `text` is what the presidium amends, or ""; `statements` is what happened since the last paper, the oldest first;
    `signatories` are (role, name) pairs.
    """

    head: Letterhead
    number: str
    dated: date
    amends: str
    amends_dated: date
    election: str
    session: int
    text: str
    statements: tuple[Statement, ...]
    signatories: tuple[tuple[str, str], ...]


def render_supplement(supplement: Supplement, wording: Wording) -> bytes:
    """Print the supplement on A4. Raises PrintingError when a system library is missing."""
    values = {"supplement": supplement, "head": supplement.head, "emblem": mark(supplement.head)}
    return make_pdf("supplement.html", values, wording, variant=ARCHIVAL)
