"""Digits of lots in a real browser: read from left to right in every language, and counted while they are typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.language.text import digits
from ballots.short import WHOLE, Kind, grouped, short
from tests.look.server import Shown, shown
from tests.look.walk import Seen, in_language, pages, scene_of
from tests.support.browser import open_browser

LINES = """() => {
  const rows = new Map();
  for (const group of document.querySelectorAll('.head-digits .digits bdi')) {
    const box = group.getBoundingClientRect();
    const row = Math.round(box.top);
    rows.set(row, [...(rows.get(row) ?? []), [box.left, group.textContent]]);
  }
  const inRow = (one, other) => one[0] - other[0];
  return [...rows].sort(inRow).map(([, groups]) => groups.sort(inRow).map(([, text]) => text));
}"""
FLAT = "() => document.querySelectorAll('.head-digits bdi bdi').forEach(one => { one.style.unicodeBidi = 'normal'; })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Shown]:
    with shown() as server:
        yield server


@pytest.fixture(scope="module")
def groups() -> list[str]:
    """The digits of the head that the hall is shown."""
    assert pages("tied")
    return grouped(short(Kind.HEAD, scene_of("tied").site.held.tally_head(), WHOLE)).split()


def lots(scene: str, language: str = "fa") -> Seen:
    """The page of lots in a scene, as the secretary sees it."""
    found = next(one for one in pages(scene) if one.template == "office/lots.html" and one.who == "secretary")
    return in_language(found, language)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def as_read(page: Page) -> list[str]:
    """The groups as a reader takes them: line by line, each from the left."""
    return [group for line in page.evaluate(LINES) for group in line]


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_forty_digits_are_read_from_left_to_right(page: Page, server: Shown, groups: list[str], language: str) -> None:
    page.goto(server.show(lots("tied", language)))
    assert as_read(page) == [digits(group, language) for group in groups]
    assert len(page.evaluate(LINES)) == 2


def test_arabic_digits_without_islands_are_caught(page: Page, server: Shown, groups: list[str]) -> None:
    page.goto(server.show(lots("tied", "ar")))
    page.evaluate(FLAT)
    assert as_read(page) != [digits(group, "ar") for group in groups]


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("fa", "۰۴ ۱۶", "تاکنون ۴ از ۱۰ رقم"), ("ar", "٠٤١", "حتى الآن ٣ من ١٠"), ("en", "0416x", "So far 4 of 10"),
        ("fa", "0416023597", "تاکنون ۱۰ از ۱۰ رقم"),
    ],
)  # fmt: skip
def test_the_page_counts_the_digits_while_they_are_typed(
    page: Page, server: Shown, language: str, typed: str, said: str
) -> None:
    page.goto(server.show(lots("drawing", language)))
    count = page.locator("#balls-count")
    assert not count.is_visible()
    page.fill("[name=balls]", typed)
    assert count.inner_text() == said
    assert ("balls-complete" in (count.get_attribute("class") or "")) == (len(typed) == 10)
    page.fill("[name=balls]", "")
    assert not count.is_visible()


@pytest.mark.parametrize("viewport", [(1024, 768), (768, 1024), (390, 844)])
def test_what_is_put_before_the_hall_fits_one_screen(
    browser: Browser, server: Shown, viewport: tuple[int, int]
) -> None:
    """Whoever looks at the screen sees who is tied, the balls and the digits without anybody turning the page."""
    width, height = viewport
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(server.show(lots("tied")))
    names = page.locator(".tied-names").bounding_box()
    head = page.locator(".head-digits").bounding_box()
    page.close()
    assert names is not None
    assert head is not None
    assert head["y"] + head["height"] - names["y"] <= height
