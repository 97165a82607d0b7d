"""The server of a zone as it runs, in a thread of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore

from app.serving.zone import prepare


@contextmanager
def running_zone(app: Any, may_send: Callable[[dict[str, Any]], bool], **options: Any) -> Iterator[Any]:
    """Let it answer while the block runs; `options` are those of `prepare`, whose server is given."""
    channels: dict[int, Any] = {}
    server = prepare(app, may_send, channels, threads=2, **options)
    ending = threading.Event()

    def run() -> None:
        while not ending.is_set():
            wasyncore.loop(timeout=0.02, use_poll=True, map=channels, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ending.set()
        thread.join(10)
        server.task_dispatcher.shutdown(timeout=1)
        for one in list(channels.values()):
            one.close()
