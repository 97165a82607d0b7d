"""A web server for the files of one board: with ranges and entity tags, or without, or lying about them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/elections/K7QM2XPA/"


@dataclass
class BoardServer:
    """The files that are served and how; `sent` notes each answer: name, status, bytes of the body."""

    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = ""
    ranges: bool = True
    lengths: bool = True
    shift: int = 0
    cut: int = 0
    address: str = ""
    sent: list[tuple[str, int, int]] = field(default_factory=list)

    def answer(self, name: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a file."""
        if name not in self.files:
            return 404, {}, b""
        data = self.files[name]
        wanted = headers.get("Range", "") if self.ranges else ""
        if not wanted:
            return 200, {}, data
        if self.tag and headers.get("If-None-Match") == f'"{self.tag}"':
            return 304, {}, b""
        at = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if at >= len(data):
            return 416, {"Content-Range": f"bytes */{len(data)}"}, b""
        at -= self.shift
        return 206, {"Content-Range": f"bytes {at}-{len(data) - 1}/{len(data)}"}, data[at:]


@contextmanager
def serving_board(
    files: dict[str, bytes] | None = None, kind: type[BoardServer] = BoardServer
) -> Iterator[BoardServer]:
    """Serve files on a free port of this machine while the block runs."""
    board = kind(files=files or {})

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.removeprefix(PATH)
            status, headers, body = board.answer(name, dict(self.headers))
            self.send_response(status)
            length = {"Content-Length": str(len(body))} if board.lengths else {}
            for one in (headers | length).items():
                self.send_header(*one)
            sent = body[: len(body) - board.cut] if board.cut and name == "election.bel" else body
            board.sent.append((name, status, len(sent)))  # before its head, for whoever has the answer looks at this
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    board.address = f"http://127.0.0.1:{server.server_address[1]}{PATH.rstrip('/')}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield board
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
