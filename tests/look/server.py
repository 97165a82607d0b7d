"""What somebody saw, before a browser: `python -m tests.look.server` lists the pages of every scene to look at.

A page is served as it was answered, with its policy; scripts, styles and pictures come from the real application, as
whoever saw the page would get them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.look.scenes import SCENES
from tests.look.walk import Seen, pages, scene_of
from tests.support.axe import AXE
from tests.support.server import answering

PORT = 5099
CHECKER = "/axe.js"
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ONE_AT_A_TIME = threading.Lock()
Start = Callable[..., Any]


@dataclass(slots=True)
class Shown:
    """Serves the page that is shown now at ``/look?TURN``, and beside it what the page asks for.

    A page that looks on asks for its own address; of an earlier turn nothing is there any more, and it stays as it is:
    it would else find another page, and load itself anew just when the next one is opened.
    """

    address: str = ""
    now: Seen | None = None
    turn: int = 0
    every: tuple[Seen, ...] = ()

    def show(self, one: Seen) -> str:
        """Show a page; the address to open."""
        self.now, self.turn = one, self.turn + 1
        return f"{self.address}/look?{self.turn}"

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        if request.path == CHECKER:
            return Response(AXE, mimetype="text/javascript", headers=FOR_EVER)(environ, start)
        if self.every and request.path == "/":
            return self._list()(environ, start)
        if request.path == "/look" and request.query_string != str(self.turn).encode():
            return Response(status=410)(environ, start)
        if self.every and request.path.startswith("/look/"):
            self.now = self.every[int(request.path.rpartition("/")[2])]
        if request.path.startswith("/look") and self.now is not None:
            headers = {"Content-Security-Policy": self.now.policy}
            return Response(self.now.html, mimetype="text/html", headers=headers)(environ, start)
        return self._beside(request)(environ, start)

    def _beside(self, request: Request) -> Response:
        assert self.now is not None
        scene = scene_of(self.now.scene)
        asked = ("If-None-Match", "If-Modified-Since")
        seen = {name: request.headers[name] for name in asked if name in request.headers}
        with _ONE_AT_A_TIME:
            answer = scene.people[self.now.who].client.open(request.full_path, method=request.method, headers=seen)
        kept = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
        return Response(answer.data, answer.status_code, headers=kept)

    def _list(self) -> Response:
        lines = [f'<li><a href="/look/{number}">{escape(one.name)}</a>' for number, one in enumerate(self.every)]
        return Response(f"<ol>{''.join(lines)}</ol>", mimetype="text/html")


@contextmanager
def shown() -> Iterator[Shown]:
    """A server on a free port of this machine, for pages one after another."""
    found = Shown()
    with answering(found) as found.address:
        yield found


if __name__ == "__main__":
    every = tuple(one for name in sys.argv[1:] or SCENES for one in pages(name))
    make_server("127.0.0.1", PORT, Shown(every=every), threaded=True).serve_forever()
