"""Peers that are slow, silent or gone at each stage of a request, by HTTP/1.1 and HTTP/2, and what became of them."""

from __future__ import annotations

import asyncio
import functools
import os
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Queue
from pathlib import Path

from app.serving.front import ANSWER, HEAD, KEPT, QUIET
from app.serving.heads import WINDOW
from app.web.assets import address_of

HOST = "127.0.0.1"
MANY = 64
"""Addresses of a kind's peers, where each has one of its own."""
SLACK = 6.0
"""Seconds that the closing of many at once may take on top of a limit, on two cores that attackers share."""

STANDS_BACK = 10
"""Niceness of the process that plays the peers: in a hall their own devices pay what they cost themselves. 0 compares
with what was measured before, when they shared the processor with the votes on equal terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A peer that is slow: what it sends at once, and then after `every` seconds; `limit`: after which it is closed.

    `zone` is the place of its port after the booth's. `tls` false: before TLS. `reads` false: it takes no answer, or,
    with `sips`, some KB of it after as many seconds.
    """

    limit: float
    first: bytes = b""
    then: bytes = b""
    zone: int = 0
    tls: bool = True
    http2: bool = False
    reads: bool = True
    every: float = 1.0
    sips: float = 0.0


@dataclass(slots=True)
class Fate:
    """Of a kind's peers: how many were closed, after how many seconds at most, how many were left open at the end, how
    many were not let in, how many lines the log has of them; for how long this process at most could not look."""

    closed: int = 0
    longest: float = 0.0
    left: int = 0
    refused: int = 0
    logged: int = 0
    late: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the peers go: the booth's port, the hall's root, an election."""

    port: int
    root: str
    election: str


def _post(length: int, path: str = "/B/x/ballot") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    return head.encode()


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """A frame of HTTP/2."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def heading(**more: str) -> bytes:
    """The head of a request in HTTP/2, each field as a literal that is not kept."""
    fields = {
        ":scheme": "https",
        ":authority": HOST,
        **{name.replace("_", ":", 1): text for name, text in more.items()},
    }
    pairs = ((name.encode(), text.encode()) for name, text in fields.items())
    return b"".join(b"\0" + bytes((len(name),)) + name + bytes((len(text),)) + text for name, text in pairs)


_DATA, _HEADERS, _SETTINGS = 0, 1, 4
_END_STREAM, _END_HEADERS = 1, 4
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(_SETTINGS, 0, 0)
_NO_WINDOW = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(_SETTINGS, 0, 0, b"\0\x04" + bytes(4))
_ARCHIVE = "/elections/ELECTION/election.bel"
_POSTED = frame(_HEADERS, _END_HEADERS, 1, heading(_method="POST", _path="/B/x/ballot"))
_LARGE = f"GET {address_of('zxing_reader.wasm')} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
"""What nobody is refused: a megabyte at each time. Five of them came into the four megabytes that Linux keeps for a
line by itself, and were at an end for the front before anybody had read them; twelve do not."""
_ARCHIVES = b"".join(
    frame(_HEADERS, _END_STREAM | _END_HEADERS, stream, heading(_method="GET", _path=_ARCHIVE))
    for stream in range(1, 200, 2)
)
_BREATH = QUIET - 1
"""Seconds between two signs of life of who wants to be taken for alive."""
_SIP = 4096
_ESTABLISHED = "01"

