"""A reader of files within its process: what it is handed, where its walls stand, what it says of odd bytes."""

from __future__ import annotations

import ctypes
import io
import os
import runpy
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.received import apart, delegates, spreadsheet, walls
from app.received.file import UnfitError, child, head, pdf, settle, settle_apart
from app.received.file.fit import UNFIT
from app.received.spreadsheet import Book, Page, Row, SheetError
from app.received.table import Fault, HeadingsError
from tests.received.test_file import why
from tests.received.test_spreadsheet import TEXTS, replaced, rows_of
from tests.support.institutions import pdf as pdf_of
from tests.support.institutions import picture

Reader = Callable[[bytes], bytes]


# The reader that is started for a kind of file


@pytest.mark.parametrize(
    ("kind", "of_table", "of_pdf"), [("sheet", b"pages", b"sheet-type"), ("picture", b"kind", b"kind"), ("any", b"kind",
    b"application/pdf")]
)  # fmt: skip
def test_each_kind_of_file_has_its_reader(
    monkeypatch: pytest.MonkeyPatch, kind: str, of_table: bytes, of_pdf: bytes
) -> None:
    taken: list[tuple[Reader, int]] = []
    monkeypatch.setattr(apart, "work", lambda read, most: taken.append((read, most)))
    monkeypatch.setattr(sys, "argv", ["app.received", kind])
    runpy.run_path(str(walls.PROGRAM / "received" / "__main__.py"), run_name="__main__")
    ((read, most),) = taken
    assert most > 1024**2
    assert of_table in read("نام,استان\nانجمن,تهران\n".encode())
    assert of_pdf in read(pdf_of())


def test_a_file_that_a_reader_refuses_or_dies_of_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(kind: str, data: bytes, _room: Path) -> bytes:
        return child.answer_picture(data) if kind == "picture" else child.answer_any(data)

    monkeypatch.setattr(child, "read_apart", here)
    assert settle_apart(picture(), picture=True, room=tmp_path) == settle(picture(), picture=True)
    with pytest.raises(UnfitError, match="kind"):
        settle_apart(b"<html>", picture=False, room=tmp_path)
    monkeypatch.setattr(child, "read_apart", lambda *_given: None)
    with pytest.raises(UnfitError, match="damaged"):
        settle_apart(picture(), picture=True, room=tmp_path)


def test_a_file_is_unfit_only_for_a_reason_that_is_known() -> None:
    assert [UnfitError(one).why for one in UNFIT] == list(UNFIT)
    with pytest.raises(ValueError, match="unknown fault of a file ugly"):
        UnfitError("ugly")


# Walls


class Kernel:
    """What a kernel answers to a process that shuts itself in, and what it was told."""

    def __init__(self, version: int, *, fails: int = 0) -> None:
        self.version, self.fails = version, fails
        self.told: list[tuple[Any, ...]] = []

    def syscall(self, number: int, *given: Any) -> int:
        self.told.append((number, *given))
        if number == self.fails:
            ctypes.set_errno(1)
            return -1
        if number != walls._CREATE:
            return 0
        return self.version if given[0] is None else os.open(os.devnull, os.O_RDONLY)

    def prctl(self, *given: int) -> int:
        self.told.append(("prctl", *given))
        return 0


def shut_in(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> bool:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_given, **_more: kernel)
    return walls.confine()


@pytest.mark.parametrize("version", [0, -1])
def test_a_kernel_without_landlock_shuts_nobody_in_and_says_so(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    kernel = Kernel(version)
    assert shut_in(monkeypatch, kernel) is False
    assert len(kernel.told) == 1


@pytest.mark.parametrize(("version", "size"), [(1, 8), (walls._WITH_LINES, 16), (6, 16)])
def test_a_process_is_shut_in_with_what_it_reads_and_nothing_more(
    monkeypatch: pytest.MonkeyPatch, version: int, size: int
) -> None:
    """A kernel that knows no connections is told of files alone, else it takes no rule at all."""
    kernel = Kernel(version)
    assert shut_in(monkeypatch, kernel) is True
    numbers = [one[0] for one in kernel.told]
    allowed = len(walls._readable())
    assert numbers == [walls._CREATE] * 2 + [walls._ADD] * allowed + ["prctl", walls._RESTRICT]
    assert kernel.told[1][2] == size
    assert kernel.told[-1][1] == kernel.told[2][1], "the rules that were made are those that hold"
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(kernel.told[-1][1])


@pytest.mark.parametrize("fails", [walls._ADD, walls._RESTRICT])
def test_walls_that_do_not_stand_end_the_reader(monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    with pytest.raises(PermissionError):
        shut_in(monkeypatch, Kernel(4, fails=fails))


# Files and pictures


def test_the_head_of_a_picture_is_read_past_filling_and_bare_markers_and_not_past_damage() -> None:
    sent = picture(300, 200)
    assert head.pixels(sent[:2] + b"\xff\xff\xff" + sent[2:]) == (300, 200)
    assert head.pixels(sent[:2] + b"\xff\x01\xff\xd0" + sent[2:]) == (300, 200)
    assert head.pixels(sent[:2] + b"no marker" + sent[2:]) is None
    assert head.pixels(b"RIFF\x1a\x00\x00\x00WEBPXXXX" + bytes(20)) is None


def test_a_pdf_without_pages_or_with_objects_without_end_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pdf_of()
    with pytest.raises(UnfitError, match="damaged"):
        pdf.need_quiet(sent.replace(b"/Pages ", b"/Sages "))
    monkeypatch.setattr(pdf, "MOST_OBJECTS", 1)
    assert why(sent) == "damaged"
    monkeypatch.undo()
    pdf.need_quiet(sent)


# Sheets


def test_a_cell_that_ends_in_white_space_is_measured_too() -> None:
    long = "a" * spreadsheet.LONGEST
    with pytest.raises(SheetError) as caught:
        rows_of(replaced(TEXTS, "<t>انجمن", f'<t xml:space="preserve">{long}\n\n'))
    assert (caught.value.code, caught.value.facts) == ("sheet-cell", {"most": spreadsheet.LONGEST})


def test_a_cell_with_a_day_and_an_hour_is_its_day() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    form = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    made.add_worksheet().write_datetime(0, 0, datetime(2026, 11, 8, 9, 30), form)  # noqa: DTZ001
    made.close()
    assert rows_of(out.getvalue())[0].cells == ("2026-11-08",)


def delegates_in(*pages: str) -> Book:
    rows = (Row(number=1, cells=("نام نماینده", "نام نهاد")), Row(number=2, cells=("نگین", "انجمن رود")))
    return Book(pages=tuple(Page(name=name, rows=rows) for name in pages), hides=False)


def test_of_two_sheets_with_delegates_one_is_asked_for() -> None:
    with pytest.raises(HeadingsError) as caught:
        delegates.choose(delegates_in("تهران", "قم"))
    assert caught.value.code == "sheet-several"
    found = delegates.choose(delegates_in("تهران", "قم"), "قم")
    assert found is not None
    assert len(found.rows) == 1


def test_a_national_id_that_a_spreadsheet_spoilt_is_told() -> None:
    said = delegates.read({"name_fa": "نگین", "national_id": "1.2E+10"})
    assert [one for one in said.faults if one.column == "national_id"] == [
        Fault(column="national_id", code="spoilt", said="1.2E+10")
    ]
