"""Who starts a hall's processes: one that ends is started again, all end with it, and nothing outlives it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.serving.supervisor import Child, write_plan
from tests.support.server import ROOT

NOTE = "import os,sys,time; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); time.sleep(600)"


@contextmanager
def supervised(folder: Path, number: int = 2) -> Iterator[tuple[subprocess.Popen[bytes], list[Path]]]:
    notes = [folder / f"note{one}" for one in range(number)]
    children = tuple(Child(name=note.name, command=(sys.executable, "-c", NOTE, str(note))) for note in notes)
    write_plan(folder / "plan.json", children)
    command = [sys.executable, "-P", "-m", "app.serving.supervisor", str(folder / "plan.json")]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    try:
        yield process, notes
    finally:
        process.kill()
        process.wait()


def pids(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().split()] if note.exists() else []


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_what_is_killed_is_started_again_and_the_others_run_on(tmp_path: Path) -> None:
    with supervised(tmp_path) as (_, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        other = pids(second)
        os.kill(pids(first)[0], signal.SIGKILL)
        assert soon(lambda: len(pids(first)) == 2)
        assert pids(second) == other
        assert alive(other[0])


def test_told_to_end_it_ends_all(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.terminate()
        assert process.wait(20) == 0
        assert not any(alive(pid) for pid in (*pids(first), *pids(second)))


def test_when_it_is_killed_nothing_keeps_its_port(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.kill()
        assert soon(lambda: not any(alive(pid) for pid in (*pids(first), *pids(second))))


def test_who_needs_little_is_given_no_secret_of_the_others(tmp_path: Path) -> None:
    note = "import json,os,sys,time; open(sys.argv[1],'w').write(json.dumps(dict(os.environ))); time.sleep(600)"
    needs = {"front": (), "streams": ("MAJMA_DATABASE", "PG"), "office": None}
    begun = {name: (sys.executable, "-c", note, str(tmp_path / name)) for name in needs}
    own = {"OWN": "1"}
    children = tuple(Child(name=one, command=begun[one], environment=own, needs=few) for one, few in needs.items())
    write_plan(tmp_path / "plan.json", children)
    secrets = {"MAJMA_MAIL": "smtp://a:b@c", "MAJMA_DATABASE": "postgresql://x", "PGPASSWORD": "p", "ANY_TOKEN": "t"}
    command = [sys.executable, "-P", "-m", "app.serving.supervisor", str(tmp_path / "plan.json")]
    process = subprocess.Popen(command, env={**os.environ, **secrets, "PYTHONPATH": str(ROOT)})
    try:
        assert soon(lambda: all((tmp_path / name).exists() and (tmp_path / name).read_text() for name in needs))
    finally:
        process.kill()
        process.wait(20)
    given = {name: json.loads((tmp_path / name).read_text()) for name in needs}
    assert {name: set(secrets) & set(found) for name, found in given.items()} == {
        "front": set(), "streams": {"MAJMA_DATABASE", "PGPASSWORD"}, "office": set(secrets),
    }  # fmt: skip
    assert all(found["OWN"] == "1" and found["PATH"] == os.environ["PATH"] for found in given.values())


def test_asked_to_it_starts_each_anew(tmp_path: Path) -> None:
    with supervised(tmp_path) as (process, (first, second)):
        assert soon(lambda: bool(pids(first) and pids(second)))
        process.send_signal(signal.SIGHUP)
        assert soon(lambda: len(pids(first)) == len(pids(second)) == 2)
