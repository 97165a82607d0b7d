"""`python -m ballots kiosk`: hand the booth's one file to this computer's browser, and carry its posts to the server.

SPEC: checkpoints, the booth as one file. The browser gets the file of the hash that was named and JSON, never a page of
the server.
"""

import argparse
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

from ballots.commands.tablet import AGENTS, Staying, trusted
from ballots.custody_errors import FileError
from ballots.files import read_file, read_limited
from ballots.kept_booth import MAX_KEPT, KeptBooth, read_kept
from ballots.terminal import say

PORT: Final = 8460

_HOST: Final = "127.0.0.1"
_TIMEOUT: Final = 30
_MAX_BODY: Final = 2_000_000
_MAX_ANSWER: Final = 5_000_000
_TOKEN: Final = re.compile(rb'name="csrf-token" content="([^"]+)"')
_NO_ANSWER: Final = 502
_ENROLLED: Final = 200
_HEADERS: Final = {
    "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
}  # fmt: skip


def add(parsers: Any) -> None:
    """Add `kiosk FILE` and its options."""
    parser = parsers.add_parser("kiosk", help="hand a booth that was kept as one file to this computer's own browser")
    parser.add_argument("file", type=Path, metavar="FILE.html", help="what `booth ADDRESS --save` wrote")
    parser.add_argument(
        "--sha256", required=True, metavar="HEX", help="the file's SHA-256, from who looked at the booth"
    )
    parser.add_argument("--root", type=Path, metavar="FILE", help="the only root certificate to believe, for https")
    parser.add_argument(
        "--enrol", metavar="LINK", help="what the office's code for the next tablet says, where only those may cast"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"of this computer's own address (default: {PORT})")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with open_kiosk(arguments.file, arguments.sha256, arguments.root, arguments.port) as kiosk:
        say(f"same     {arguments.sha256.lower()}  {arguments.file}")
        if arguments.enrol:
            say(f"enrolled as booth {enrol(kiosk, arguments.enrol)}, until this command ends")
        say(f"serving  http://{_HOST}:{kiosk.server_port}/ for {kiosk.kept.address}", "         Ctrl+C ends it")
        kiosk.serve_forever()
    return 0


def open_kiosk(path: Path, sha256: str, root: Path | None = None, port: int = 0) -> "Kiosk":
    """Return what will serve the file, when its bytes have this hash. Raises FileError."""
    data = read_file(path, MAX_KEPT)
    found = hashlib.sha256(data).hexdigest()
    if found != sha256.strip().lower():
        raise FileError(f"{path}: has the SHA-256 {found}, not the one that was named; nothing is served")
    kept = read_kept(data)
    try:
        return Kiosk((_HOST, port), data, kept, Line(kept.address, root))
    except (OSError, OverflowError) as error:
        raise FileError(f"port {port}: cannot be had: {error}") from error


