"""A process of a zone: told to end, it finishes what it has, takes nothing new, and lets go."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.support.server import ROOT, free_port

SLOW = """
import sys, time
from app.serving.zone import serve

def app(environ, start):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"whole" * 1000]

serve(app, lambda *_: True, listen=f"127.0.0.1:{sys.argv[1]}", threads=4)
"""


def asked(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        found = b""
        while part := line.recv(65536):
            found += part
        return found


def test_told_to_end_it_answers_what_it_was_asked_and_takes_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, str(tmp_path / "slow.py"), str(port)], env=environment)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                assert b"whole" in asked(port, "/")
                break
            except ConnectionRefusedError:
                assert time.monotonic() < until
                time.sleep(0.05)
        answers: list[bytes] = []
        slow = threading.Thread(target=lambda: answers.append(asked(port, "/slow")), daemon=True)
        slow.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        slow.join(20)
        assert answers[0].count(b"whole") == 1000
    finally:
        process.kill()
        process.wait()
