"""The front of a zone: HAProxy, which speaks TLS and HTTP/2, and lets nobody wait for a peer that is slow or gone.

A request reaches the application when it is there whole; each stage of it has its limit in seconds, after which the
connection is closed and a line is in the log. Chosen over nginx, whose limit on bodies is one between two bytes, so
that who sends one in ten seconds is never closed; over granian, which has none; and beside waitress, which buffers as
well and has no TLS.

Each zone has a front of its own: what one of them is made to do takes nothing from another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.serving.heads import SMALL

HEAD = 10
"""Seconds for TLS and the head of a request, and then for its body, as far as it fits into the buffer."""
BUFFER = 256 * 1024
"""Bytes: half as much again as a ballot of 100 candidates. A larger body is waited for by the application's server."""
UNREAD = 256 * 1024
"""Bytes of answers that lie in the system for a peer; by itself it keeps four megabytes for each that reads nothing."""
QUIET = 15
"""Seconds without a byte, either way, after which a connection is closed; event streams say something every five."""
KEPT = 60
"""Seconds that a connection stays open between two requests."""
ANSWER = 120
"""Seconds until the application begins to answer: an export, or a booklet of a hundred candidates."""
SUCCEEDS = "-sf"
"""By which a new HAProxy takes over the ports from the one before, which finishes its requests and ends, ..."""
FINISHING = ANSWER + QUIET
"""... after so many seconds at most: event streams have no end of their own, and are asked for again."""
AGAIN_TIMES = 3
"""How often a request that may be sent again is, where the application was killed while it had it."""
BASIC_BUFFER = 16 * 1024
ROOM_FOR_HEAD = 4 * 1024
"""Bytes of HAProxy's own buffer, and of an answer's head in it; a file that is returned must fit beside that."""
TRUST_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What the door without TLS says of each of its files: no script may run on its page."""
LARGEST = 90 * 1024 * 1024
"""Bytes of a body: more than any page takes, which each has its own limit; what is larger is refused by its head."""
RATE = 1000
"""Requests of one address in ten seconds: 22 tablets behind one address make 250 when voting opens."""
STREAMS_EACH = 20
"""Requests under way in one connection of HTTP/2: a booth that nobody opened before asks for 8 to 12 at once; a browser
keeps those beyond it back by itself."""
FREE = 64
"""Requests under way of one address that are served beside everybody's. What it asks beyond them shares a line of its
own with those of others like it: who keeps more answers waiting takes them from nobody else."""
OPEN = 300
"""Requests under way of one address, beyond which it is refused: 22 tablets behind one that are opened in the same
moment, for the first time, ask for 264."""
SLOTS = 400
"""Requests that the application has at once, of those that are free."""
CROWDED = 100
"""And of those beyond."""
AGAIN = 5
"""Seconds after which who was refused for want of room may ask again."""


BUSY = "سامانه اکنون پاسخ نمی‌دهد؛ چند لحظه دیگر دوباره بکوشید. · No answer just now; please try again in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What a zone's front is told.

    `certificate`: leaf and key in one file, None where the zone is served at this computer alone. `most` connections
    are open at once, `each` of one address: 22 tablets behind one open six each where they do not speak HTTP/2.
    `largest`: bytes of a body, refused by its head. `whole`: bodies never outgrow the buffer, so nothing of a request
    is passed on before all of it is there. `again`: paths whose requests may be sent to the application a second time
    when it was killed meanwhile. `streams`: the socket of the zone's event streams, or None. `before`: addresses or
    networks of a front before several computers, which says who asks (PROXY protocol); others that say so are closed.
    """

    zone: str
    port: int
    hosts: tuple[str, ...]
    certificate: Path | None
    socket: Path
    most: int
    each: int
    largest: int
    whole: bool = False
    again: tuple[str, ...] = ()
    streams: Path | None = None
    before: tuple[str, ...] = ()


def program() -> str | None:
    """Where HAProxy is, or None."""
    return shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def configuration(front: Front) -> str:
    """The configuration file of a front."""
    return "\n".join((*_general(front), *_frontend(front), *_backends(front), ""))


def trust_configuration(port: int, hosts: Iterable[str], files: Mapping[str, tuple[Path, str]]) -> str:
    """The configuration of the one door without TLS: some files by path, each with its media type, and nothing else."""
    largest = max((file.stat().st_size for file, _ in files.values()), default=0)
    lines = [
        "global", "  maxconn 400", "  nbthread 1", "  log stderr format raw local0 warning",
        f"  tune.bufsize {max(BASIC_BUFFER, largest + ROOM_FOR_HEAD)}",
        "defaults", "  mode http", f"  timeout client {QUIET}s", f"  timeout http-request {HEAD}s",
        f"  timeout http-keep-alive {HEAD}s", "frontend trust", *_binds(hosts, port, ""), *_by_address(60),
    ]  # fmt: skip
    headers = " ".join(f'hdr {name} "{value}"' for name, value in TRUST_HEADERS.items())
    for path, (file, kind) in files.items():
        lines.append(
            f'  http-request return status 200 content-type "{kind}" file {file} {headers} if {{ path {path} }}'
        )
    return "\n".join((*lines, "  http-request return status 404 content-type text/plain string no", ""))


