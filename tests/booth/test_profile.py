"""B2: after a visit, and after the browser was closed, nothing of it is in the browser's profile on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from ballots.ballot import tracker
from ballots.digits import encode_digits
from tests.booth.hall import Hall
from tests.booth.visits import at, cast, mark, review, show_letters
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
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").press_sequentially(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")
    mark(page, 1, 3)
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


def secrets(hall: Hall) -> list[str]:
    """What would tell: the slip in every spelling, its token, the tracker."""
    credential = hall.small.credentials[0]
    digits = encode_digits(credential)
    trackers = [tracker(data) for data in hall.ballots.values()]
    return [credential, credential.replace("-", ""), digits, digits.replace(" ", ""), "A" * 40, *trackers]


def found(folder: Path, words: list[str]) -> list[str]:
    """Which of these texts stand in some file below the folder, as UTF-8 or UTF-16."""
    spelled = {word: (word.encode(), word.encode("utf-16-le")) for word in words}
    hits = set()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            hits |= {word for word, forms in spelled.items() if any(form in data for form in forms)}
    return sorted(hits)


@pytest.mark.prove
@pytest.mark.parametrize("steps", [voted, left, abandoned])
def test_no_file_of_the_browser_holds_anything_of_a_visit(
    browser: Browser, open_hall: Any, tmp_path: Path, steps: Any
) -> None:
    hall = open_hall(timing={"done": 30})
    with profile(browser, tmp_path / "profile") as context:
        steps(context.new_page(), hall)
    assert found(tmp_path, secrets(hall)) == []
    assert found(tmp_path, [hall.booth]) == [hall.booth], (
        "the visit itself is in the history, so the search looks there"
    )


@pytest.mark.prove
def test_a_page_that_puts_the_slip_into_the_history_is_caught(browser: Browser, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall(timing={"done": 30})
    with profile(browser, tmp_path / "profile") as context:
        page = context.new_page()
        page.goto(hall.booth)
        page.evaluate("(code) => history.pushState(null, '', `?slip=${code}`)", hall.small.credentials[0])
        page.wait_for_timeout(500)
    assert found(tmp_path, secrets(hall)) == [hall.small.credentials[0]]