def enrol(kiosk: "Kiosk", link: str) -> int:
    """Make the kiosk a booth by the office's code; its own key stays in this process. Return its number.

    Raises FileError where the server does not take the code.
    """
    secret = link.rpartition("#")[2].strip()
    try:
        said = kiosk.line.post(f"{kiosk.kept.tablet}/enrol", json.dumps({"secret": secret}).encode())
        answer = json.loads(said.body)
        if said.status == _ENROLLED:
            return int(answer["number"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise FileError("the server gave no answer to the office's code") from error
    raise FileError(f"the office's code was not taken: {answer.get('error', said.status)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """What the server answered."""

    status: int
    headers: Message
    body: bytes


class Line:
    """The way to the server: one visitor, whose mark against forged posts is fetched when it is needed."""

    def __init__(self, address: str, root: Path | None) -> None:
        """Take the booth's address, and the only root to believe where one is given. Raises FileError."""
        self._address = address
        jar = HTTPCookieProcessor(CookieJar())
        self._opener = build_opener(Staying, jar, HTTPSHandler(context=trusted(root)))
        self._mark = b""
        self._renewing = threading.Lock()

    def get(self, path: str) -> ServerAnswer:
        """Return what the server answers. Raises OSError, HTTPException."""
        return self._ask(path, None, {"Sec-Fetch-Dest": "empty"})

    def post(self, path: str, body: bytes) -> ServerAnswer:
        """As `get`; once more with a new mark where the old one has outlived its session."""
        mark = self._mark or self._renew(b"")
        answer = self._post(path, body, mark)
        return self._post(path, body, self._renew(mark)) if b"page-expired" in answer.body else answer

    def _post(self, path: str, body: bytes, mark: bytes) -> ServerAnswer:
        more = {"Content-Type": "application/json", "X-CSRFToken": mark.decode("ascii", "replace")}
        return self._ask(path, body, more)

    def _renew(self, old: bytes) -> bytes:
        """The mark of a page that was just fetched; of the page nothing else is taken."""
        with self._renewing:
            if self._mark == old:
                page = self._ask(self._address, None, {"Sec-Fetch-Dest": "document"})
                found = _TOKEN.search(page.body)
                self._mark = found[1] if found else b""
            return self._mark

    def _ask(self, path: str, body: bytes | None, more: Mapping[str, str]) -> ServerAnswer:
        headers = {"User-Agent": AGENTS[0], "Accept": "application/json", "Sec-Fetch-Site": "same-origin", **more}
        request = Request(urljoin(self._address, path), data=body, headers=headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return ServerAnswer(
                    status=answer.status, headers=answer.headers, body=read_limited(answer, _MAX_ANSWER)
                )
        except HTTPError as error:
            with error:
                return ServerAnswer(status=error.code, headers=error.headers, body=read_limited(error, _MAX_ANSWER))


class Kiosk(ThreadingHTTPServer):
    """Serves this computer alone: the file at `/`, and the paths that the file names."""

    daemon_threads = True

    def __init__(self, where: tuple[str, int], page: bytes, kept: KeptBooth, line: Line) -> None:
        """Listen, without serving yet. Raises OSError."""
        super().__init__(where, _Visit)
        self.page, self.kept, self.line = page, kept, line

    @property
    def hosts(self) -> frozenset[str]:
        """As whom the own browser asks; anything else is a name that somebody led here."""
        return frozenset(f"{name}:{self.server_port}" for name in (_HOST, "localhost"))


class _Visit(BaseHTTPRequestHandler):
    """One connection of the browser."""

    server: Kiosk
    server_version = "majma"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """The file, or the election's definition."""
        if not self._is_own():
            self._answer(403)
        elif self.path == "/":
            policy = f"{self.server.kept.policy}; frame-ancestors 'none'"
            self._answer(
                200, self.server.page, {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
            )
        elif self.path == self.server.kept.definition:
            self._carry(None)
        else:
            self._answer(404)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """What the booth's scripts post, carried on as it is."""
        size = self.headers.get("Content-Length", "")
        is_json = self.headers.get("Content-Type") == "application/json"
        if not (self._is_own() and self.headers.get("Origin", "").removeprefix("http://") in self.server.hosts):
            self._answer(403)
        elif self.path not in self.server.kept.posts:
            self._answer(404)
        elif not (is_json and size.isascii() and size.isdigit() and len(size) < 9 and int(size) <= _MAX_BODY):
            self._answer(400)
        else:
            self._carry(self.rfile.read(int(size)))

    def _is_own(self) -> bool:
        """Whether the browser of this computer asks for the kiosk's own page, and not another site's."""
        asked = self.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        return asked and self.headers.get("Host") in self.server.hosts

    def _carry(self, body: bytes | None) -> None:
        """Ask the server; only JSON comes back to the browser, everything else as a server without an answer."""
        line = self.server.line
        try:
            said = line.get(self.path) if body is None else line.post(self.path, body)
        except (OSError, HTTPException):
            self._answer(_NO_ANSWER)
            return
        is_json = said.headers.get_content_type() == "application/json"
        wait = str(said.headers.get("Retry-After", ""))
        more = {"Retry-After": wait} if wait.isascii() and wait.isdigit() else {}
        self._answer(said.status, said.body if is_json else b"{}", {"Content-Type": "application/json", **more})

    def _answer(self, status: int, body: bytes = b"", said: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **(said or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who voted when is nobody's."""
