"""What a server does when the head of a request is there: a large body is read from who may send it, and else let go.

Who is turned away gets the answer at once, as if there were no body. The line is then closed in one direction, and what
still comes is thrown away for a moment: closed at once, many a browser would show a broken line and not the answer.

Who takes an answer, or sends a body, so slowly that it seems to be after the place alone is let go.
"""

from __future__ import annotations

import functools
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
LEAST = 2048
"""Bytes a second that a peer must take of an answer, or send of a body, ..."""
WINDOW = 120.0
"""... on the average of so many seconds: the front before it takes up to a quarter of a megabyte at one time."""
MaySend = Callable[[dict[str, Any]], bool]


def watch(servers: list[Any], may_send: MaySend) -> None:
    """Let the servers of waitress ask, before they read a large body, whether it may come."""
    for one in servers:
        one.channel_class = type("Channel", (_Channel,), {"may_send": staticmethod(may_send)})
        one.maintenance = functools.partial(_maintain, one, one.maintenance)


def _maintain(server: Any, more: Callable[[float], None], now: float) -> None:
    """What the server does every few seconds, and let go of who lags: at once, as nothing more may be written there."""
    for channel in [one for one in server.active_channels.values() if one.lags(now)]:
        HTTPChannel.handle_close(channel)
    more(now)


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
    _moved = _had = 0
    _since: float | None = None

    def parser_class(self, adj: Any) -> _Request:
        self._since = None
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

    def lags(self, now: float) -> bool:
        """Whether its peer, where it waits for one, has taken or sent less than `LEAST` for so long."""
        if self.request is None and not self.total_outbufs_len:
            self._since = None
        elif self._since is None or self._moved - self._had >= LEAST * WINDOW:
            self._since, self._had = now, self._moved
        return self._since is not None and now - self._since > WINDOW

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        self._moved += sent
        return sent

    def received(self, data: bytes) -> bool:
        self._moved += len(data)
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
