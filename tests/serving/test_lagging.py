"""Who takes an answer or sends a body too slowly is let go; one address never has the places of everybody."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from waitress.buffers import TempfileBasedBuffer

from app.serving import front as fronts
from app.serving import heads
from app.serving.front import Front, configuration
from app.serving.zone import in_memory
from tests.bench.slow import frame, heading
from tests.support.front import HOST, needs_haproxy, running_front
from tests.support.hall import free_ports
from tests.support.zone_server import running_zone

LARGE = 8 * 1024 * 1024
"""Bytes: more than the paper of 500 slips, of 14 KB each."""
WINDOW, LEAST = 0.6, 200_000
"""In these tests, instead of two minutes and two kilobytes a second."""
ASKED = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
POSTED = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)


def answer(environ: dict[str, Any], begin: Any) -> list[bytes]:
    body = bytes(LARGE if environ["PATH_INFO"] == "/large" else 2)
    begin("200 OK", [("Content-Length", str(len(body)))])
    return [body]


# The least rate


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(heads, "WINDOW", WINDOW)
    monkeypatch.setattr(heads, "LEAST", LEAST)
    with running_zone(answer, lambda environ: True, listen=f"{HOST}:0") as server:
        server.adj.cleanup_interval, server.next_channel_cleanup = 0.05, 0
        yield server


@contextmanager
def peer(server: Any) -> Iterator[socket.socket]:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(5)
        line.connect((HOST, int(server.effective_port)))
        yield line


def let_go(server: Any, line: socket.socket, *, reads: int = 0, sends: bytes = b"") -> bool:
    """Whether the server closes the connection within two windows, of who reads and sends so much ten times each."""
    time.sleep(WINDOW / 10)
    until = time.monotonic() + 2 * WINDOW + 0.5
    while time.monotonic() < until and server.active_channels:
        with suppress(OSError):
            if reads:
                line.recv(reads)
            line.sendall(sends)
        time.sleep(WINDOW / 10)
    return not server.active_channels


def test_who_takes_an_answer_too_slowly_is_let_go(server: Any) -> None:
    with peer(server) as line:
        line.sendall(ASKED)
        assert let_go(server, line, reads=1024)


def test_who_sends_a_body_too_slowly_is_let_go(server: Any) -> None:
    with peer(server) as line:
        line.sendall(POSTED)
        assert let_go(server, line, sends=b"a")


@pytest.mark.parametrize("first", [ASKED, POSTED], ids=["answer", "body"])
def test_a_server_that_looks_at_silence_alone_is_caught(
    server: Any, first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "LEAST", 0)
    with peer(server) as line:
        line.sendall(first)
        assert not let_go(server, line, **({"reads": 1024} if first is ASKED else {"sends": b"a"}))


def received(line: socket.socket, most: int = 1 << 16) -> bytes:
    """What comes next; who was let go fails here, and does not ask for ever."""
    found = line.recv(most)
    assert found, "the line was closed"
    return found


def answered(line: socket.socket) -> bytes:
    """A whole answer: what its head announced may come apart from it."""
    found = received(line)
    while b"\r\n\r\n" not in found:
        found += received(line)
    head, _, body = found.partition(b"\r\n\r\n")
    left = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(received(line))
    return head


def test_who_is_slow_and_goes_on_and_who_keeps_a_line_open_are_left_alone(server: Any) -> None:
    """By a clock of the test's own: on a busy machine everything stands still for longer than the short window."""
    server.next_channel_cleanup, clock = float("inf"), 0.0
    with peer(server) as kept:
        kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in answered(kept)
        (quiet,) = server.active_channels.values()
        with peer(server) as line:
            until = time.monotonic() + 5
            while len(server.active_channels) < 2:
                assert time.monotonic() < until
                time.sleep(0.01)
            (slow,) = (one for one in server.active_channels.values() if one is not quiet)
            slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)  # else the system soon has it all
            line.sendall(ASKED)
            received(line, 16)
            for _ in range(5):
                assert not slow.lags(clock)
                assert not quiet.lags(clock)
                clock += 0.9 * WINDOW
                enough, until = slow._moved + LEAST * WINDOW, time.monotonic() + 5
                while slow._moved < enough:
                    assert time.monotonic() < until
                    received(line)
            until = time.monotonic() + 5  # what the system still takes for a peer who has stopped is soon full
            while not slow.lags(clock):
                assert time.monotonic() < until
                clock += 1.1 * WINDOW
                time.sleep(0.02)
        assert not quiet.lags(clock)
        kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in answered(kept)


# What waits for who lags


