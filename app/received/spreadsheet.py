"""Reading a table that somebody made in a spreadsheet: XLSX or CSV in, rows of plain text out.

Whatever the file says, little memory and time is spent on it: sizes are looked at before anything is parsed.

python-calamine reads the cells. The look before it (`_Guard`) is by hand, since no library bounds what an archive
unpacks to, how far away a cell lies, or how often one long text is repeated; so the office is told which limit its list
is over, where the limited process that reads it (`sheet`) would only end without a word.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

LARGEST = 4 * 1024 * 1024
UNPACKED = 24 * 1024 * 1024
EXPANDED = 48 * 1024 * 1024
PARTS = 500
ROWS = 1001
COLUMNS = 60
LONGEST = 20_000
SEPARATORS = ",;\t"
_KEPT = re.compile(r"\[Content_Types\]\.xml|(?:_rels|xl)/[^\\]*\.(?:xml|rels)")
_CELL = re.compile(r"([A-Za-z]{1,7})([0-9]{1,9})")
_ZIP_FAULTS = (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, lzma.LZMAError)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number in the spreadsheet, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet that its sender sees: its name, "" for a CSV file, and its rows."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets that have rows; `hides`: rows or columns are read that their sender does not see."""

    pages: tuple[Page, ...]
    hides: bool = False


class SheetError(Exception):
    """A file that is not read. `code`: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns,
    sheet-cell; `facts` say where and what the limit is."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read(data: bytes) -> Book:
    """The visible sheets of an XLSX file, or a CSV file in UTF-8, UTF-16 or Windows-1256. Raises SheetError."""
    if len(data) > LARGEST:
        raise SheetError("sheet-large", most=LARGEST // 1024**2)
    if data.startswith(b"PK"):
        return _read_xlsx(data)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8", b"<", b"{")):
        raise SheetError("sheet-type")
    return _book([("", _read_csv(_decode(data)))])


def _book(sheets: Iterable[tuple[str, Iterator[tuple[int, tuple[str, ...]]]]], *, hides: bool = False) -> Book:
    found = []
    for name, numbered in sheets:
        rows = tuple(Row(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))
        if rows:
            found.append(Page(name, rows))
    if not found:
        raise SheetError("sheet-empty")
    return Book(tuple(found), hides)


def _checked(rows: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Raise on what is over a limit, as soon as it is seen; empty cells at the end of a row do not count."""
    for number, cells in rows:
        last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        if last and number > ROWS:
            raise SheetError("sheet-rows", most=ROWS - 1)
        if last > COLUMNS:
            raise SheetError("sheet-columns", most=COLUMNS)
        if any(len(cell) > LONGEST for cell in cells):
            raise SheetError("sheet-cell", most=LONGEST)
        yield number, cells[:last]


def _decode(data: bytes) -> str:
    """Text of a CSV file; Windows-1256, which reads any bytes, only where they are no UTF-8."""
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    try:
        text = data.decode(marks.get(data[:2], "utf-8-sig"))
    except UnicodeDecodeError:
        text = data.decode("cp1256", "replace")
    if _BINARY.search(text):
        raise SheetError("sheet-type")
    return text


def _read_csv(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = ((number, tuple(cells)) for number, cells in enumerate(reader, start=1))
    try:
        yield from _checked(rows)
    except csv.Error as error:
        if "field limit" in str(error):
            raise SheetError("sheet-cell", most=LONGEST) from error
        raise SheetError("sheet-damaged") from error


def _read_xlsx(data: bytes) -> Book:
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    content, hides = _repacked(data)
    try:
        book = load_workbook(io.BytesIO(content))
        seen = [
            one.name
            for one in book.sheets_metadata
            if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
        ]
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in seen]
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise SheetError("sheet-damaged") from error
    return _book([(name, _checked(_written_rows(rows))) for name, rows in sheets], hides=hides)


def _written_rows(rows: Iterable[Iterable[object]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((number, tuple(map(_written, cells))) for number, cells in enumerate(rows, start=1))


def _written(cell: object) -> str:
    """A cell as people see it: whole numbers without a fraction, days as year-month-day."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _repacked(data: bytes) -> tuple[bytes, bool]:
    """The parts of an XLSX file that hold text, unpacked within limits and looked through, and whether some are hidden.

    The library gets a new archive of just these bytes, so that it cannot read the old one in another way.
    """
    out, total, guard = io.BytesIO(), 0, _Guard()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            names = old.namelist()
            if len(names) > PARTS or len(set(names)) < len(names):
                raise SheetError("sheet-damaged")
            if "xl/workbook.xml" not in names:
                raise SheetError("sheet-type")
            for part in old.infolist():
                if not _KEPT.fullmatch(part.filename) or ".." in part.filename:
                    continue
                with old.open(part) as file:
                    content = file.read(UNPACKED - total + 1)
                total += len(content)
                if total > UNPACKED:
                    raise SheetError("sheet-large", most=LARGEST // 1024**2)
                guard.look_through(content)
                new.writestr(part.filename, content)
    except (*_ZIP_FAULTS, OSError, ValueError) as error:
        raise SheetError("sheet-damaged") from error
    return out.getvalue(), guard.hides


class _Guard:
    """Follows the cells of a sheet as a reader does, before one does.

    A single cell in the last row and column would make a table of seventeen milliards of cells; one long text to which
    all cells point would fill the memory; entities would do so too.
    """

    def __init__(self) -> None:
        self.row = self.column = self.cells = self.length = self.longest = 0
        self.hides = False

    def look_through(self, content: bytes) -> None:
        """Read one part. Raises SheetError."""
        parser = expat.ParserCreate(encoding="UTF-8")
        parser.StartElementHandler, parser.CharacterDataHandler = self._begin, self._text
        parser.StartDoctypeDeclHandler = _refuse_declaration
        self.row = self.column = self.length = 0
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise SheetError("sheet-damaged") from error
        if self.longest * self.cells > EXPANDED:
            raise SheetError("sheet-large", most=LARGEST // 1024**2)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = _number(attributes.get("r", "")) or self.row + 1, 0
        elif name == "c":
            found = _CELL.fullmatch(attributes.get("r", ""))
            self.row, self.column = (int(found[2]), _column(found[1])) if found else (self.row, self.column + 1)
        elif name in ("v", "is", "f"):
            self._filled()
        if name in ("c", "si", "is"):
            self.length = 0
        if name in ("row", "col") and attributes.get("hidden") in ("1", "true"):
            self.hides = True

    def _filled(self) -> None:
        """Only cells with something in them count: whole columns are often coloured."""
        self.cells += 1
        if self.row > ROWS:
            raise SheetError("sheet-rows", most=ROWS - 1)
        if self.column > COLUMNS:
            raise SheetError("sheet-columns", most=COLUMNS)

    def _text(self, text: str) -> None:
        self.length += len(text)
        self.longest = max(self.longest, self.length)
        if self.length > LONGEST and not text.isspace():
            raise SheetError("sheet-cell", most=LONGEST)


def _refuse_declaration(*_said: object) -> None:
    raise SheetError("sheet-damaged")


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number
