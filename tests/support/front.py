"""HAProxy by a configuration of the program's own, alone: what a front does, without all that stands behind it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.serving.front import program

HOST = "127.0.0.1"
PATIENCE = 60.0
needs_haproxy = pytest.mark.skipif(program() is None, reason="HAProxy is not installed")


@contextmanager
def running_front(folder: Path, configuration: str, port: int) -> Iterator[Path]:
    """Run a front by this text while the block runs, which listens at the port; the file of what it says.

    Raises RuntimeError, with that, where it ends or does not listen in time.
    """
    path, log = folder / "front.cfg", folder / "front.log"
    path.write_text(configuration, "utf-8")
    with log.open("wb") as said:
        process = subprocess.Popen([str(program()), "-db", "-f", str(path)], stdout=said, stderr=said)
    try:
        _wait(process, port, log)
        yield log
    finally:
        process.kill()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until a process listens: read from the system, so that no connection of the test's own is counted or logged."""
    until = time.monotonic() + PATIENCE
    listening = f":{port:04X} 00000000:0000 0A "
    while time.monotonic() < until and process.poll() is None:
        if listening in Path("/proc/net/tcp").read_text():
            return
        time.sleep(0.02)
    raise RuntimeError(f"the front does not listen:\n{log.read_text(errors='replace')}")
