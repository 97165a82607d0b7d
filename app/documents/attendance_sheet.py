"""The sheet at the door: who is on the roll of a session, room for a signature each; afterwards with the hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """A line of the sheet in its language; `stays`: when somebody came and went, None while that one is here;
    `stated_by`: who presided and stated that this one, who attends `by_video`, is there, "" where nobody did."""

    number: int
    name: str
    institution: str
    province: str
    stays: tuple[tuple[datetime, datetime | None], ...] = ()
    by_video: bool = False
    stated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """The sheet of a session: its ordinal, day, hours such as 09:00 or empty, place; `signing`: posts and names below;
    `printed`: when, where hours are filled in, None on the sheet that is laid out before."""

    head: Letterhead
    session: int
    held_on: date
    begins: str
    place: str
    rows: tuple[AttendanceRow, ...]
    signing: tuple[tuple[str, str], ...]
    printed: datetime | None


def render_attendance_sheet(sheet: AttendanceSheet, wording: Wording) -> bytes:
    """Print the sheet. Raises PrintingError when a system library is missing."""
    values = {
        "sheet": sheet, "head": sheet.head, "emblem": mark(sheet.head),
        "came": sum(bool(row.stays) for row in sheet.rows),
    }  # fmt: skip
    return make_pdf("attendance.html", values, wording)
