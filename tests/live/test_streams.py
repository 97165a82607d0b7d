"""Event streams: every open page hears of each ballot, and all of them cost a look a second."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from app.live import streams
from app.live.streams import Streams
from app.live.told import told as told_of
from tests.support import loops
from tests.support.assemblies import Simulation, simulate_at

OPEN = 150


class Heard:
    """Looks at the real database, counted."""

    def __init__(self, held: Simulation) -> None:
        self.held, self.looks = held, 0

    def look(self, wanted: frozenset[str]) -> dict[str, object]:
        self.looks += 1
        with self.held.database.reading() as db:
            return told_of(db, wanted)


Listener = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def served(path: Path, app: web.Application, work: Callable[[str], Awaitable[None]]) -> None:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.UnixSite(runner, str(path)).start()
    try:
        await work(str(path))
    finally:
        await runner.cleanup()


async def listening(path: str, what: str) -> Listener:
    reader, writer = await asyncio.open_unix_connection(path)
    address = what if "/" in what else f"elections/{what}"
    writer.write(f"GET /live/{address} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def told(reader: asyncio.StreamReader) -> dict[str, object]:
    """The next event's data."""
    while True:
        line = await asyncio.wait_for(reader.readline(), 20)
        assert line, "the stream ended"
        if line.startswith(b"data: "):
            found: dict[str, object] = json.loads(line[6:])
            return found


def test_every_open_page_hears_of_a_ballot_within_seconds(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "open")
    heard = Heard(held)

    async def work(path: str) -> None:
        every = [await listening(path, held.election) for _ in range(OPEN)]
        before = [await told(reader) for reader, _ in every]
        assert {one["cast"] for one in before} == {0}
        looked = heard.looks
        await asyncio.to_thread(held.vote, 0, 1)
        after = await asyncio.gather(*(told(reader) for reader, _ in every))
        assert {(one["phase"], one["cast"]) for one in after} == {("open", 1)}
        assert heard.looks - looked < 100, "looks do not grow with the pages"
        for _, writer in every:
            writer.close()

    loops.run(served(tmp_path / "s", Streams(heard.look, every=0.1).application(), work))


def test_a_stream_that_says_nothing_says_so(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "open")

    async def work(path: str) -> None:
        reader, writer = await listening(path, held.election)
        await told(reader)
        line = b""
        while not line.startswith(b": here"):
            line = await asyncio.wait_for(reader.readline(), 20)
        writer.close()

    loops.run(served(tmp_path / "s", Streams(Heard(held).look, heartbeat=0.1).application(), work))


def test_what_changes_while_a_line_begins_is_told_on_it() -> None:
    heard: list[bytes] = []

    class Line(streams.Listener):
        def write(self, data: bytes) -> None:
            heard.append(data)
            self.gone.set()

    class Slow(web.StreamResponse):
        async def write(self, data: bytes | bytearray | memoryview) -> None:
            heard.append(bytes(data))
            lines._tell("elections/A", '{"cast": 2}')

    async def begin() -> None:
        line = Line(asyncio.Transport())
        await asyncio.wait_for(lines._keep(Slow(), "elections/A", line), 5)

    lines = Streams(lambda wanted: {})
    lines._known["elections/A"] = '{"cast": 1}'
    loops.run(begin())
    assert [b'"cast": 1' in heard[0], b'"cast": 2' in heard[-1]] == [True, True]


def test_what_there_is_not_and_what_is_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = simulate_at(tmp_path, "open")
    monkeypatch.setattr(streams, "MOST", 1)

    async def work(path: str) -> None:
        reader, _ = await listening(path, "AAAAAAAA")
        assert b" 404 " in await reader.readline()
        first, _ = await listening(path, held.election)
        await told(first)
        second, _ = await listening(path, held.election)
        head = await second.readuntil(b"\r\n\r\n")
        assert b" 503 " in head
        assert b"Retry-After: 5" in head

    loops.run(served(tmp_path / "s", Streams(Heard(held).look).application(), work))


def test_a_database_that_does_not_answer_ends_no_stream(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "open")
    heard = Heard(held)
    broken = [False]

    def look(wanted: frozenset[str]) -> dict[str, object]:
        if broken[0]:
            raise OSError("the database is away")
        return heard.look(wanted)

    async def work(path: str) -> None:
        reader, writer = await listening(path, held.election)
        await told(reader)
        broken[0] = True
        await asyncio.sleep(0.3)
        await asyncio.to_thread(held.vote, 0, 1)
        broken[0] = False
        assert (await told(reader))["cast"] == 1
        writer.close()

    loops.run(served(tmp_path / "s", Streams(look, every=0.1).application(), work))


def test_nothing_is_read_while_nobody_has_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database says by itself whether anything was written; a ballot is then heard of at once."""
    monkeypatch.setattr(streams, "SURELY", 3600.0)
    held = simulate_at(tmp_path, "open")
    heard, asked = Heard(held), held.database.written()

    async def work(path: str) -> None:
        reader, writer = await listening(path, held.election)
        await told(reader)
        await asyncio.sleep(0.3)
        looked = heard.looks
        await asyncio.sleep(0.5)
        assert heard.looks == looked
        await asyncio.to_thread(held.vote, 0, 1)
        assert (await told(reader))["cast"] == 1
        writer.close()

    loops.run(served(tmp_path / "s", Streams(heard.look, every=0.02, version=asked).application(), work))


@dataclass(frozen=True)
class Counted:
    cast: int


@pytest.mark.parametrize(("between", "least", "most"), [(streams.BETWEEN, 2, 4), (0.0, 8, 60)])
def test_ballots_cast_together_are_told_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: float, least: int, most: int
) -> None:
    """Sixty ballots within 0.6 s: every line hears some times, and at last of all of them; without the time between
    two tellings it would hear far more often."""
    monkeypatch.setattr(streams, "BETWEEN", between)
    cast = [0]

    async def work(path: str) -> None:
        reader, writer = await listening(path, "A")
        await told(reader)
        for _ in range(60):
            cast[0] += 1
            await asyncio.sleep(0.01)
        heard = [await told(reader)]
        while heard[-1]["cast"] != 60:
            heard.append(await told(reader))
        assert least <= len(heard) <= most
        writer.close()

    def look(wanted: frozenset[str]) -> dict[str, object]:
        return {one: Counted(cast[0]) for one in wanted}

    lines = Streams(look, every=0.02, version=lambda: cast[0])
    loops.run(served(tmp_path / "s", lines.application(), work))


def test_who_reads_nothing_for_long_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = simulate_at(tmp_path, "open")

    async def work(path: str) -> None:
        reader, _ = await listening(path, held.election)
        await told(reader)
        monkeypatch.setattr(streams, "BEHIND", -1)
        with pytest.raises((ConnectionError, AssertionError)):  # the line is cut; a browser then comes again
            while True:
                await told(reader)

    loops.run(served(tmp_path / "s", Streams(Heard(held).look, heartbeat=0.1).application(), work))
