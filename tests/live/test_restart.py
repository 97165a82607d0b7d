"""The server is killed and started again on the same port: screen and console go on, without a page of an error and
without being loaded anew, and show the newest figures."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from playwright.sync_api import Page, expect

from app.live.streams import Streams
from app.live.told import told
from tests.support.browser import open_browser
from tests.support.server import answering, free_port
from tests.support.visitors import Site, open_site

pytestmark = pytest.mark.prove
PATIENCE = 30_000


@contextmanager
def in_thread(port: int, build: Callable[[AsyncExitStack], Awaitable[web.Application]]) -> Iterator[None]:
    """Serve an application on this port, in a thread that ends like a killed process: every line is cut.

    `build` makes it there; what it enters into the stack is left at the end.
    """
    loop, ready, end = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            runner = web.AppRunner(await build(stack), shutdown_timeout=0.0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
            ready.set()
            await end.wait()
            await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(30)


def serving(site: Site, port: int, behind: str) -> AbstractContextManager[None]:
    """Serve streams and, from `behind`, all pages on this port."""

    def look(wanted: frozenset[str]) -> dict[str, object]:
        with site.held.database.reading() as db:
            return told(db, wanted)

    async def build(stack: AsyncExitStack) -> web.Application:
        session = await stack.enter_async_context(ClientSession(auto_decompress=False))

        async def page(request: web.Request) -> web.Response:
            headers = {name: value for name, value in request.headers.items() if name != "Host"}
            headers["Host"] = f"127.0.0.1:{port}"
            body = await request.read()
            async with session.request(
                request.method, behind + request.path_qs, headers=headers, data=body, allow_redirects=False
            ) as answer:
                kept = [(k, v) for k, v in answer.headers.items() if k not in ("Transfer-Encoding", "Connection")]
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        app = Streams(look, version=site.held.database.written()).application()
        app.router.add_route("*", "/{path:.*}", page)
        return app

    return in_thread(port, build)


def starting(port: int) -> AbstractContextManager[None]:
    """What a front says while the program behind it is being started: 503 to everybody."""

    async def busy(_request: web.Request) -> web.Response:
        return web.Response(status=503, text="busy")

    async def build(_stack: AsyncExitStack) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", busy)
        return app

    return in_thread(port, build)


def stays(page: Page) -> None:
    """The page was never loaded anew, and shows itself, not an error."""
    assert page.evaluate("window.mark") == "here"
    assert page.locator("main").count() == 1


def test_screen_and_board_outlive_a_restart(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("open")
    installation = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(
        installation, settings=replace(installation.settings, streams=True)
    )  # fmt: skip
    port = free_port()
    number = site.held.value.session.number
    addresses = (f"/screen/{site.held.address}/{number}", f"/elections/{site.held.election}/board")
    with answering(site.app) as behind, open_browser() as browser:
        pages = [browser.new_page() for _ in addresses]
        with serving(site, port, behind):
            for page, address in zip(pages, addresses, strict=True):
                page.goto(f"http://127.0.0.1:{port}{address}")
                page.evaluate("window.mark = 'here'")
            time.sleep(1)
        with starting(port):
            time.sleep(4)  # long enough that browsers gave the stream up
        site.held.vote(0, 1)
        with serving(site, port, behind):
            begun = time.monotonic()
            expect(pages[1].locator("#counters")).to_contain_text("۱", timeout=PATIENCE)
            print(f"board after {time.monotonic() - begun:.1f} s")
            for page in pages:
                stays(page)
            site.held.vote(1, 1)
            expect(pages[1].locator("#counters")).to_contain_text("۲", timeout=PATIENCE)
            for page in pages:
                stays(page)
