"""The front of docs/hosts.md before two groups of processes."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.serving.front import program
from tests.support.hall import HOST
from tests.support.server import ROOT

FRONT = "127.0.0.9"
"""From where the front asks, as `--front` says."""


@contextmanager
def balanced(folder: Path, port: int, behind: tuple[int, int]) -> Iterator[None]:
    """The front that docs/hosts.md shows, for the booths' port."""
    text = (ROOT / "docs" / "hosts.md").read_text()
    block = re.findall(r"```haproxy\n(.*?)```", text, re.DOTALL)[0].rstrip() + "\n"
    block = block.replace("bind :8443", f"bind {HOST}:{port}")
    for name, place in zip("ab", behind, strict=True):
        block = block.replace(f"{name}.example.org:9443", f"{HOST}:{place}")
    block = block.replace("mode tcp", f"mode tcp\n  source {FRONT}")
    path = folder / "balancer.cfg"
    path.write_text(block)
    subprocess.run([str(program()), "-c", "-q", "-f", str(path)], check=True)
    process = subprocess.Popen([str(program()), "-db", "-f", str(path)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait(10)
