"""The run sheet of the day for its three officers: what comes when, who does it, what to do when something fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAct:
    """An act of the day in the paper's language; `roles` (`states.officer.Role`) may do it, so many `persons`."""

    title: str
    sentence: str
    roles: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunItem:
    """A line of the agenda, with the hour that is planned for it as written or "", and the minutes that it takes or
    0."""

    title: str
    begins: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """`session` is its number, `begins` and `ends` its hours as written or ""."""

    head: Letterhead
    election: str
    session: int
    held_on: date
    begins: str
    ends: str
    place: str
    agenda: tuple[RunItem, ...]
    acts: tuple[RunAct, ...]


def render_run_sheet(sheet: RunSheet, wording: Wording) -> bytes:
    """Print the sheet on A4. Raises PrintingError when a system library is missing."""
    return make_pdf("run_sheet.html", {"sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head)}, wording)
