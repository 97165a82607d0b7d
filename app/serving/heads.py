"""What a server does when the head of a request is there: a large body is read from who may send it, and else let go.

Who is turned away gets the answer at once, as if there were no body. The line is then closed in one direction, and what
still comes is thrown away for a moment: closed at once, many a browser would show a broken line and not the answer.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

SMALL = 64 * 1024
"""Bytes of a body that is read from anybody."""
LINGERING = 5.0
"""Seconds in which what still comes is thrown away."""
MaySend = Callable[[dict[str, Any]], bool]


def watch(servers: list[Any], may_send: MaySend) -> None:
    """Let the servers of waitress ask, before they read a large body, whether it may come."""
    for one in servers:
        one.channel_class = type("Channel", (_Channel,), {"may_send": staticmethod(may_send)})


class _Request(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request; `turned_away`: its body is not read."""

    turned_away = False
    content_length = 0

    def __init__(self, adj: Any, channel: _Channel) -> None:
        super().__init__(adj)
        self._channel = channel

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if (self.chunked or self.content_length > SMALL) and not self._channel.lets_in(self):
            self._turn_away()

    def received(self, data: bytes) -> int:
        taken = int(super().received(data))
        return len(data) if self.turned_away else taken

    def _turn_away(self) -> None:
        self.close()
        self.headers["CONTENT_LENGTH"] = str(self.content_length or SMALL + 1)
        self.headers["CONNECTION"] = "close"
        self.turned_away, self.expect_continue, self.chunked = True, False, False
        self.body_rcv, self.content_length = None, 0


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    may_send: MaySend
    _last: _Request | None = None
    _closes: float | None = None

    def parser_class(self, adj: Any) -> _Request:
        self._last = _Request(adj, self)
        return self._last

    def lets_in(self, request: _Request) -> bool:
        """Whether the body of this head may come; where that cannot be told it may not."""
        environ = WSGITask(self, request).get_environment()
        environ["CONTENT_LENGTH"] = str(request.content_length)
        try:
            return self.may_send(environ)
        except Exception:
            logging.getLogger("majma").exception("whether a body may come could not be told")
            return False

    def received(self, data: bytes) -> bool:
        return True if self._is_turning_away() else bool(super().received(data))

    def readable(self) -> bool:
        return self._closes is not None or bool(super().readable())

    def handle_read(self) -> None:
        super().handle_read()
        if self._closes is not None and (not self.connected or time.monotonic() > self._closes):
            super().handle_close()

    def handle_close(self) -> None:
        if self._closes is not None or not self.connected or not self._is_turning_away():
            super().handle_close()
            return
        self._closes, self.will_close = time.monotonic() + LINGERING, False
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            super().handle_close()

    def _is_turning_away(self) -> bool:
        return self._last is not None and self._last.turned_away