def _general(front: Front) -> list[str]:
    busy = f'content-type "text/plain; charset=utf-8" string "{BUSY}" hdr Retry-After {AGAIN}'
    return [
        "global", f"  maxconn {front.most}", "  nbthread 1", "  log stderr format raw local0 info",
        f"  hard-stop-after {FINISHING}s",
        f"  tune.bufsize {BUFFER}", f"  tune.sndbuf.client {UNREAD}",
        f"  tune.h2.max-concurrent-streams {STREAMS_EACH}",
        "  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
        "defaults", "  mode http", "  log global", "  option dontlog-normal", "  option clitcpka",
        '  log-format "front %f: %ST %Ts %si %ci %tsc %{+Q}HM"', "  option http-keep-alive",
        f"  timeout http-request {HEAD}s", f"  timeout client {QUIET}s", "  timeout client-fin 5s",
        f"  timeout http-keep-alive {KEPT}s", "  timeout connect 5s", f"  timeout queue {HEAD}s",
        f"  timeout server {ANSWER}s", f"  retries {AGAIN_TIMES}", "  retry-on conn-failure empty-response",
        *(f"  http-error status {status} {busy}" for status in (502, 503, 504)),
    ]  # fmt: skip


def _frontend(front: Front) -> list[str]:
    line = f" ssl crt {front.certificate} alpn h2,http/1.1" if front.certificate else ""
    lines = [f"frontend {front.zone}", *_binds(front.hosts, front.port, line)]
    lines += _by_address(front.each, front.before)
    again = f"hdr Retry-After {AGAIN}"
    lines.append(f"  http-request deny deny_status 429 {again} if {{ sc0_http_req_rate gt {RATE} }}")
    counted = " if !{ path_beg /live/ }" if front.streams is not None else ""  # those wait elsewhere, 600 of them
    lines.append(f"  http-request track-sc1 src table under_way{counted}")
    lines.append(f"  http-request deny deny_status 429 {again} if {{ sc1_conn_cur gt {OPEN} }}")
    lines.append(f"  http-request deny deny_status 413 if {{ req.hdr_val(content-length) gt {front.largest} }}")
    enough = "" if front.whole else f" at-least {SMALL}"
    lines.append(f"  http-request wait-for-body time {HEAD}s{enough}")
    if front.whole:
        lines.append(f"  http-request deny deny_status 413 if {{ req.body_size gt {front.largest} }}")
    others = "".join(f" !{{ path_beg {path} }}" for path in front.again)
    lines.append(f"  http-request disable-l7-retry if METH_POST{others}")
    lines.append("  http-request set-header X-Forwarded-For %[src]")
    lines.append(f"  http-request set-header X-Forwarded-Proto {'https' if front.certificate else 'http'}")
    if front.streams is not None:
        lines.append("  use_backend streams if { path_beg /live/ }")
    lines.append(f"  use_backend crowd if {{ sc1_conn_cur gt {FREE} }}")
    return [*lines, f"  default_backend {front.zone}"]


def _backends(front: Front) -> list[str]:
    lines = ["backend under_way", "  stick-table type ipv6 size 20k expire 2m store conn_cur"]
    for name, most in ((front.zone, SLOTS), ("crowd", CROWDED)):
        lines += [f"backend {name}", f"  server {name} unix@{front.socket} maxconn {most}"]
    if front.streams is not None:
        lines += ["backend streams", f"  server streams unix@{front.streams}"]
    return lines


def _binds(hosts: Iterable[str], port: int, more: str) -> list[str]:
    return [f"  bind {host}:{port}{more}" for host in hosts]


def _by_address(each: int, before: tuple[str, ...] = ()) -> list[str]:
    """No address has more connections than `each`, however they were opened; behind another front, those it names."""
    known = "session" if before else "connection"  # who asks is known after the first line of the front before
    return [
        *([f"  tcp-request connection expect-proxy layer4 if {{ src {' '.join(before)} }}"] if before else []),
        "  stick-table type ipv6 size 20k expire 2m store conn_cur,http_req_rate(10s)",
        f"  tcp-request {known} track-sc0 src",
        f"  tcp-request {known} reject if {{ sc0_conn_cur gt {each} }}",
    ]