KINDS = {  # in HTTP/2 the request is refused at its limit, and the connection stays for the next one
    "says nothing": Kind(tls=False, limit=QUIET),
    "half a handshake": Kind(first=b"\x16\x03\x01\x02", tls=False, limit=QUIET),
    "TLS, then nothing": Kind(limit=HEAD),
    "one byte": Kind(first=b"P", limit=HEAD),
    "half a head": Kind(first=b"POST /B/x/ballot HTTP/1.1\r\nHo", limit=HEAD),
    "a head, byte by byte": Kind(first=b"GET / HTTP/1.1\r\nX: ", then=b"a", limit=HEAD),
    "half a body": Kind(first=_post(1000) + b"{", limit=HEAD),
    "a body, byte by byte": Kind(first=_post(50_000), then=b"a", limit=HEAD),
    "half a chunk": Kind(
        first=b"POST /B/x/ballot HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", limit=HEAD
    ),
    "public: half a body": Kind(first=_post(1000, "/own/sign-in") + b"{", zone=1, limit=HEAD),
    "kept open": Kind(first=f"GET /B/ELECTION HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(), limit=KEPT),
    "an answer never read": Kind(first=_LARGE * 12, zone=1, reads=False, limit=HEAD + QUIET),
    "an answer, taken in sips": Kind(first=_LARGE * 12, zone=1, reads=False, sips=_BREATH, limit=HEAD + 2 * WINDOW),
    "HTTP/2, then nothing": Kind(first=_HELLO, http2=True, limit=HEAD),
    "HTTP/2, half a head": Kind(first=_HELLO + frame(_HEADERS, 0, 1, heading(_method="GET")), http2=True, limit=HEAD),
    "HTTP/2, half a body": Kind(first=_HELLO + _POSTED + frame(_DATA, 0, 1, b"{"), http2=True, limit=HEAD + KEPT),
    "HTTP/2, a body, byte by byte": Kind(
        first=_HELLO + _POSTED, then=frame(_DATA, 0, 1, b"a"), http2=True, limit=HEAD + KEPT
    ),
    "HTTP/2, an answer never taken": Kind(
        first=_NO_WINDOW + frame(_HEADERS, _END_STREAM | _END_HEADERS, 1, heading(_method="GET", _path=_ARCHIVE)),
        http2=True, zone=1, limit=ANSWER + QUIET + KEPT,
    ),
    "HTTP/2, a hundred answers never taken": Kind(
        first=_NO_WINDOW + _ARCHIVES, http2=True, zone=1, limit=ANSWER + QUIET + KEPT
    ),
}  # fmt: skip


def places(kind: int, number: int, *, apart: bool) -> str:
    """The address of a kind's peer: one for all of them, or one for each; no honest delegate has it."""
    return f"127.0.{10 + kind}.{1 + number % MANY if apart else 0xFA}"


def hold(names: tuple[str, ...], target: Target, peers: int, seconds: float, said: Queue[dict[str, Fate]]) -> None:
    """Keep so many peers of each kind there for so long, half of the time from one address each kind, then from many.

    Then watch until all are closed.
    """
    os.nice(STANDS_BACK)
    said.put(asyncio.run(_hold(names, target, peers, seconds)))


async def _hold(names: tuple[str, ...], target: Target, peers: int, seconds: float) -> dict[str, Fate]:
    begun = time.monotonic()
    fates = {name: Fate() for name in names}

    async def watch() -> None:
        """How late this process itself is: on a busy machine it sees late what was closed in time."""
        while any(not task.done() for task in tasks):
            asleep = time.monotonic()
            await asyncio.sleep(0.5)
            late.append(time.monotonic() - asleep - 0.5)

    async def one(name: str, number: int) -> None:
        kind, place = KINDS[name], list(KINDS).index(name)
        await asyncio.sleep(number / peers * 5)  # not all of them in one moment
        while (passed := time.monotonic() - begun) < seconds:
            await _peer(kind, target, places(place, number, apart=passed > seconds / 2), fates[name])

    late: list[float] = []
    tasks = [asyncio.ensure_future(one(name, number)) for name in names for number in range(peers)]
    await watch()
    for fate in fates.values():
        fate.late = max(late)
    return fates


async def _peer(kind: Kind, target: Target, address: str, fate: Fate) -> None:
    context = _context(target.root, http2=kind.http2) if kind.tls else None
    try:
        reader, writer = await asyncio.open_connection(
            HOST, target.port + kind.zone, ssl=context, limit=4096, local_addr=(address, 0)
        )
    except OSError:
        fate.refused += 1
        await asyncio.sleep(1)
        return
    begun = time.monotonic()
    try:
        await asyncio.wait_for(_dawdle(kind, target, reader, writer), kind.limit + SLACK + 60)
        fate.closed += 1
        fate.longest = max(fate.longest, time.monotonic() - begun)
    except TimeoutError:
        fate.left += 1
    finally:
        writer.transport.abort()


async def _dawdle(kind: Kind, target: Target, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until the other side closes. Who reads nothing learns it by what it sends: nobody takes it any more."""
    with suppress(OSError, ssl.SSLError):
        writer.write(_for(kind.first, target))
        if not kind.reads:
            await _unread(reader, writer, kind.sips)
            return
        due = time.monotonic()
        while True:
            if kind.then and time.monotonic() >= due:
                due += kind.every
                writer.write(kind.then)
                await writer.drain()
            with suppress(TimeoutError):
                if not await asyncio.wait_for(reader.read(4096), 1.0):
                    return


async def _unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sips: float) -> None:
    """Until the server has let go: with bytes under way that nobody takes, its end of the line cannot tell this one."""
    if not sips:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
    mine, due = writer.get_extra_info("sockname"), time.monotonic() + sips
    await asyncio.sleep(1)
    while (mine[0], mine[1]) in _held_by_servers(int(time.monotonic())):
        if sips and time.monotonic() >= due:
            await reader.read(_SIP)
            due += sips
        await asyncio.sleep(1)


@functools.lru_cache(maxsize=1)
def _held_by_servers(_second: int) -> set[tuple[str, int]]:
    """The other ends of all connections that are established and that a process holds; looked up once a second."""
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, _, other, state, *_ = line.split()
        if state == _ESTABLISHED:
            address, port = other.split(":")
            found.add((socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)))
    return found


def _for(text: bytes, target: Target) -> bytes:
    return text.replace(b"ELECTION", target.election.encode())


@functools.cache
def _context(root: str, *, http2: bool) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=root)
    context.set_alpn_protocols(["h2"] if http2 else ["http/1.1"])
    return context
