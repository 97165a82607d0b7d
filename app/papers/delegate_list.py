"""Lists of delegates as files: one to be filled, with the institutions that are awaited; one with rows to be mended."""

from __future__ import annotations

from collections.abc import Iterable

from app.documents.spreadsheet import Sheet, comma_separated, xlsx
from app.language import reference
from app.language.wording import Wording
from app.services.hall.roll_row import RollLine, Sender


def template(language: str) -> bytes:
    """An empty list as CSV: the headings of the columns in a language."""
    return comma_separated([column.name(language) for column in reference.delegate_columns()])


def to_fill(awaited: Iterable[Sender], wording: Wording) -> bytes:
    """The list as XLSX with a row for each institution that has no delegate yet, so that only names are missing."""
    province = {one.code: one.name(wording.locale) for one in reference.provinces()}
    rows = tuple((one.name.fa, one.national_id, province.get(one.province, ""), "", "", "") for one in awaited)
    return _book(rows, wording)


def to_mend(bad: Iterable[tuple[RollLine, str]], wording: Wording, heading: str) -> bytes:
    """Rows that could not be taken as XLSX, each as it was written, with what is wrong in words under `heading`."""
    rows = ((*(line.cells.get(column.code, "") for column in reference.delegate_columns()), why) for line, why in bad)
    return _book(tuple(rows), wording, heading)


def _book(rows: tuple[tuple[str, ...], ...], wording: Wording, *more: str) -> bytes:
    headings = tuple(column.name(wording.locale) for column in reference.delegate_columns())
    sheet = Sheet(name=wording.gettext("Delegates"), headings=(*headings, *more), rows=rows)
    return xlsx([sheet], right_to_left=wording.direction == "rtl")
