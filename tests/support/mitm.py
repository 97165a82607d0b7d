"""A man in the middle, as somebody in the hall's Wi-Fi runs one: he answers in its place and changes what it says."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.serving.certificate import hall_certificate
from tests.support.server import free_port

HOST = "127.0.0.1"


@dataclass(slots=True, kw_only=True)
class Middle:
    """Where he listens, how many came, and what he read of them."""

    port: int
    came: int = 0
    read: list[bytes] = field(default_factory=list)


@contextmanager
def man_in_the_middle(folder: Path, hall: int) -> Iterator[Middle]:
    """Stand before a hall's port, with a certificate for its host below an own root, while the block runs."""
    folder.mkdir(mode=0o700)
    mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mine.load_cert_chain(hall_certificate(folder, (HOST,), datetime.now(UTC)).file)
    middle = Middle(port=free_port())
    listening = socket.create_server((HOST, middle.port))
    threading.Thread(target=_accept, args=(listening, mine, hall, middle), daemon=True).start()
    try:
        yield middle
    finally:
        listening.close()


def _accept(listening: socket.socket, mine: ssl.SSLContext, hall: int, middle: Middle) -> None:
    with suppress(OSError):
        while True:
            plain, _ = listening.accept()
            middle.came += 1
            threading.Thread(target=_stand_between, args=(plain, mine, hall, middle), daemon=True).start()


def _stand_between(plain: socket.socket, mine: ssl.SSLContext, hall: int, middle: Middle) -> None:
    theirs = ssl._create_unverified_context()
    with suppress(OSError), mine.wrap_socket(plain, server_side=True) as victim:
        while asked := victim.recv(1 << 16):
            middle.read.append(asked)
            with theirs.wrap_socket(socket.create_connection((HOST, hall))) as real:
                real.sendall(asked.replace(b"keep-alive", b"close").replace(b"gzip, deflate, br", b"identity"))
                while answer := real.recv(1 << 16):
                    victim.sendall(answer.replace(b"<title>", b"<title>changed "))
            return
