"""The real program on a free port of this machine, in a folder of its own; or an application in the tests' process."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds until the first answer, on a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A running program: the address it listens on, its instance folder, the file of what it says, the folder of its
    temporary files, and the number of its first process.
    """

    address: str
    instance: Path
    log: Path
    temporary: Path
    process: int = 0

    def said(self) -> str:
        """What it printed so far, both streams."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def answering(app: Any, port: int = 0) -> Iterator[str]:
    """Let a WSGI application answer in threads of this process while the block runs; the address, by default free."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a test shows its own log, not each request
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(30)


@contextmanager
def serving(
    folder: Path, *, address: str | None = None, root: Path = ROOT, more: Mapping[str, str] | None = None,
    empty: bool = False,
) -> Iterator[Program]:  # fmt: skip
    """Run `serve` with ``folder/instance`` while the block runs; `address` is what its QR codes lead to.

    An empty folder becomes a demonstration, one that holds an installation is served as it is; `root` is the checkout
    whose program runs; `more` is put into its environment; `empty` runs the launcher itself, `./majma serve --empty`.
    Raises RuntimeError, with what the program said, when it ends before it answers or does not answer in time.
    """
    port = free_port()
    program = Program(
        address=f"http://127.0.0.1:{port}", instance=folder / "instance", log=folder / "server.log",
        temporary=folder / "temporary",
    )  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")}
    environment |= {"MAJMA_INSTANCE": str(program.instance), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(root)}
    environment |= {"TMPDIR": str(program.temporary), **(more or {})}
    program.temporary.mkdir(parents=True, exist_ok=True)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    command = [*([str(root / "majma"), "serve", "--empty"] if empty else flask), "--port", str(port)]
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--address", address or program.address],
            cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait(process, port, program)
        yield replace(program, process=process.pid)
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, program: Program) -> None:
    """Until it answers: a web server listens before its program can speak, so a whole answer is asked for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the program ended with {process.returncode}:\n{program.said()}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if connection.recv(12).endswith(b" 200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the program did not answer within {PATIENCE} seconds:\n{program.said()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
