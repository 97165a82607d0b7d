"""Server-sent events of elections and of the screens in the hall: `state`, with figures, when they change and once at
the beginning.

Reading is done for all who listen to one thing, whatever their number, in a thread beside the loop, and only when
somebody has written something: then what is said is made once, and the same bytes go to every line. So a hall of five
hundred costs a ballot some milliseconds, and a ballot is on the screen while its receipt is read.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from aiohttp import web

MOST = 2000
"""Streams that are open at once; the next is told when to come again."""
EVERY = 0.05
"""Seconds between two questions whether anything was written, where that costs nothing to ask."""
SURELY = 0.5
"""Seconds after which is read in any case: what only time changes."""
BETWEEN = 0.25
"""Seconds between two tellings: of 22 ballots cast together 600 pages hear in six of them, not in twenty-two, which
took a fifth of what two cores have for those ballots. A database that cannot say whether anything was written
(PostgreSQL) is read no more often either: every question is then a whole reading in another process."""
HEARTBEAT = 5.0
"""Seconds after which something is said in any case, so that neither front nor browser takes it for gone."""
AGAIN = 1
"""Seconds after which a browser whose stream ended comes again, at once where the program was started anew."""
FULL = 5
"""Seconds after which comes again who found all streams taken: they do not end within a second."""
BEHIND = 65536
"""Bytes that may wait for somebody who does not read; then the line is cut, and the browser comes again."""

Look = Callable[[frozenset[str]], Mapping[str, Any]]
"""Gives the values (of a dataclass) of what is at these paths below /live/."""
Version = Callable[[], int | None]
"""Gives a number that differs once something was written, or None where only reading tells."""


class Listener:
    """One that listens: the open connection, until it is gone."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.gone = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Send bytes at once; who is gone, or reads nothing for long, is let go."""
        if self._transport.is_closing():
            self.gone.set()
        elif self._transport.get_write_buffer_size() > BEHIND:
            self._transport.abort()
            self.gone.set()
        else:
            self._transport.write(data)


class Streams:
    """Who listens to what, by its path; `look` reads how it stands, and leaves out what there is not."""

    def __init__(
        self, look: Look, every: float = EVERY, heartbeat: float = HEARTBEAT, version: Version = lambda: None
    ) -> None:
        self._look, self._every, self._heartbeat, self._version = look, every, heartbeat, version
        self._lines: dict[str, set[Listener]] = defaultdict(set)
        self._known: dict[str, str] = {}
        self._asked: dict[str, asyncio.Future[bool]] = {}

    @property
    def open(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._lines.values()))

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
            raise web.HTTPServiceUnavailable(headers={"Retry-After": str(FULL)})
        if path not in self._known and not await self._ask(path):
            raise web.HTTPNotFound
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        answer = web.StreamResponse(headers=headers)
        answer.enable_chunked_encoding()
        with suppress(ConnectionError):
            await answer.prepare(request)
            if request.transport is not None:
                await self._keep(answer, path, Listener(request.transport))
        return answer

    async def _keep(self, answer: web.StreamResponse, path: str, line: Listener) -> None:
        said = self._known.get(path, "{}")
        await answer.write(f"retry: {AGAIN * 1000}\n\n{_event(said)}".encode())
        self._lines[path].add(line)
        try:
            newest = self._known.get(path, "{}")
            if newest != said:  # it changed while the first was written, when this line was not told
                self._send([line], _event(newest))
            await line.gone.wait()
        finally:
            self._lines[path].discard(line)

    async def _ask(self, path: str) -> bool:
        """Whether there is something at a path; a hundred who come together ask once."""
        if path not in self._asked:
            self._asked[path] = asyncio.ensure_future(self._is_there(path))
            self._asked[path].add_done_callback(lambda _done: self._asked.pop(path, None))
        return await asyncio.shield(self._asked[path])

    async def _is_there(self, path: str) -> bool:
        return path in await self._read(frozenset({path}))

    async def _watching(self, _app: web.Application):  # type: ignore[no-untyped-def]
        tasks = [asyncio.create_task(work) for work in (self._watch(), self._beat())]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        """Read how that stands which somebody listens to, and tell what changed. A database that does not
        answer ends no stream."""
        before, read, told = None, 0.0, 0.0
        while True:
            await asyncio.sleep(self._every)
            wanted = frozenset(one for one, lines in self._lines.items() if lines)
            if not wanted or time.monotonic() - told < BETWEEN:
                continue
            with suppress(Exception):
                now = self._version()
                rest = BETWEEN if now is None else SURELY
                if now != before or time.monotonic() - read >= rest:
                    read = time.monotonic()  # also where it fails: who is away is not asked more often
                    for path, said in (await self._read(wanted)).items():
                        if self._tell(path, said):
                            told = time.monotonic()
                    before = now

    async def _beat(self) -> None:
        """Say to everybody that the line stands."""
        while True:
            await asyncio.sleep(self._heartbeat)
            self._send([line for lines in self._lines.values() for line in lines], ": here\n\n")

    async def _read(self, wanted: frozenset[str]) -> dict[str, str]:
        found = await asyncio.to_thread(self._look, wanted) if wanted else {}
        read = {one: json.dumps(asdict(value), sort_keys=True) for one, value in found.items()}
        self._known.update({one: said for one, said in read.items() if one not in self._known})
        return read

    def _tell(self, path: str, said: str) -> bool:
        """Tell what is new; whether anything was."""
        if self._known.get(path) == said:
            return False
        self._known[path] = said
        self._send(list(self._lines[path]), _event(said))
        return True

    def _send(self, lines: list[Listener], said: str) -> None:
        """Send the same bytes, framed once, on every line."""
        data = said.encode()
        chunk = b"%x\r\n%b\r\n" % (len(data), data)
        for line in lines:
            line.write(chunk)


def _event(said: str) -> str:
    return f"event: state\ndata: {said}\n\n"
