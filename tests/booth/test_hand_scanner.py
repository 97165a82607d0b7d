"""A hand scanner at the booth: taken whole at every step and with any focus, under any layout; it presses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.booth.hall import Hall
from tests.booth.scanning import LAYOUTS, code_of, scan_by_hand
from tests.booth.visits import at
from tests.support.sources import exchange

PLACES = {
    "as it opens": "", "a language": ".booth-language button >> nth=0", "the digits": "#slip-group-2",
}  # fmt: skip


@pytest.fixture
def tools(page: Page) -> CDPSession:
    """What presses keys by their place."""
    return page.context.new_cdp_session(page)


def opened(page: Page, hall: Hall) -> None:
    """The first screen, its clock standing still, with a mark that a reload would take away."""
    page.clock.install()
    page.goto(hall.booth)
    at(page, "slip")
    expect(page.locator("#slip-digits")).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.evaluate("window.mark = 'here'")


def typed(page: Page) -> str:
    """What stands in any field of the page."""
    return str(
        page.evaluate(
            "[...document.querySelectorAll('input:not([type=checkbox]), textarea')].map((one) => one.value).join('')"
        )
    )


def problem(page: Page, step: str = "slip") -> Any:
    return page.locator(f"[data-step={step}] [data-problem]")


def test_a_scan_comes_in_at_two_steps_and_leaves_no_key(page: Page, tools: CDPSession, open_hall: Any) -> None:
    hall = open_hall(blank=True)
    opened(page, hall)
    page.locator(PLACES["a language"]).focus()
    scan_by_hand(page, tools, code_of(hall), "persian")
    at(page, "choose")
    assert page.evaluate("window.mark") == "here"
    assert [act for act, _ in hall.heard] == ["slip"]
    page.locator(".pick label").first.tap()
    page.locator("#candidate-filter").focus()
    scan_by_hand(page, tools, code_of(hall), "german")
    assert typed(page) == "", "not a key of the second scan is in the field"
    expect(page.locator(".pick :checked")).to_have_count(1)
    at(page, "choose")
    assert len(hall.heard) == 1, "it is the slip that is here already"


def test_what_a_person_types_alike_comes_into_the_field(page: Page, tools: CDPSession, open_hall: Any) -> None:
    hall = open_hall(candidates=8)
    opened(page, hall)
    page.locator("#slip-other").tap()
    page.locator("#slip-code").focus()
    page.keyboard.type("maH")
    page.clock.run_for(500)
    page.keyboard.type("majM")
    page.clock.run_for(500)
    assert page.locator("#slip-code").input_value() == "maH-maj-M"


@pytest.mark.prove
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("place", PLACES)
def test_every_layout_and_focus_of_the_first_screen(
    page: Page, tools: CDPSession, open_hall: Any, layout: str, place: str
) -> None:
    hall = open_hall(candidates=8)
    opened(page, hall)
    if PLACES[place]:
        page.locator(PLACES[place]).focus()
    scan_by_hand(page, tools, code_of(hall), layout)
    at(page, "choose")
    assert page.evaluate("window.mark") == "here"
    assert typed(page) == ""
    assert f'"token":"{"A" * 160}"' in hall.heard[0][1]


@pytest.mark.prove
def test_keys_read_as_letters_are_caught(page: Page, tools: CDPSession, open_hall: Any) -> None:
    """The broken twin: the layout of the device decides, and no scan is recognised."""
    hall = open_hall(candidates=8)
    exchange(page, "**/js/page/hand-scanner.js", "event.code || event.key", "`Key${event.key.toUpperCase()}`")
    opened(page, hall)
    page.locator("#slip-group-1").focus()
    scan_by_hand(page, tools, code_of(hall), "persian")
    assert hall.heard == []
    assert typed(page) != ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MAJMA>S>" + "Z" * 160 + "0" * 30, "تعرفه نیست"),  # a German scanner is understood, its slip is none
        (";QJ;Q:S:" + "A" * 190, "US"), ("http>&&hall.example&B&K7QM2XPA", "US"),
    ],
)  # fmt: skip
def test_a_scanner_of_another_layout_is_named(
    page: Page, tools: CDPSession, open_hall: Any, text: str, said: str
) -> None:
    hall = open_hall(candidates=8)
    opened(page, hall)
    scan_by_hand(page, tools, text)
    expect(problem(page)).to_contain_text(said)
    assert (typed(page), hall.heard) == ("", [])
