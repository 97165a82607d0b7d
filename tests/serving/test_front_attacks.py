"""What peers do to the front that is neither slow nor dear: hidden requests, floods of HTTP/2, answers nobody reads."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.serving.front import Front, configuration
from tests.bench.slow import frame, heading
from tests.support.front import HOST, needs_haproxy, running_front
from tests.support.hall import free_ports
from tests.support.zone_server import running_zone

pytestmark = needs_haproxy
FAKED = "6.6.6.6"
HIDDEN = f"GET /hidden HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {FAKED}\r\n\r\n"
AMBIGUOUS = {
    "two ways of saying where it ends": f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding: chunked\r\n",
    "in the other order": f"Transfer-Encoding: chunked\r\nContent-Length: {len(HIDDEN) + 5}\r\n",
    "two lengths": f"Content-Length: {len(HIDDEN) + 5}\r\nContent-Length: 5\r\n",
    "a length with a sign": f"Content-Length: +5\r\nContent-Length: {len(HIDDEN) + 5}\r\n",
    "two lengths in one line": f"Content-Length: 5, {len(HIDDEN) + 5}\r\n",
    "a space before the colon": f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding : chunked\r\n",
    "a folded line": f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding:\r\n chunked\r\n",
    "a coding nobody knows": f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding: xchunked\r\n",
    "chunked and another": f"Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding: chunked, identity\r\n",
    "a bare end of line": f"Content-Length: {len(HIDDEN) + 5}\r\nX: y\nTransfer-Encoding: chunked\r\n",
}
HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
RESET, CONTINUED = 3, 9
LARGE = 8 * 1024 * 1024
FEW = 50
"""Requests of one address in ten seconds in these tests, instead of a thousand."""


@dataclass(slots=True)
class Zone:
    """What stands behind the front: its port, whose requests came, and which paths."""

    port: int
    sources: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, environ: dict[str, Any], begin: Any) -> list[bytes]:
        """Write down who asks what."""
        self.sources.append(environ["REMOTE_ADDR"])
        self.paths.append(environ["PATH_INFO"])
        begin("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@contextmanager
def served(folder: Path, honest: str = "(?!)", other: str = "") -> Iterator[Zone]:
    """The server of a zone behind a front, in whose configuration `other` stands where the pattern `honest` matches."""
    place, door = folder / "zone.sock", socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    zone = Zone(free_ports(1))
    with (
        running_zone(
            zone.answer, lambda environ: True, sockets=[door], trusted_proxy="localhost",
            trusted_proxy_headers="x-forwarded-for x-forwarded-proto", clear_untrusted_proxy_headers=True,
        ),
        running_front(folder, re.sub(honest, other, front(zone.port, place)), zone.port),
    ):  # fmt: skip
        yield zone


def front(port: int, place: Path) -> str:
    """A booths' front with a small limit of requests."""
    text = configuration(
        Front(
            zone="booth", port=port, hosts=(HOST,), certificate=None, socket=place, most=100, each=100,
            largest=1 << 16, whole=True,
        )
    )  # fmt: skip
    return text.replace("sc0_http_req_rate gt 1000", f"sc0_http_req_rate gt {FEW}")


def tell(zone: Zone, *pieces: bytes) -> tuple[bytes, int]:
    """What one connection hears until it is closed or silent, and how many bytes of the pieces were taken."""
    heard, taken = b"", 0
    with socket.create_connection((HOST, zone.port), timeout=5) as line, suppress(OSError):
        for piece in pieces:
            line.sendall(piece)
            taken += len(piece)
        line.settimeout(0.5)
        while data := line.recv(1 << 16):
            heard += data
    return heard, taken


def hide(zone: Zone) -> None:
    """Try each way to hide a request behind another one's head."""
    for lines in AMBIGUOUS.values():
        head = f"POST /seen HTTP/1.1\r\nHost: x\r\n{lines}\r\n"
        tell(zone, f"{head}0\r\n\r\n{HIDDEN}".encode())


