"""A wire between browsers and the program that keeps every byte the browsers send: a request log without gaps."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 65536


class Wire:
    """Listens on a free port of this machine; `connect` says where to pass the bytes on."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._sent: list[bytearray] = []
        self._target = 0

    def connect(self, address: str) -> None:
        """Pass on to the program at `address` from now on."""
        self._target = int(address.rsplit(":", 1)[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def sent(self) -> list[bytes]:
        """What browsers sent, one entry a connection: request lines, headers and bodies as they went out."""
        return [bytes(one) for one in self._sent]

    def close(self) -> None:
        """Take no further connection."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                try:
                    program = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    browser.close()
                    continue
                kept = bytearray()
                self._sent.append(kept)
                threading.Thread(target=_pass_on, args=(browser, program, kept), daemon=True).start()
                threading.Thread(target=_pass_on, args=(program, browser, None), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, kept: bytearray | None) -> None:
    with suppress(OSError):
        while piece := source.recv(PIECE):
            if kept is not None:
                kept += piece
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def listening() -> Iterator[Wire]:
    """A wire that is taken away when the block ends."""
    wire = Wire()
    try:
        yield wire
    finally:
        wire.close()