@pytest.mark.parametrize("zones", [("office",), ("booth",)])
def test_of_the_offices_papers_nothing_is_written_to_the_disk(
    zones: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The booth's process is the twin: with waitress' own limit a paper of 200 slips goes to a file."""
    made: list[object] = []
    real = TempfileBasedBuffer.__init__

    def make(*given: Any) -> None:
        made.append(given)
        real(*given)

    monkeypatch.setattr(TempfileBasedBuffer, "__init__", make)
    memory = in_memory(zones)
    with (
        running_zone(answer, lambda environ: True, listen=f"{HOST}:0", outbuf_overflow=memory) as server,
        peer(server) as line,
    ):
        line.sendall(ASKED)
        assert line.recv(16)
        (channel,) = server.active_channels.values()
        until = time.monotonic() + 5
        while channel.total_outbufs_len < LARGE / 4:
            assert time.monotonic() < until, "most of it waits"
            time.sleep(0.01)
        assert bool(made) is (zones == ("booth",))


# Places of one address


@contextmanager
def served(folder: Path, without: str = "", **numbers: int) -> Iterator[int]:
    """A zone behind a front, whose numbers are other ones, without its line that begins so; the port."""
    place, door, port = folder / "zone.sock", socket.socket(socket.AF_UNIX), free_ports(1)
    door.bind(str(place))
    with pytest.MonkeyPatch.context() as patch:
        for name, number in numbers.items():
            patch.setattr(fronts, name, number)
        text = configuration(
            Front(
                zone="public", port=port, hosts=(HOST,), certificate=None, socket=place, most=1000, each=1000,
                largest=1 << 16,
            )
        )  # fmt: skip
    kept = "\n".join(line for line in text.splitlines() if not without or not line.strip().startswith(without))
    with running_zone(answer, lambda environ: True, sockets=[door]), running_front(folder, f"{kept}\n", port):
        yield port


@contextmanager
def greedy(port: int, many: int) -> Iterator[list[socket.socket]]:
    """So many of one address who ask for something large and take nothing of it."""
    with ExitStack() as lines:
        found = []
        for _ in range(many):
            line = lines.enter_context(socket.socket())
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.settimeout(3)
            line.bind(("127.0.0.9", 0))
            line.connect((HOST, port))
            line.sendall(ASKED)
            found.append(line)
        time.sleep(0.5)
        yield found


def is_served(port: int) -> bool:
    """Whether somebody at another address is answered."""
    with socket.create_connection((HOST, port), timeout=1) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with suppress(TimeoutError):
            return b" 200 " in line.recv(4096)
    return False


@needs_haproxy
def test_one_address_takes_the_places_of_nobody_else_and_is_refused_at_last(tmp_path: Path) -> None:
    with served(tmp_path, FREE=4, OPEN=8, SLOTS=6, CROWDED=2) as port, greedy(port, 10) as lines:
        assert is_served(port)
        assert sum(b" 429 " in line.recv(64) for line in lines[8:]) == 2


@needs_haproxy
def test_a_front_with_one_line_for_all_is_caught(tmp_path: Path) -> None:
    with served(tmp_path, "use_backend crowd", FREE=4, OPEN=8, SLOTS=6, CROWDED=2) as port, greedy(port, 10):
        assert not is_served(port)


@needs_haproxy
def test_twenty_two_tablets_behind_one_address_that_open_the_booth_at_once_never_meet_it(tmp_path: Path) -> None:
    tablets, files = 22, 12
    assert tablets * files < fronts.OPEN
    assert files < fronts.STREAMS_EACH
    with served(tmp_path) as port, ExitStack() as lines:
        found = [lines.enter_context(socket.create_connection((HOST, port), timeout=5)) for _ in range(tablets)]
        for line in found:
            heads_ = (frame(1, 5, 2 * n + 1, heading(_method="GET", _path="/file")) for n in range(files))
            line.sendall(HELLO + b"".join(heads_))
        for line in found:
            line.settimeout(1)
            heard = b""
            with suppress(TimeoutError):
                while heard.count(DATA_END) < files:
                    heard += received(line)
            assert heard.count(DATA_END) == files


DATA_END = frame(0, 1, 1, bytes(2))[:5]
"""How the frame of an answer of two bytes begins."""


@needs_haproxy
def test_one_connection_has_few_requests_under_way(tmp_path: Path) -> None:
    with served(tmp_path) as port, socket.create_connection((HOST, port), timeout=5) as line:
        line.sendall(HELLO)
        assert b"\0\3" + fronts.STREAMS_EACH.to_bytes(4, "big") in line.recv(4096)
