"""Writing tables for spreadsheets: XLSX and CSV in which no cell is taken for a formula, an address or a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_WIDEST, _LONGEST = 48, 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A list from which the cells of a column are chosen: cells of another sheet's second column, by rows from 0."""

    column: int
    sheet: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table with its headings, and columns whose cells are chosen from a list."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    choices: tuple[Choices, ...] = ()


def xlsx(sheets: Sequence[Sheet], *, right_to_left: bool) -> bytes:
    """The sheets as one XLSX file; each cell is text, whatever stands in it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#e3f1f0", "bottom": 1})
    for one in sheets:
        page = book.add_worksheet(one.name[:31])
        if right_to_left:
            page.right_to_left()
        page.freeze_panes(1, 0)
        for column, heading in enumerate(one.headings):
            widest = max((len(row[column]) for row in one.rows), default=0)
            page.set_column(column, column, min(_WIDEST, max(len(heading), widest) + 4), plain)
            page.write_string(0, column, heading, head)
        for number, row in enumerate(one.rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell[:_LONGEST], plain)
        for choice in one.choices:
            _offer(page, choice)
    book.close()
    return out.getvalue()


def _offer(page: Any, choice: Choices) -> None:
    """A list to choose from in every row; another text is warned of, not refused."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    first, last = (xl_rowcol_to_cell(row, 1, True, True) for row in (choice.first, choice.last))
    page.data_validation(
        1, choice.column, 1000, choice.column,
        {"validate": "list", "source": f"='{choice.sheet}'!{first}:{last}", "error_type": "warning"},
    )  # fmt: skip


def comma_separated(headings: Sequence[str]) -> bytes:
    """An empty table as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(headings)
    return out.getvalue().encode("utf-8-sig")
