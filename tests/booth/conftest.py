"""A real Chromium, a page that reports every fault, and a hall to vote in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.booth.hall import Hall, make_hall, opened
from tests.booth.office import Office
from tests.booth.visits import hurry
from tests.support.browser import open_browser
from tests.support.server import answering, free_port
from tests.support.visitors import Site, open_site

TABLET = {"width": 1024, "height": 768}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with open_browser() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tablet's page; the test fails when a script threw or the console showed a fault."""
    with tablet(browser) as page:
        yield page


@pytest.fixture
def hurried(page: Page) -> None:
    """The test's page, and no screen of it rests: see `visits.hurry`."""
    hurry(page)


@contextmanager
def tablet(browser: Browser) -> Iterator[Page]:
    """A tablet's page while the block runs; AssertionError at its end when anything was wrong with a script."""
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="fa-IR", timezone_id="Asia/Tehran")
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said.type, said.text) else None)
    try:
        yield page
    finally:
        context.close()
    assert faults == []


@contextmanager
def standing_hall(page: Page) -> Iterator[Hall]:
    """A small hall with a page that stands open on it for many tests, which only use the scripts' modules."""
    with opened(make_hall(candidates=3, maximum=2)) as hall:
        page.goto(f"{hall.address}/nothing")
        yield hall


def sealed_site(folder: Path) -> tuple[Site, int]:
    """An election whose nine slips are printed and sealed, its keys tested, and the port to serve it at."""
    port = free_port()
    site = open_site(folder, address=f"http://127.0.0.1:{port}")
    held = site.held.to("frozen")
    held.print(9)
    held.seal()
    held.pass_tests()
    return site, port


def _is_fault(kind: str, text: str) -> bool:
    """A refused or lost request is also reported by the browser; that is what such a test asks for."""
    return kind == "error" and not text.startswith("Failed to load resource")


@pytest.fixture
def open_hall() -> Iterator[Callable[..., Hall]]:
    """Make and serve a hall: the arguments are those of `make_hall`."""
    with ExitStack() as stack:
        yield lambda *arguments, **named: stack.enter_context(opened(make_hall(*arguments, **named)))


@pytest.fixture
def office() -> Iterator[Office]:
    """A served office."""
    with opened_office() as office:
        yield office


@contextmanager
def opened_office() -> Iterator[Office]:
    """Serve an office while the block runs."""
    office = Office()
    with answering(office.program()) as address:
        office.address = f"{address}/key-page"
        yield office
