"""The list for marking: a sheet on which a delegate marks by hand, with room for the slip. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording
from ballots.digits import GROUP, GROUPS


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedCandidate:
    """A line of the list, by its number on the ballot; who withdrew keeps the line and has no box."""

    number: int
    name: str
    province: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingSheet:
    """One sheet, the same for every delegate. `session` is its number."""

    head: Letterhead
    election: str
    session: int
    held_on: date
    fingerprint: str
    seats: int
    minimum: int
    maximum: int
    blank: bool
    candidates: tuple[MarkedCandidate, ...]


SHORT = 12
"""So many lines stand one below the other on one side of A4; longer lists stand in two columns."""


def render_marking_sheet(sheet: MarkingSheet, wording: Wording) -> bytes:
    """Print the sheet on A4, on both sides where the list is long. Raises PrintingError when a library is missing."""
    return make_pdf(
        "marking_sheet.html",
        {
            "sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head), "groups": GROUPS, "digits": GROUP,
            "columns": 1 if len(sheet.candidates) <= SHORT else 2,
        },
        wording,
    )  # fmt: skip
