"""Room for readers of files: two at once in all processes, six wait, the next is refused; the dead hold none."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.received import apart, sheet
from app.received import room as rooms
from app.received.room import READERS, WAITING, NoRoomError, room
from app.received.spreadsheet import SheetError

HOLD = """
import sys, time
from pathlib import Path
from app.received.room import room
with room(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process of the installation, which reads."""
    found = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert found.stdout is not None
    assert found.stdout.readline() == "in\n"
    return found


def test_two_read_in_the_whole_installation_and_who_is_killed_leaves_the_place(tmp_path: Path) -> None:
    others = [holder(tmp_path) for _ in range(READERS)]
    try:
        with pytest.raises(NoRoomError), room(tmp_path, patience=0):
            pass
        others[0].kill()
        with room(tmp_path, patience=5):
            pass
    finally:
        for one in others:
            one.kill()
            one.wait()


def test_who_comes_when_all_wait_is_refused_at_once(tmp_path: Path) -> None:
    ends, refused = threading.Event(), threading.Semaphore(0)

    def read() -> None:
        try:
            with room(tmp_path):
                ends.wait(10)
        except NoRoomError:
            refused.release()

    threads = [threading.Thread(target=read) for _ in range(READERS + WAITING + 3)]
    for one in threads:
        one.start()
    for _ in range(3):
        assert refused.acquire(timeout=5)
    ends.set()
    for one in threads:
        one.join()
    assert not refused.acquire(blocking=False)  # all others came to read


def test_who_waits_too_long_is_refused(tmp_path: Path) -> None:
    with room(tmp_path), room(tmp_path):
        began = time.monotonic()
        with pytest.raises(NoRoomError), room(tmp_path, patience=0.2):
            pass
        assert 0.2 < time.monotonic() - began < 2


def test_a_child_keeps_the_place_of_a_server_that_is_gone(tmp_path: Path) -> None:
    with room(tmp_path) as place:
        child = subprocess.Popen(["/bin/sleep", "60"], pass_fds=(place,))
    try:
        with room(tmp_path, patience=0), pytest.raises(NoRoomError), room(tmp_path, patience=0):
            pass
    finally:
        child.kill()
        child.wait()
    with room(tmp_path, patience=0), room(tmp_path, patience=0):
        pass


def test_a_room_without_locks_would_let_everybody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms.fcntl, "flock", lambda *a: None)
    with room(tmp_path), room(tmp_path), room(tmp_path, patience=0):
        pass


def test_a_reader_steps_back_and_knows_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_MAIL", "smtp://user:password@host")
    seen: dict[str, str] = {}
    real = subprocess.run
    monkeypatch.setattr(apart.subprocess, "run", lambda *a, **k: seen.update(k["env"]) or real(*a, **k))
    book = sheet.read_book("نام\nانجمن رود\n".encode(), tmp_path)
    assert [row.cells for row in book.pages[0].rows] == [("نام",), ("انجمن رود",)]
    assert seen
    assert not any(name.startswith("MAJMA_") for name in seen)
    code = "import os; from app.received.apart import work; work(lambda data: str(os.nice(0)).encode(), 1)"
    said = real([sys.executable, "-c", code], input=b"", capture_output=True, check=True).stdout
    assert int(said) == min(19, os.nice(0) + apart.NICE)


def test_a_sheet_read_apart_says_the_same_of_what_is_wrong(tmp_path: Path) -> None:
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04 damaged", b"a;" * 100, b"x" * (sheet.LARGEST + 1)):
        with pytest.raises(SheetError) as here:
            sheet.read_book(data, None)
        with pytest.raises(SheetError) as apart_from_here:
            sheet.read_book(data, tmp_path)
        assert (here.value.code, here.value.facts) == (apart_from_here.value.code, apart_from_here.value.facts)


def test_a_reader_that_is_ended_says_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "read_apart", lambda *given: None)
    with pytest.raises(SheetError, match="sheet-damaged"):
        sheet.read_book(b"a,b\n", tmp_path)
