"""A bundle: tables as CSV, JSON and one workbook, with files beside them, in a ZIP with the digest of each part.

Nothing is held in memory but a few rows; what is written twice goes through temporary files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import xlsxwriter

ESCAPE = "'"
"""Stands before a text that a spreadsheet would take for a formula, and before a text that begins with it."""

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", ESCAPE)
LONGEST_CELL = 32_767
"""Characters that a workbook's cell holds; CSV and JSON hold all."""

PACKED = (".jpg", ".png", ".webp", ".pdf", ".xlsx")
"""What does not become smaller."""


class Table(Protocol):
    """What is written as a table."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> Iterable[tuple[object, ...]]: ...


class File(Protocol):
    """What is written as a file."""

    @property
    def path(self) -> str: ...
    @property
    def write(self) -> Callable[[BinaryIO], object]: ...


def write_bundle(out: BinaryIO, tables: Iterable[Table], files: Iterable[File], *, readme: str, made: datetime) -> None:
    """Write the whole bundle to `out`, which can be sought."""
    with zipfile.ZipFile(out, "w") as archive, tempfile.TemporaryDirectory() as folder:
        bundle = _Bundle(archive, made)
        bundle.add("README.txt", readme.encode())
        workbook = Path(folder) / "all.xlsx"
        book = xlsxwriter.Workbook(
            str(workbook),
            {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False},
        )
        book.set_properties({"created": made.replace(tzinfo=None)})
        for table in tables:
            _write_table(bundle, table, book)
        book.close()
        for file in files:
            with bundle.part(file.path) as part:
                file.write(part)
        with workbook.open("rb") as source, bundle.part("all.xlsx") as part:
            shutil.copyfileobj(source, part)
        bundle.close()


def harmless(text: str) -> str:
    """`text` as it stands in CSV: no spreadsheet takes it for a formula, and `plain` gives it back."""
    return ESCAPE + text if text.startswith(RISKY) else text


def plain(cell: str) -> str:
    """What a cell of the CSV says: without the character that made it harmless."""
    return cell.removeprefix(ESCAPE)


class _Part(io.RawIOBase):
    """One entry of the ZIP while it is written; its digest comes along."""

    def __init__(self, entry: BinaryIO) -> None:
        self._entry = entry
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raw = bytes(data)  # type: ignore[call-overload]  # any buffer
        self.digest.update(raw)
        self._entry.write(raw)
        return len(raw)


class _Bundle:
    """The ZIP and the digests of what is in it."""

    def __init__(self, archive: zipfile.ZipFile, made: datetime) -> None:
        self._archive, self._made = archive, made
        self._sums: list[str] = []

    @contextmanager
    def part(self, path: str) -> Iterator[BinaryIO]:
        """A new entry, to be written now."""
        info = zipfile.ZipInfo(path, self._made.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as entry:
            raw = _Part(entry)  # type: ignore[arg-type]  # it is written to
            buffer = io.BufferedWriter(raw, 16 * 1024)
            yield buffer
            buffer.flush()
        self._sums.append(f"{raw.digest.hexdigest()}  {path}\n")

    def add(self, path: str, data: bytes) -> None:
        """A new entry with these bytes."""
        with self.part(path) as part:
            part.write(data)

    def close(self) -> None:
        """Write the digests, as `sha256sum -c` reads them."""
        self.add("SHA256SUMS", "".join(self._sums).encode())


def _write_table(bundle: _Bundle, table: Table, book: xlsxwriter.Workbook) -> None:
    """Go through the rows once: CSV into the ZIP, the workbook beside it, JSON after it."""
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as beside:
        with bundle.part(f"{table.name}.csv") as part:
            text = io.TextIOWrapper(part, "utf-8-sig", newline="", write_through=False)
            rows = csv.writer(text)
            rows.writerow(table.columns)
            _fill(sheet, 0, table.columns)
            for number, row in enumerate(table.rows, start=1):
                rows.writerow([_csv_cell(value) for value in row])
                _fill(sheet, number, row)
                beside.write(",\n" if number > 1 else "")
                beside.write(json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False))
            text.flush()
            text.detach()
        beside.seek(0)
        with bundle.part(f"{table.name}.json") as part:
            part.write(b"[\n")
            for piece in iter(lambda: beside.read(8 * 1024), ""):
                part.write(piece.encode())
            part.write(b"\n]\n")


def _fill(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Iterable[object]) -> None:
    for place, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif isinstance(value, int):
            sheet.write_number(number, place, value)
        elif value is not None and value != "":
            sheet.write_string(number, place, _text(value)[:LONGEST_CELL])


def _csv_cell(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    return harmless(_text(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
