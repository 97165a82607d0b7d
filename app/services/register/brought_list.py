"""What every list that is brought as a table has: how its file is read, and how its rows wait to be confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.language import text
from app.language.message import N_
from app.received import spreadsheet
from app.received.sheet import read_book
from app.received.spreadsheet import Book
from app.received.table import BroughtTable as BroughtTable
from app.received.table import HeadingsError
from app.services.acts.reader import told_to_wait
from app.services.acts.refusal import Refusal, Refused

SHEET_CELL = Refusal(
    code="sheet-cell",
    status=400,
    words=N_("A cell holds more than %(most)s characters. Please look for text that does not belong there."),
)
SHEET_COLUMNS = Refusal(
    code="sheet-columns", status=400, words=N_("The list has more than %(most)s columns. Please use the template.")
)
SHEET_DAMAGED = Refusal(
    code="sheet-damaged",
    status=400,
    words=N_("This file cannot be read. Please open it in your spreadsheet and save it anew."),
)
SHEET_EMPTY = Refusal(
    code="sheet-empty", status=400, words=N_("There is no row in this file. Institutions stand below the headings.")
)
SHEET_HEAD = Refusal(
    code="sheet-head",
    status=400,
    words=N_("No column for the names is found. The first row must hold the headings of the template."),
)
SHEET_LARGE = Refusal(
    code="sheet-large", status=400, words=N_("This file is too large: at most %(most)s megabytes. Please divide it.")
)
SHEET_ROWS = Refusal(
    code="sheet-rows",
    status=400,
    words=N_("The list has more than %(most)s rows. Please divide it into several files."),
)
SHEET_PERSON = Refusal(
    code="sheet-person",
    status=400,
    words=N_(
        "“%(first)s” stands beside “%(second)s”, so it holds names of persons. Please call the column of the "
        "institutions “نام نهاد”."
    ),
)
SHEET_SEVERAL = Refusal(
    code="sheet-several",
    status=400,
    words=N_(
        "Several sheets hold a table, such as “%(first)s” and “%(second)s”. Please write below which one is meant, and "
        "choose the file again."
    ),
    field="sheet",
)
SHEET_TWICE = Refusal(
    code="sheet-twice",
    status=400,
    words=N_(
        "“%(first)s” and “%(second)s” may mean the same column. Please take one of them out, or give it another name."
    ),
)
SHEET_TYPE = Refusal(
    code="sheet-type",
    status=400,
    words=N_("This is not a table. Please save the list as XLSX or CSV in your spreadsheet."),
)
_UNREAD = {
    one.code: one
    for one in (SHEET_CELL, SHEET_COLUMNS, SHEET_DAMAGED, SHEET_EMPTY, SHEET_LARGE, SHEET_ROWS, SHEET_TYPE)
}
"""What the reader of sheets refuses."""
_ASKED = {one.code: one for one in (SHEET_PERSON, SHEET_SEVERAL, SHEET_TWICE)}
"""What it asks about."""

KEPT = timedelta(days=30)
"""What was left lying for so long is thrown away when the next list is brought."""
Choose = Callable[[Book, str], BroughtTable | None]
"""Finds the table in a book, in the sheet of a name or in the only one that has a table. Raises HeadingsError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """A list that waits: its file, who brought it when, how many rows are left."""

    id: int
    file: str
    officer: str
    made: datetime
    rows: int


def read_table(data: bytes, choose: Choose, sheet: str = "", *, room: Path | None = None) -> BroughtTable | None:
    """The table in a file, in the sheet of a name or in the only one that has a table; None without its headings.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell; sheet-several,
    sheet-twice, sheet-person where it must be asked what is meant; files-many, where a `room` for readers of files has
    no place.
    """
    try:
        with told_to_wait():
            found = choose(read_book(data, room), sheet)
    except spreadsheet.SheetError as error:
        raise unread(error) from error
    except HeadingsError as error:
        raise Refused(_ASKED[error.code], first=error.first, second=error.second) from error
    if found is not None and not found.rows:
        raise Refused(SHEET_EMPTY)
    return found


def unread(error: spreadsheet.SheetError) -> Refused:
    """What people read of a file that is not read.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell.
    """
    return Refused(_UNREAD[error.code], **error.facts)


def file_name(typed: str) -> str:
    """The name of a file as it is kept, at most 120 characters: the end says more than the folder before it."""
    return text.normalise(typed)[-120:]


def kept_rows(table: BroughtTable) -> list[dict[str, Any]]:
    """The rows of a table as they are stored, without what no database text holds."""
    return [
        {"number": number, "cells": {code: cell.replace("\0", "") for code, cell in cells.items()}}
        for number, cells in table.rows
    ]


def kept_row(number: int, cells: Mapping[str, str]) -> dict[str, Any]:
    """A row that is left in a list."""
    return {"number": number, "cells": dict(cells)}