def test_no_request_comes_in_that_the_front_has_not_read(tmp_path: Path) -> None:
    with served(tmp_path) as zone:
        hide(zone)
        assert set(zone.sources) <= {HOST}
        assert b"200 OK" in tell(zone, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0]


def test_a_front_that_only_passes_bytes_on_is_caught(tmp_path: Path) -> None:
    with served(tmp_path, r"(?s)mode http\n.*(?=frontend)|  http-[^\n]*\n|, *\n", "mode tcp\n") as zone:
        hide(zone)
        assert FAKED in zone.sources


def resets(number: int, *, lets_go: bool = True) -> Iterator[bytes]:
    """So many requests; who `lets_go` takes each back in the same moment."""
    yield HELLO
    for one in range(1, 2 * number, 2):
        asked = frame(1, 5, one, heading(_method="GET", _path="/seen"))
        yield asked + frame(RESET, 0, one, bytes((0, 0, 0, 8))) if lets_go else asked


def test_who_asks_and_lets_go_in_the_same_moment_is_counted_as_who_waits(tmp_path: Path) -> None:
    with served(tmp_path) as zone:
        tell(zone, *resets(1000))
        assert len(zone.paths) <= FEW
        time.sleep(0.2)
        line = socket.create_connection((HOST, zone.port), timeout=5, source_address=("127.0.0.7", 0))
        line.sendall(b"GET /mine HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in line.recv(1 << 12)
        line.close()


def test_a_front_that_does_not_count_them_is_caught(tmp_path: Path) -> None:
    with served(tmp_path, r"  http-request deny deny_status 429[^\n]*\n") as zone:
        for _ in range(20):
            tell(zone, *resets(100, lets_go=False))  # HAProxy 3 hands on nothing that was taken back, 2.6 does
            if len(zone.paths) > FEW:
                break
        assert len(zone.paths) > FEW


def endless_head() -> Iterator[bytes]:
    """The head of a request that goes on and on in frames, each full of fields."""
    yield HELLO + frame(1, 0, 1, heading(_method="GET", _path="/seen"))
    more = heading(x="a" * 120)[-124:] * 100
    for _ in range(LARGE // len(more)):
        yield frame(CONTINUED, 0, 1, more)


def test_a_head_of_endless_frames_is_let_go_before_it_is_large(tmp_path: Path) -> None:
    with served(tmp_path) as zone:
        _, taken = tell(zone, *endless_head())
        assert zone.paths == []
        assert taken < LARGE
        assert b"200 OK" in tell(zone, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0]


def test_a_front_that_takes_a_head_of_any_size_is_caught(tmp_path: Path) -> None:
    with served(tmp_path, r"tune\.bufsize \d+", "tune.bufsize 20000000") as zone:
        assert tell(zone, *endless_head())[1] >= LARGE - 20_000


def unread(folder: Path, without: str = "(?!)") -> int:
    """How many bytes of an answer of eight megabytes leave the application for a peer who reads none of it."""
    place, port, sent = folder / "large.sock", free_ports(1), [0]
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    door.listen(1)

    def answer() -> None:
        peer, _ = door.accept()
        peer.recv(1 << 16)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        peer.settimeout(2)
        with suppress(OSError):
            while sent[0] < LARGE:
                sent[0] += peer.send(b"x" * 4096)
        peer.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with running_front(folder, re.sub(without, "", front(port, place)), port), socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(5)
        line.connect((HOST, port))
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        thread.join(30)
    door.close()
    os.unlink(place)
    return sent[0]


def test_for_who_reads_nothing_little_is_kept(tmp_path: Path) -> None:
    assert unread(tmp_path) < 2 * 1024 * 1024


def test_a_front_that_keeps_what_the_system_lets_it_is_caught(tmp_path: Path) -> None:
    assert unread(tmp_path, r"  tune\.sndbuf[^\n]*\n") > 2 * 1024 * 1024
