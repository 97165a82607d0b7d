"""The screen in the hall, read from its last row: every picture at every size, nothing cut, small or faint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.hall_day import open_day
from tests.look.hall_pictures import SIZES, days, projector, settled, show_state
from tests.support.browser import open_browser
from tests.support.server import answering

LEAST = 3.0
"""Hundredths of the smaller side: see css/screen.css."""
CROWDED = 2.0
"""Where a line above takes room from the longest list."""
CONTRAST = 7.0
FAULTS = (Path(__file__).parent / "hall_faults.js").read_text("utf-8")


def faults(page: Page, least: float = LEAST) -> list[str]:
    """What is wrong with what a page shows."""
    found: list[str] = page.evaluate(FAULTS, {"least": least, "contrast": CONTRAST})
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as running:
        yield running


def at_sizes(page: Page, sizes: tuple[tuple[int, int], ...], least: float = LEAST) -> dict[tuple[int, int], list[str]]:
    """What is wrong at each size; sizes at which nothing is are left out."""
    found = {}
    for size in sizes:
        settled(page, *size)
        if wrong := faults(page, least):
            found[size] = wrong
    return found


TWINS = {
    ".screen-body { --u: 1vmin !important }": "cut",  # as large as before the script made it fit
    ".screen-list > li { max-inline-size: 9em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }": "cut",
    ".screen-foot { position: relative; inset-block-start: 4vmin }": "outside",
    ".screen-foot { font-size: 2vmin }": "small",
    ".screen-list { opacity: 0.5 }": "faint",
    ".screen-list > li { line-height: 0.5 !important }": "on each other",
    ".screen-list > li { overflow-wrap: anywhere; max-inline-size: 3em }": "broken",
}
"""Rules with which a picture is wrong, and the fault that each makes."""


def test_a_long_list_is_read_and_rules_that_spoil_it_are_caught(tmp_path: Path, browser: Browser) -> None:
    day = open_day(tmp_path, candidates=12, delegates=12)
    with projector(browser, day) as page:
        for name in day.order():
            show_state(page, day)
            assert at_sizes(page, (SIZES[0], SIZES[2])) == {}, name
        settled(page, *SIZES[0])
        for rule, fault in TWINS.items():
            assert any(one.startswith(fault) for one in spoilt(page, rule)), rule


def spoilt(page: Page, rule: str) -> list[str]:
    """What is found while a rule is in force."""
    page.evaluate("(rule) => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", rule)
    found = faults(page)
    page.evaluate("document.styleSheets[0].deleteRule(document.styleSheets[0].cssRules.length - 1)")
    return found


SPOKEN = {"fa": SIZES, "ar": SIZES[::2], "en": SIZES[::2]}
"""The sizes in each language."""


@pytest.mark.prove
def test_every_picture_of_a_day_is_read_at_every_size_and_in_every_language(tmp_path: Path, browser: Browser) -> None:
    found = {}
    for day, states in days(tmp_path):
        with ExitStack() as stack:
            pages = {one: stack.enter_context(projector(browser, day, one)) for one in SPOKEN}
            for name, language in ((name, language) for name in states for language in SPOKEN):
                show_state(pages[language], day)
                for size, wrong in at_sizes(pages[language], SPOKEN[language]).items():
                    found[name, language, size] = wrong
                pages[language].goto("about:blank")  # three that look on would each ask for news
    assert found == {}


@pytest.mark.prove
def test_what_the_screen_says_of_itself_covers_nothing(tmp_path: Path, browser: Browser) -> None:
    """It has lost the network; it says what the browser lacks; both, beside a list that takes all the room there is."""
    day = open_day(tmp_path, candidates=24)
    for _ in islice(day.order(), 2):
        pass
    with projector(browser, day) as page:
        page.add_init_script("for (const one of ['r', 'webkitR']) delete Element.prototype[`${one}equestFullscreen`]")
        page.clock.install()
        page.goto(day.own)
        for size in SIZES:
            settled(page, *size)
            button = page.locator("#screen-begin").bounding_box()
            assert button is not None
            assert button["x"] >= 0
            assert button["x"] + button["width"] <= size[0]
            assert button["y"] + button["height"] <= size[1]
        page.click("#screen-begin")
        expect(page.locator("#screen-lacks")).to_be_visible()
        assert at_sizes(page, SIZES, CROWDED) == {}
        page.route("**/now", lambda route: route.abort())
        page.clock.fast_forward(15_000)
        page.clock.fast_forward(15_000)
        expect(page.locator("#screen-waits")).to_be_visible()
        assert at_sizes(page, SIZES, CROWDED) == {}


@pytest.mark.prove
def test_without_a_script_the_longest_lists_are_there(tmp_path: Path, browser: Browser) -> None:
    day = open_day(tmp_path, candidates=24)
    context = browser.new_context(java_script_enabled=False)
    with answering(day.site.app) as address:
        page = context.new_page()
        for name in day.order():
            page.goto(f"{address}{day.own}")
            for width, height in SIZES[:3]:
                page.set_viewport_size({"width": width, "height": height})
                foot, body = page.locator(".screen-foot").bounding_box(), page.locator(".screen-body")
                last = body.locator("> :last-child").bounding_box()
                assert foot is not None
                assert last is not None
                assert last["y"] + last["height"] <= foot["y"] + 1 <= height, name
    context.close()
