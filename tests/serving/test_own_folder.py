"""A hall's own folder: held while its supervisor runs, removed at its end or at the next start, never another's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.serving import own_folder
from tests.support.server import ROOT

HALL = """
import os, sys
from app.serving import own_folder
from app.serving.supervisor import write_plan
folder = own_folder.make()
write_plan(folder / "plan.json", ())
print(folder, flush=True)
os.execv(sys.executable, [sys.executable, "-P", "-m", "app.serving.supervisor", str(folder / "plan.json")])
"""


def start(base: Path) -> tuple[subprocess.Popen[str], Path]:
    """A hall's process as `./majma serve --hall` leaves it: the folder made, then become the supervisor."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", HALL], env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(base)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def is_supervisor(process: subprocess.Popen[str]) -> bool:
    return b"app.serving.supervisor" in Path(f"/proc/{process.pid}/cmdline").read_bytes()


def end(process: subprocess.Popen[str], number: int) -> None:
    until = time.monotonic() + 20
    while not is_supervisor(process) and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.3)  # it has taken its signals
    process.send_signal(number)
    process.communicate(timeout=20)


def test_it_goes_at_a_clean_end_and_after_a_kill_at_the_next_start(tmp_path: Path) -> None:
    clean, first = start(tmp_path)
    killed, second = start(tmp_path)
    assert first.is_dir(), "another start leaves what is held, also over the exec"
    end(clean, signal.SIGTERM)
    assert not first.exists()
    assert second.is_dir()
    end(killed, signal.SIGKILL)
    assert second.is_dir()
    own_folder.sweep(tmp_path)
    assert not second.exists()


def left(base: Path, name: str) -> Path:
    folder = base / name
    folder.mkdir()
    (folder / own_folder.HELD).touch()
    return folder


def test_what_is_no_halls_or_is_being_made_or_held_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_folder.tempfile, "gettempdir", lambda: str(tmp_path))
    other = left(tmp_path, "majma-of-somebody")
    begun = tmp_path / f"{own_folder.PREFIX}begun"
    begun.mkdir()
    link = tmp_path / f"{own_folder.PREFIX}link"
    link.symlink_to(other)
    mine, gone = own_folder.make(), left(tmp_path, f"{own_folder.PREFIX}gone")
    own_folder.make()
    assert not gone.exists()
    assert all(one.exists() for one in (other, begun, link, mine))
    own_folder.remove(other)
    assert other.exists(), "a plan that lies elsewhere takes no folder with it"


def test_a_sweep_that_asks_for_no_lock_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_folder.tempfile, "gettempdir", lambda: str(tmp_path))
    mine = own_folder.make()
    monkeypatch.setattr(own_folder.fcntl, "flock", lambda *_: None)
    own_folder.sweep(tmp_path)
    assert not mine.exists()
