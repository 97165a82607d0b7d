"""Reading spreadsheets: every common spelling of a table; files that mean harm are stopped before they cost much."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from app.received import spreadsheet
from app.received.spreadsheet import SheetError
from tests.support.introductions import HEADINGS, good_list


def rows_of(data: bytes) -> tuple[spreadsheet.Row, ...]:
    """The rows of the first sheet."""
    return spreadsheet.read(data).pages[0].rows


PAGE = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def book(rows: list[list[object]]) -> bytes:
    """A workbook as a spreadsheet writes it."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = made.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    made.close()
    return out.getvalue()


GOOD = book([["نام", "شناسه"], ["انجمن", 14001234567], [], ["=1+1", 12.5]])


def changed(part: str, change: Callable[[bytes], bytes], data: bytes = GOOD) -> bytes:
    """A workbook with one part of it changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def replaced(part: str, old: str, new: str) -> bytes:
    """A workbook with some text of one part replaced."""
    assert old.encode() in zipfile.ZipFile(io.BytesIO(GOOD)).read(part)
    return changed(part, lambda content: content.replace(old.encode(), new.encode(), 1))


def more_parts() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(spreadsheet.PARTS):
            archive.writestr(f"xl/{number}.xml", b"<a/>")
    return out.getvalue()


def repeated_part() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(PAGE, b"<worksheet/>")
    return out.getvalue()


def lying_size() -> bytes:
    """A workbook whose shared texts say that they are short."""
    data = bytearray(changed(TEXTS, lambda content: content.replace("انجمن".encode(), b"x" * 10**6)))
    at = data.rfind(TEXTS.encode()) - 46
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "sheet-empty"),
    "blank lines": (lambda: b"\r\n , ,\r\n", "sheet-empty"),
    "headings of a workbook without cells": (lambda: book([]), "sheet-empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "sheet-type"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "sheet-type"),
    "a page": (lambda: b"<html><table><tr><td>x</table>", "sheet-type"),
    "any bytes": (lambda: random.Random(1).randbytes(5000).replace(b"PK", b"pk"), "sheet-type"),
    "an archive of something else": (lambda: zipped({"a.txt": b"x"}), "sheet-type"),
    "half an archive": (lambda: GOOD[: len(GOOD) // 2], "sheet-damaged"),
    "a name that climbs": (lambda: zipped({"xl/workbook.xml": b"<a/>", "xl/../b.xml": b"<a/>"}), "sheet-damaged"),
    "a part twice": (repeated_part, "sheet-damaged"),
    "thousands of parts": (more_parts, "sheet-damaged"),
    "a part that is longer than it says": (lying_size, "sheet-damaged"),
    "an entity": (
        lambda: replaced(PAGE, "<worksheet", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'),
        "sheet-damaged",
    ),
    "xml that ends early": (lambda: replaced(PAGE, "</sheetData>", ""), "sheet-damaged"),
    "a bomb": (lambda: replaced(TEXTS, "انجمن", "a" * (spreadsheet.UNPACKED + 1)), "sheet-large"),
    "a large file": (lambda: bytes(spreadsheet.LARGEST + 1), "sheet-large"),
    "one text in all cells": (lambda: book([["x" * 19_000] * 50 for _ in range(900)]), "sheet-large"),
    "a cell in the last row": (lambda: replaced(PAGE, 'r="A2"', "r = 'A1048576'"), "sheet-rows"),
    "a cell in the last column": (lambda: replaced(PAGE, 'r="A2"', 'r="&#88;FD2"'), "sheet-columns"),
    "a cell of ten megabytes": (lambda: replaced(TEXTS, "انجمن", "a" * 10**7), "sheet-cell"),
    "rows without end": (lambda: b"a,b\n" * 200_000, "sheet-rows"),
    "columns without end": (lambda: b"a," * 5000, "sheet-columns"),
    "a line without end": (lambda: b"a,b\nx," + b"y" * 10**6, "sheet-cell"),
    "a quote without end": (lambda: 'نام,استان\n"انجمن,تهران\n'.encode(), "sheet-damaged"),
}  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_list_is_refused_with_the_reason_and_without_cost(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(SheetError) as caught:
            rows_of(data)
        assert tracemalloc.get_traced_memory()[1] < 120 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["a cell in the last row", "an entity", "one text in all cells"])
def test_without_the_guard_the_file_would_reach_the_library(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[bytes] = []

    def take(file: io.BytesIO) -> None:
        reached.append(file.getvalue())
        raise OSError

    monkeypatch.setattr("python_calamine.load_workbook", take)
    data = HOSTILE[name][0]()
    with pytest.raises(SheetError):
        rows_of(data)
    assert not reached
    monkeypatch.setattr(spreadsheet._Guard, "look_through", lambda _guard, _content: None)
    with pytest.raises(SheetError):
        rows_of(data)
    assert reached


def test_a_workbook_is_read_as_people_see_it_with_its_own_row_numbers() -> None:
    rows = rows_of(GOOD)
    assert [row.number for row in rows] == [1, 2, 4]
    assert [row.cells for row in rows] == [("نام", "شناسه"), ("انجمن", "14001234567"), ("=1+1", "12.5")]


def test_coloured_rows_far_below_do_not_count() -> None:
    far = '<row r="900000"><c r="A900000" s="1"/></row></sheetData>'
    assert rows_of(replaced(PAGE, "</sheetData>", far)) == rows_of(GOOD)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_the_same_list_is_read_from_every_spelling(encoding: str, separator: str) -> None:
    made = good_list(12)
    rows = rows_of(made.csv(encoding=encoding, separator=separator))
    assert len(rows) == 13
    assert rows[5].cells[1] == made.rows[4][1]
    if encoding != "cp1256":
        assert [row.cells for row in rows] == [tuple(_trimmed(row)) for row in (HEADINGS, *made.rows)]
        assert rows == rows_of(made.xlsx())


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at its end."""
    last = max(place for place, cell in enumerate(row, 1) if cell)
    return row[:last]
