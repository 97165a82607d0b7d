"""`python -m app.serving.zone`: one process of the application, at a port or behind the front at a socket.

Waitress reads a request whole before a thread takes it, and keeps an answer until its reader has taken it: a peer that
is slow, silent or gone holds a file descriptor, never a thread. When it is told to end it takes no new request,
finishes those that it has, and lets go. A large body it reads from who may send it (`heads`).
"""

from __future__ import annotations

import argparse
import importlib
import logging
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from waitress import create_server, wasyncore

from app.config import load_settings
from app.serving.front import LARGEST
from app.serving.heads import MaySend, watch
from ballots.memory import forbid_dumps
from ballots.parent import begin_below

THREADS = 16
IDLE = 30
"""Seconds without a byte after which a connection is closed."""
KEPT = 1 << 30
"""Bytes of answers that wait before a thread has to wait for a reader: on the disk beyond the first megabyte, ..."""
IN_MEMORY = 1 << 20
FINISHING = 10.0
"""Seconds that requests which are being answered have to end in."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m app.serving.zone")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--listen", metavar="HOST:PORT")
    place.add_argument("--descriptor", type=int, metavar="NUMBER", help="of the socket on which the front asks")
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--worker", action="store_true", help="begin what works in the background, too")
    given = parser.parse_args(arguments)
    forbid_dumps()
    if given.worker:
        begin_below("app.jobs")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is told by the front
    program = importlib.import_module("wsgi")
    where = {**_place(given.listen, given.descriptor), "outbuf_overflow": in_memory(load_settings().zones)}
    serve(program.app, program.may_send, **where, threads=given.threads)
    return 0


def in_memory(zones: tuple[str, ...]) -> int:
    """... but all in memory where the office is served: its papers hold the secrets of slips, its readers are few."""
    return KEPT + 1 if "office" in zones else IN_MEMORY


def _place(listen: str | None, descriptor: int | None) -> dict[str, Any]:
    if descriptor is None:
        return {"listen": listen, "clear_untrusted_proxy_headers": False}  # MAJMA_FRONT says whose word counts
    return {  # the front alone may say for whom it asks
        "sockets": [socket.socket(fileno=descriptor)], "trusted_proxy": "localhost",
        "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto", "clear_untrusted_proxy_headers": True,
    }  # fmt: skip


def prepare(app: Any, may_send: MaySend, channels: dict[int, Any], **place: Any) -> Any:
    """A server for a WSGI application, whose connections are in `channels`; see `heads` for `may_send`."""
    server: Any = create_server(
        app, map=channels, ident="", channel_timeout=IDLE, cleanup_interval=5, connection_limit=1000,
        max_request_body_size=LARGEST, outbuf_high_watermark=KEPT, asyncore_use_poll=True, **place,
    )  # fmt: skip
    watch([one for one in channels.values() if hasattr(one, "channel_class")], may_send)
    return server


def serve(app: Any, may_send: MaySend, **place: Any) -> None:
    """Serve a WSGI application until a signal; then finish what is begun."""
    channels: dict[int, Any] = {}
    server = prepare(app, may_send, channels, **place)
    ending: list[float] = []

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.append(time.monotonic())

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    while not ending:
        wasyncore.loop(timeout=1.0, use_poll=True, map=channels, count=1)
    _finish(server, channels, ending[0] + FINISHING)


def _finish(server: Any, channels: dict[int, Any], until: float) -> None:
    listening = [one for one in channels.values() if getattr(one, "accepting", False)]
    for one in listening:
        wasyncore.dispatcher.close(one)  # the server's own would also close what wakes the loop for an answer
    while time.monotonic() < until:
        busy = [
            one for one in channels.values() if getattr(one, "requests", None) or getattr(one, "total_outbufs_len", 0)
        ]
        if not busy:
            break
        wasyncore.loop(timeout=0.1, use_poll=True, map=channels, count=1)
    server.task_dispatcher.shutdown(timeout=1)


if __name__ == "__main__":
    sys.exit(main())
