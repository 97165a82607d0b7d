"""Three browsers by the same verbs: Chromium by Playwright, Firefox by its own protocol, WebKitGTK under xvfb."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from tests.support.server import free_port
from tests.verify import firefox

DRIVER = "WebKitWebDriver"
NARROWEST = 300
"""No window of WebKit's is narrower: what is asked for below is shown so wide."""
PLAIN = """toolbar, toolbar *, entry, button, image {
  min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px;
}"""
"""The bar of WebKit's small browser, made so small that its window can be as narrow as that."""
EDGES = (0, 40)
"""By how much a window of WebKit's is larger than its page may be at first; then it is measured."""


class Chromium:
    """A page of Playwright's."""

    def __init__(self, page: Page) -> None:
        """Take a page."""
        self.page = page

    def open(self, address: str) -> None:
        """Go there."""
        self.page.goto(address)

    def run(self, expression: str) -> Any:
        """The value of an expression."""
        return self.page.evaluate(expression)

    def resize(self, width: int, height: int) -> None:
        """Give the page that room."""
        self.page.set_viewport_size({"width": width, "height": height})


class Firefox:
    """A Firefox that runs in a loop of its own: Playwright has the tests'."""

    def __init__(self, loop: asyncio.AbstractEventLoop, page: firefox.Firefox) -> None:
        """Take a page and the loop that it lives in."""
        self.loop = loop
        self.page = page

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        asked = self.page.ask(method, context=self.page.context, **parameters)
        return asyncio.run_coroutine_threadsafe(asked, self.loop).result(120)

    def open(self, address: str) -> None:
        """Go there."""
        self._ask("browsingContext.navigate", url=address, wait="complete")

    def run(self, expression: str) -> Any:
        """The value of an expression."""
        whole = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        asked = self.page.evaluate(whole)
        return json.loads(asyncio.run_coroutine_threadsafe(asked, self.loop).result(120)["value"])

    def resize(self, width: int, height: int) -> None:
        """Give the page that room."""
        self._ask("browsingContext.setViewport", viewport={"width": width, "height": height})
        so = self.page.until(f"innerWidth === {width} && innerHeight === {height}")  # it answers before it is so
        asyncio.run_coroutine_threadsafe(so, self.loop).result(120)


@contextmanager
def firefox_page() -> Iterator[Firefox]:
    """A Firefox while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running = firefox.opened("about:blank")
    page = asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(120)
    try:
        yield Firefox(loop, page)
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)


class WebKit:
    """A window of WebKitGTK's small browser."""

    def __init__(self, driver: str) -> None:
        """Begin a session at the address of a driver."""
        options = {"binary": mini_browser(), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.session = f"{driver}/session"
        self.session += f"/{self._ask('', wanted)['sessionId']}"
        self._ask("/timeouts", {"script": 120_000, "pageLoad": 120_000})
        self.edges = EDGES

    def _ask(self, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request, timeout=150) as answer:
            return json.load(answer)["value"]

    def open(self, address: str) -> None:
        """Go there."""
        self._ask("/url", {"url": address})

    def run(self, expression: str) -> Any:
        """The value of an expression."""
        whole = f"const end = arguments[0]; Promise.resolve({expression}).then(end, (error) => end(String(error)))"
        return self._ask("/execute/async", {"script": whole, "args": []})

    def resize(self, width: int, height: int) -> None:
        """Give the page that room, measured by itself: the window's bars take some."""
        width = max(width, NARROWEST)
        for _ in range(20):
            room = {"width": width + self.edges[0], "height": height + self.edges[1]}
            self._ask("/window/rect", room)
            until = time.monotonic() + 0.3
            while (seen := self.run("[innerWidth, innerHeight]")) != [width, height] and time.monotonic() < until:
                time.sleep(0.01)
            if seen == [width, height]:
                return
            self.edges = (self.edges[0] + width - seen[0], self.edges[1] + height - seen[1])
        raise TimeoutError((width, height, seen))

    def end(self) -> None:
        """Close it."""
        self._ask("", method="DELETE")


def mini_browser() -> str:
    """The path of WebKitGTK's small browser, or nothing."""
    return next(iter(sorted(glob("/usr/lib/*/webkit*/MiniBrowser"))), "")


def has_webkit() -> bool:
    """Whether WebKitGTK can be driven here without a screen."""
    return bool(shutil.which(DRIVER) and shutil.which("xvfb-run") and mini_browser())


@contextmanager
def webkit_page() -> Iterator[WebKit]:
    """A WebKitGTK while the block runs."""
    port = free_port()
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1600x24"]
    with tempfile.TemporaryDirectory() as settings:
        sheet = Path(settings, "gtk-3.0", "gtk.css")
        sheet.parent.mkdir()
        sheet.write_text(PLAIN)
        process = subprocess.Popen(
            [*screen, DRIVER, f"--port={port}"],
            env={**os.environ, "XDG_CONFIG_HOME": settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            page = _begun(f"http://127.0.0.1:{port}")
            try:
                yield page
            finally:
                page.end()
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # the screen and the driver too
            process.wait(timeout=30)


def _begun(driver: str) -> WebKit:
    """A session, as soon as the driver answers. Raises URLError."""
    until = time.monotonic() + 60
    while True:
        try:
            return WebKit(driver)
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
