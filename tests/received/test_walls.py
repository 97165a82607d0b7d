"""What a process that reads a stranger's file can reach: neither keys nor settings, nor a way out."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.received import apart
from app.received.apart import environment, read_apart
from app.received.walls import PROGRAM, confine

SHUT_IN = "from app.received.walls import confine; assert confine(); "
KEY = "the private key of the board"


def has_walls() -> bool:
    """Whether the kernel can shut a process in; asked in a process of its own."""
    return run("from app.received.walls import confine; print(confine())").stdout == "True\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    """A process as readers are started."""
    return subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment(), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def walls() -> str:
    """What shuts the process in; the test is left out where the kernel cannot."""
    if not has_walls():
        pytest.skip("this kernel has no Landlock")
    return SHUT_IN


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key of an installation."""
    path = tmp_path / "instance" / "keys" / "board.pem"
    path.parent.mkdir(parents=True)
    path.write_text(KEY)
    return path


ACTS = {
    "read a key": "print(open({key!r}).read())",
    "look into the folder": "import os; print(os.listdir({folder!r}))",
    "write beside it": "open({folder!r} + '/x', 'w')",
    "have another program read it": "import subprocess; subprocess.run(['/bin/cat', {key!r}], check=True)",
    "read what others were told": "import os; print(open('/proc/%d/environ' % os.getppid()).read())",
    "call home": "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
}


@pytest.mark.parametrize("act", ACTS)
def test_a_process_that_is_shut_in_cannot(act: str, walls: str, key: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        code = ACTS[act].format(key=str(key), folder=str(key.parent), port=server.getsockname()[1])
        done, free = run(walls + code), run(code)
    assert done.returncode == 1
    assert "PermissionError" in done.stderr
    assert KEY not in done.stdout
    assert free.returncode == 0, "the twin without walls can"


def test_it_still_reads_its_own_modules(walls: str) -> None:
    done = run(walls + "import app.received.sheet, app.received.file.child; print('read')")
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr


def test_it_is_told_nothing_but_where_the_program_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_MAIL", "smtp://office:secret@mail.example")
    monkeypatch.setenv("PGPASSWORD", "secret")
    said = run("import os; print(sorted(os.environ))").stdout
    assert "MAJMA" not in said
    assert "PGPASSWORD" not in said
    assert environment()["PYTHONPATH"] == str(PROGRAM.parent)
    assert confine.__doc__


WITHOUT = """#!{python} -P
import sys
from app.received import apart, walls
walls._CREATE = 100_000  # a call that no kernel has, as one that a service's filter refuses
apart.work(lambda data: str(len(data)).encode(), 10)
"""


def test_a_reader_that_could_not_be_shut_in_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reader = tmp_path / "reader"
    reader.write_text(WITHOUT.format(python=sys.executable))
    reader.chmod(0o700)
    monkeypatch.setattr(apart, "_told", threading.Event())
    monkeypatch.setattr(sys, "executable", str(reader))
    for _ in range(2):
        assert read_apart("sheet", b"abc", tmp_path) == b"3"
    assert [one.getMessage()[:33] for one in caplog.records] == ["readers of files are not shut in:"]
