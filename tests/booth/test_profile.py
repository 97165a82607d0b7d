"""B2: after a visit, and after the browser was closed, nothing of it is in the browser's profile on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.booth.hall import Hall
from tests.booth.remains import CHOSEN, found, leaks_of, secrets_of
from tests.booth.visits import at, cast, hurry, mark, review, show_letters
from tests.support.browser import QUIET
from tests.support.tools import find_tool


@contextmanager
def profile(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A Chromium that keeps its profile in this folder, as one on a tablet does."""
    context = browser.browser_type.launch_persistent_context(
        str(folder), executable_path=str(find_tool("chromium")), args=list(QUIET), headless=True, has_touch=True,
        locale="fa-IR", viewport={"width": 1024, "height": 768},
    )  # fmt: skip
    yield context
    context.close()


def typed_in(page: Page, hall: Hall) -> None:
    """A hall slip is typed or read in the page, never opened as an address."""
    hurry(page)
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").press_sequentially(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")
    mark(page, *CHOSEN)
    review(page)


def voted(page: Page, hall: Hall) -> None:
    typed_in(page, hall)
    cast(page)
    page.locator("#receipt-end").tap()
    at(page, "done")


def left(page: Page, hall: Hall) -> None:
    typed_in(page, hall)
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")


def abandoned(page: Page, hall: Hall) -> None:
    page.clock.install()
    typed_in(page, hall)
    page.clock.fast_forward(4 * 3600 * 1000)
    at(page, "done")


@pytest.mark.prove
@pytest.mark.parametrize("steps", [voted, left, abandoned])
def test_no_file_of_the_browser_holds_anything_of_a_visit(
    browser: Browser, open_hall: Any, tmp_path: Path, steps: Any
) -> None:
    hall = open_hall(timing={"done": 30})
    folder = tmp_path / "profile"
    with profile(browser, folder) as context:
        steps(context.new_page(), hall)
        assert found(folder, secrets_of(hall, 0), tmp_path) == set(), "while the browser runs"
    assert found(folder, secrets_of(hall, 0), tmp_path) == set()
    assert found(folder, {"visit": [hall.booth]}, tmp_path) == {"visit"}, "the search looks at the history"


@pytest.mark.prove
def test_a_page_that_leaves_something_is_caught(browser: Browser, open_hall: Any, tmp_path: Path) -> None:
    """The broken twin: each word in another place of the profile."""
    hall = open_hall(timing={"done": 30})
    secrets = secrets_of(hall, 0)
    with profile(browser, tmp_path / "profile") as context:
        page = context.new_page()
        page.goto(hall.booth)
        leaks = leaks_of(secrets)
        for script in leaks.values():
            page.evaluate(script)
        page.wait_for_timeout(1000)
    assert found(tmp_path / "profile", secrets, tmp_path) == set(leaks)
