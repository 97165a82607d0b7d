"""Attackers of a hall that ask for what is dear, many at once; those that are slow: `slow`."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from multiprocessing import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

HOST = "127.0.0.1"
Where = tuple[int, str, str]
Target = tuple[int, str, str, str]


@dataclass(slots=True)
class Outcome:
    """What attackers were told: the statuses, those that are faults, and how many were not let in."""

    refused: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def faults(self) -> list[int]:
        """Statuses that say the server failed: a 503 bears a time."""
        return [one for one in self.statuses if one >= 500 and one != 503]

    def text(self) -> str:
        """In a few words."""
        return " ".join(f"{status}:{count}" for status, count in sorted(self.statuses.items()))


FLOODS: dict[str, Callable[[Target, int], tuple[int, bytes]]] = {
    "flood: changed ballots": lambda target, n: (0, _ballot(target, n)),
    "flood: the same ballot": lambda target, n: (0, _ballot(target, 0)),
    "flood: the booth's page": lambda target, n: (0, _get(f"/B/{target[2]}")),
    "flood: the board": lambda target, n: (1, _get(f"/elections/{target[2]}/board?tracker=AAAAAAAA")),
    "flood: the archive": lambda target, n: (1, _get(f"/elections/{target[2]}/election.bel")),
}
CONNECTIONS = 300


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def _ballot(target: Target, change: int) -> bytes:
    """A post of a ballot, one number of whose signature is changed; it needs the token of a page, see `_flood`."""
    said = json.loads(target[3])
    if change:
        proof = said["signature"]["proof"]
        proof["response"] = str(int(proof["response"]) + change)
    body = json.dumps({"ballot": json.dumps(said, separators=(",", ":"))})
    head = f"POST /B/{target[2]}/ballot HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n%TOKEN%"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def attack(name: str, target: Target, seconds: float, said: Queue[Outcome]) -> None:
    """Attack for so long."""
    said.put(asyncio.run(_flood(FLOODS[name], target, seconds)))


def keep_streams(where: Where, number: int, ready: Event, end: Event) -> None:
    """Keep so many event streams open until the end."""
    asyncio.run(_streams(where, number, ready, end))


def _address(number: int) -> str:
    """Half of the attackers share one address, the others have one each; none has that of the honest delegates."""
    return "127.0.0.2" if number % 2 else f"127.0.1.{1 + number // 2 % 250}"


def _context(instance: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(Path(instance) / "keys" / "hall-root.pem"))


async def _flood(request: Callable[[Target, int], tuple[int, bytes]], target: Target, seconds: float) -> Outcome:
    outcome, end = Outcome(), time.monotonic() + seconds
    zone, first = request(target, 1)
    token = await _token(target) if b"%TOKEN%" in first else b""
    context = _context(target[1])

    async def one(number: int) -> None:
        while time.monotonic() < end:
            try:
                reader, writer = await asyncio.open_connection(
                    HOST, target[0] + zone, ssl=context, local_addr=(_address(number), 0)
                )
            except OSError:
                outcome.refused += 1
                await asyncio.sleep(0.5)
                continue
            try:
                while time.monotonic() < end:
                    _, sent = request(target, number + 1)
                    writer.write(sent.replace(b"%TOKEN%", token))
                    outcome.statuses[await asyncio.wait_for(_answer(reader), 60)] += 1
            except (OSError, ssl.SSLError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                outcome.refused += 1
                await asyncio.sleep(0.2)
            finally:
                writer.close()

    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return outcome


async def _token(target: Target) -> bytes:
    """The cookie and the token of a booth's page, as header lines."""
    reader, writer = await asyncio.open_connection(HOST, target[0], ssl=_context(target[1]))
    writer.write(_get(f"/B/{target[2]}").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    page = (await reader.read()).decode(errors="replace")
    writer.close()
    cookie = page.split("\r\nset-cookie: ", 1)[-1].split(";", 1)[0]
    token = page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]
    return f"Cookie: {cookie}\r\nX-CSRFToken: {token}\r\n".encode()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in lines:
        await reader.readexactly(int(lines[b"content-length"]))
    elif lines.get(b"transfer-encoding") == b"chunked":
        while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return status


async def _streams(where: Where, number: int, ready: Event, end: Event) -> None:
    port, instance, path = where
    context = _context(instance)
    every: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def one(address: str) -> None:
        reader, writer = await asyncio.open_connection(HOST, port + 1, ssl=context, local_addr=(address, 0))
        writer.write(_get(f"/live/{path}"))
        if b" 200 " not in (line := await reader.readline()):
            raise RuntimeError(f"a stream was refused: {line!r}")
        every.append((reader, writer))

    for first in range(0, number, 20):  # phones have addresses of their own; as one, they would be refused
        await asyncio.gather(*(one(f"127.0.1.{1 + (first + more) % 200}") for more in range(20)))
    waiting: list[Awaitable[bytes]] = [reader.read() for reader, _ in every]
    tasks = [asyncio.ensure_future(one) for one in waiting]
    ready.set()
    while not end.is_set():
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
