"""Server-sent events of elections and of the screens in the hall: `state`, with figures, when they change and once at
the beginning.

Reading is done four times a second for all who listen to one thing, whatever their number, in a thread beside the loop.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from aiohttp import web

MOST = 2000
"""Streams that are open at once; the next is told when to come again."""
EVERY = 0.25
"""Seconds between two looks: what is cast is on the screen within one second, with the way there."""
HEARTBEAT = 5.0
"""Seconds after which something is said in any case, so that neither front nor browser takes it for gone."""
AGAIN = 5
"""Seconds after which a browser whose stream ended comes again."""

Look = Callable[[frozenset[str]], Mapping[str, Any]]
"""Gives the values (of a dataclass) of what is at these paths below /live/."""


class Streams:
    """Who listens to what, by its path; `look` reads how it stands, and leaves out what there is not."""

    def __init__(self, look: Look, every: float = EVERY, heartbeat: float = HEARTBEAT) -> None:
        self._look, self._every, self._heartbeat = look, every, heartbeat
        self._listeners: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._known: dict[str, str] = {}

    @property
    def open(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._listeners.values()))

    def application(self) -> web.Application:
        """The application of these streams."""
        app = web.Application()
        app.router.add_get("/live/{path:elections/[^/]+}", self._listen)
        app.router.add_get("/live/{path:screens/[^/]+/[0-9]{1,3}/[0-9]}", self._listen)
        app.cleanup_ctx.append(self._watching)
        return app

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if self.open >= MOST:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": str(AGAIN)})
        if path not in self._known and path not in await self._read(frozenset({path})):
            raise web.HTTPNotFound
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        answer = web.StreamResponse(headers=headers)
        await answer.prepare(request)
        mine: asyncio.Queue[str] = asyncio.Queue(maxsize=8)
        self._listeners[path].add(mine)
        try:
            await answer.write(f"retry: {AGAIN * 1000}\n\n{_event(self._known.get(path, '{}'))}".encode())
            while True:
                await answer.write((await self._next(mine)).encode())
        except ConnectionError:
            return answer
        finally:
            self._listeners[path].discard(mine)

    async def _next(self, mine: asyncio.Queue[str]) -> str:
        try:
            return _event(await asyncio.wait_for(mine.get(), self._heartbeat))
        except TimeoutError:
            return ": here\n\n"

    async def _watching(self, _app: web.Application):  # type: ignore[no-untyped-def]
        task = asyncio.create_task(self._watch())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _watch(self) -> None:
        """Read how that stands which somebody listens to, and tell what changed. A database that does not
        answer ends no stream."""
        while True:
            await asyncio.sleep(self._every)
            wanted = frozenset(one for one, listeners in self._listeners.items() if listeners)
            with suppress(Exception):
                for path, said in (await self._read(wanted)).items():
                    self._tell(path, said)

    async def _read(self, wanted: frozenset[str]) -> dict[str, str]:
        found = await asyncio.to_thread(self._look, wanted) if wanted else {}
        read = {one: json.dumps(asdict(value), sort_keys=True) for one, value in found.items()}
        self._known.update({one: said for one, said in read.items() if one not in self._known})
        return read

    def _tell(self, path: str, said: str) -> None:
        if self._known.get(path) == said:
            return
        self._known[path] = said
        for one in self._listeners[path]:
            with suppress(asyncio.QueueFull):  # who reads nothing hears the next change, which says all
                one.put_nowait(said)


def _event(said: str) -> str:
    return f"event: state\ndata: {said}\n\n"
