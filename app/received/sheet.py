"""A spreadsheet read in a process of its own: its cells come back, or which limit it is over."""

from __future__ import annotations

import json
from pathlib import Path

from app.received.apart import read_apart
from app.received.spreadsheet import LARGEST as LARGEST
from app.received.spreadsheet import Book, Page, Row, SheetError, read


def read_book(data: bytes, room: Path | None) -> Book:
    """As `spreadsheet.read`, by a reader of the room whose locks lie in that folder; None: in this process.

    Raises SheetError, also where the process was ended, and NoRoomError.
    """
    if room is None:
        return read(data)
    if len(data) > LARGEST:
        raise SheetError("sheet-large", most=LARGEST // 1024**2)
    said = read_apart("sheet", data, room)
    if said is None:
        raise SheetError("sheet-damaged")
    found = json.loads(said)
    if "code" in found:
        raise SheetError(found["code"], **found["facts"])
    pages = ((name, tuple(Row(number, tuple(cells)) for number, cells in rows)) for name, rows in found["pages"])
    return Book(tuple(Page(name, rows) for name, rows in pages), hides=found["hides"])


def answer(data: bytes) -> bytes:
    """What the process says."""
    try:
        book = read(data)
    except SheetError as error:
        return json.dumps({"code": error.code, "facts": error.facts}).encode()
    pages = [(page.name, [(row.number, row.cells) for row in page.rows]) for page in book.pages]
    return json.dumps({"pages": pages, "hides": book.hides}).encode()
