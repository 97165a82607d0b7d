"""A front before several computers says who asks; from anywhere else nobody is believed who says so."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import pytest

from app.cli.hall_options import networks
from app.serving.front import Front, configuration
from tests.support.front import HOST, needs_haproxy, running_front
from tests.support.hall import free_ports

BEFORE, STRANGER = "127.0.0.9", "127.0.0.8"
EACH = 3
ASK = b"GET /B/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@contextmanager
def front(folder: Path, before: tuple[str, ...]) -> Iterator[int]:
    """A front for one zone, before an application that answers with the address that it was told; its port."""
    place = folder / "zone.sock"
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    door.listen(16)
    threading.Thread(target=_answer, args=(door,), daemon=True).start()
    port = free_ports(1)
    text = configuration(
        Front(
            zone="booth", port=port, hosts=(HOST,), certificate=None, socket=place, most=100, each=EACH,
            largest=1 << 16, whole=True, before=before,
        )
    )  # fmt: skip
    try:
        with running_front(folder, text, port):
            yield port
    finally:
        door.close()


def _answer(door: socket.socket) -> None:
    with suppress(OSError):
        while True:
            peer, _ = door.accept()
            heard = peer.recv(1 << 16).decode().lower()
            told = heard.partition("x-forwarded-for: ")[2].partition("\r")[0].encode()
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(told), told))
            peer.close()


def connect(port: int, source: str, says: str = "") -> socket.socket:
    peer = socket.create_connection((HOST, port), timeout=5, source_address=(source, 0))
    if says:
        peer.sendall(f"PROXY TCP4 {says} {HOST} 40000 {port}\r\n".encode())
    return peer


def asked(port: int, source: str, says: str = "") -> str:
    """Whom the application takes for the one who asks; nothing where the connection was closed or refused."""
    try:
        with connect(port, source, says) as peer:
            peer.sendall(ASK)
            head, _, body = b"".join(iter(lambda: peer.recv(1 << 16), b"")).decode().partition("\r\n\r\n")
    except OSError:  # also before it was quite open
        return ""
    return body if " 200 " in head.partition("\r\n")[0] else ""


@needs_haproxy
def test_the_front_before_names_who_asks_and_each_has_a_limit_of_its_own(tmp_path: Path) -> None:
    with front(tmp_path, (BEFORE,)) as port:
        assert asked(port, BEFORE, "10.1.1.1") == "10.1.1.1"
        held = [connect(port, BEFORE, "10.1.1.1") for _ in range(EACH)]
        time.sleep(0.2)
        assert asked(port, BEFORE, "10.1.1.1") == ""
        assert asked(port, BEFORE, "10.1.1.2") == "10.1.1.2"
        for one in held:
            one.close()


@needs_haproxy
def test_nobody_else_is_believed(tmp_path: Path) -> None:
    with front(tmp_path, (BEFORE,)) as port:
        assert asked(port, STRANGER, "10.1.1.1") == ""
        assert asked(port, STRANGER) == STRANGER
        assert asked(port, BEFORE) == "", "a front that says nothing is not the front"


@needs_haproxy
def test_without_its_word_all_behind_a_front_share_one_limit(tmp_path: Path) -> None:
    with front(tmp_path, ()) as port:
        held = [connect(port, BEFORE) for _ in range(EACH)]
        time.sleep(0.2)
        assert asked(port, BEFORE) == ""
        for one in held:
            one.close()


def test_what_is_no_address_is_refused_with_words() -> None:
    assert networks(("10.0.0.5", "fd00::/8")) == ("10.0.0.5/32", "fd00::/8")
    with pytest.raises(click.BadParameter, match="does not appear to be"):
        networks(("front.example.org",))
