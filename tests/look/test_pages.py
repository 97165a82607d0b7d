"""Every page of the public and office zones, in a real browser: accessible, whole, nothing refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.look.pages import pages
from tests.look.preview import create_preview, served
from tests.support.axe import violations
from tests.support.browser import open_browser

SIZES = {"tablet": (1024, 768), "phone": (390, 844)}
LEAST_TARGET = 44
MAIN_PAGES = ("home", "election", "result", "board", "office-election", "roll", "act")

with create_preview().test_request_context("/"):
    NAMES = tuple(pages())

SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
    .filter(one => {
        const box = one.getBoundingClientRect();
        const inText = one.closest('p:not(.actions)') !== null;
        const labelled = ['radio', 'checkbox'].includes(one.type) || one.closest('.candidate-card') !== null;
        return box.width > 0 && box.height > 0 && box.height < least - 0.5 && !inText && !labelled
            && !one.classList.contains('skip-link');
    })
    .map(one => one.outerHTML.slice(0, 120))"""


@dataclass
class Visitor:
    """A browser page at the preview, with what the browser complained about."""

    address: str
    page: Page
    size: str
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str, language: str = "fa") -> Page:
        self.complaints.clear()
        self.page.goto(f"{self.address}/preview/{name}?lang={language}")
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as running:
        yield running


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module", params=SIZES)
def visitor(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visitor]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Tehran", reduced_motion="reduce"
    )
    visitor = Visitor(address, context.new_page(), request.param)
    visitor.page.on("console", lambda said: visitor.complaints.append(said.text) if said.type == "error" else None)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    yield visitor
    context.close()


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"))


VISITS = [
    # The main pages as on a phone in every run; the others, and as on a tablet, in `./majma prove`.
    *(pytest.param("phone", name, marks=() if name in MAIN_PAGES else pytest.mark.prove) for name in NAMES),
    *(pytest.param("tablet", name, marks=pytest.mark.prove) for name in MAIN_PAGES),
]


@pytest.mark.parametrize(("visitor", "name"), VISITS, indirect=["visitor"])
def test_a_page_is_accessible_whole_and_large_enough(visitor: Visitor, name: str) -> None:
    page = visitor.open(name)
    assert violations(page) == []
    assert overhang(page) == 0
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1
    assert visitor.complaints == []


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_the_english_page_is_as_good(visitor: Visitor, name: str) -> None:
    page = visitor.open(name, "en")
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert violations(page) == []
    assert overhang(page) == 0


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
@pytest.mark.parametrize("name", ["election", "result", "board", "secrecy", "office-election", "review", "roll"])
def test_the_arabic_page_is_as_good(visitor: Visitor, name: str) -> None:
    page = visitor.open(name, "ar")
    assert violations(page) == []
    assert overhang(page) == 0
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert visitor.complaints == []


@pytest.mark.parametrize("theme", ["hall", "contrast"])
def test_the_other_themes_are_accessible_too(visitor: Visitor, theme: str) -> None:
    page = visitor.open("result")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert violations(page) == []


def test_the_bar_of_a_persian_result_begins_at_the_right(visitor: Visitor) -> None:
    page = visitor.open("result")
    bars = page.evaluate(
        "() => [...document.querySelectorAll('.result-bar')].slice(0, 2).map(bar => {"
        " const [drawn, whole, votes] = [bar.firstElementChild, bar, bar.lastElementChild].map(one =>"
        " one.getBoundingClientRect()); return [whole.right - drawn.right, drawn.left - votes.right, drawn.width]; })"
    )
    for from_the_start, before_the_number, _width in bars:
        assert abs(from_the_start) < 1
        assert before_the_number > 0
    assert bars[0][2] > bars[1][2]


def test_a_row_of_a_table_is_a_card_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open("roll")
    stacked = page.evaluate("() => getComputedStyle(document.querySelector('.data-table tbody tr')).display") == "block"
    assert stacked == (visitor.size == "phone")


def test_figures_of_one_width_stand_only_in_columns(visitor: Visitor) -> None:
    page = visitor.open("result")
    figures = "(where) => getComputedStyle(document.querySelector(where)).fontVariantNumeric"
    shown = {where: page.evaluate(figures, where) for where in (".facts dd", ".result-rank", ".data-table .number")}
    assert shown == {".facts dd": "normal", ".result-rank": "normal", ".data-table .number": "tabular-nums"}


def test_a_number_and_its_unit_stay_together_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open("candidate")
    gap = page.evaluate(
        "() => { const number = document.querySelector('.data-table strong'); const range = document.createRange();"
        " range.selectNode(number.nextSibling);"
        " const [one, other] = [number, range].map(it => it.getBoundingClientRect());"
        " return Math.max(one.left, other.left) - Math.min(one.right, other.right); }"
    )
    assert 0 <= gap < 12


def test_a_fault_is_found(visitor: Visitor) -> None:
    page = visitor.open("sign-in")
    page.evaluate("() => document.querySelector('label').remove()")
    page.evaluate("() => { document.querySelector('main').style.inlineSize = '3000px'; }")
    page.evaluate("() => { document.querySelector('main button').style.minBlockSize = 0; }")
    page.evaluate("() => { document.querySelector('main button').style.blockSize = '20px'; }")
    assert [line for line in violations(page) if line.startswith("label")] != []
    assert overhang(page) > 0
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) != []
