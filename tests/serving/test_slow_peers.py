"""The front closes who is slow at each stage of a request, with limits of one and two seconds; all kinds: `held`."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.serving import front as fronts
from app.serving.front import Front, configuration
from tests.support.front import HOST, needs_haproxy, running_front
from tests.support.hall import free_ports

pytestmark = [pytest.mark.prove, needs_haproxy]
HEAD = b"POST /B/x/ballot HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
SENT = {
    "nothing": b"", "one byte": b"P", "half a head": HEAD[:40], "half a body": HEAD + b"{",
    "half a body of a GET": HEAD.replace(b"POST", b"GET") + b"{",
}  # fmt: skip
LONGEST = 6.0


@contextmanager
def front(folder: Path, without: str = "(?!)") -> Iterator[int]:
    """A booths' front whose limits are short, without the lines that match; its port. Nobody answers behind it."""
    port = free_ports(1)
    place = Front(
        zone="booth", port=port, hosts=(HOST,), certificate=None, socket=folder / "no.sock", most=100, each=100,
        largest=1 << 16, whole=True,
    )  # fmt: skip
    text = configuration(place).replace(f" {fronts.HEAD}s", " 1s").replace(f" {fronts.QUIET}s", " 2s")
    kept = "\n".join(line for line in text.splitlines() if not re.search(without, line))
    with running_front(folder, f"{kept}\n", port):
        yield port


def closed(port: int) -> set[str]:
    """Which of the peers were closed within some seconds."""
    peers = {name: socket.create_connection((HOST, port), timeout=5) for name in SENT}
    for name, peer in peers.items():
        peer.sendall(SENT[name])
        peer.settimeout(0.05)
    found: set[str] = set()
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and len(found) < len(peers):
        for name in peers.keys() - found:
            try:
                if not peers[name].recv(1 << 16):
                    found.add(name)
            except TimeoutError:
                continue
            except OSError:
                found.add(name)
    for peer in peers.values():
        peer.close()
    return found


def test_who_stops_at_any_stage_is_closed_at_its_limit(tmp_path: Path) -> None:
    with front(tmp_path) as port:
        assert closed(port) == set(SENT)


def test_a_front_without_its_limits_is_caught(tmp_path: Path) -> None:
    with front(tmp_path, "timeout (http-request|client|http-keep-alive)") as port:
        assert closed(port) == {"half a body", "half a body of a GET"}, "which have a limit of its own"
