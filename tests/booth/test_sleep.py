"""B9, B26: time counts while a tablet sleeps; a warning hides the vote and can always be answered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import Hall
from tests.booth.visits import at, hurry, lead, mark, show_letters

HOURS = 4 * 3600 * 1000
WATCH_WHAT_IS_SHOWN = """() => {
  window.shown = [];
  const warning = document.getElementById('idle-warning');
  const note = () => window.shown.push(warning.open ? 'warning' : document.body.dataset.at);
  new MutationObserver(note).observe(document.body, { attributes: true, subtree: true });
}"""
WAKE = """(sign) => {
  if (sign === 'visibilitychange') document.dispatchEvent(new Event(sign));
  else if (sign === 'pointerdown') document.body.dispatchEvent(new PointerEvent(sign, { bubbles: true }));
  else window.dispatchEvent(new Event(sign));
  return document.body.dataset.at;
}"""


def reach(page: Page, hall: Hall, step: str) -> None:
    """Go as far as that step, with a clock that a test moves; at the slip some of its code is typed."""
    page.clock.install()
    hurry(page)
    lead(page, hall, step)
    if step == "slip":
        show_letters(page)
        page.locator("#slip-code").press_sequentially("abc")


STEPS = ("slip", "choose", "review", "sealed", "challenge", "receipt")


@pytest.mark.parametrize("step", STEPS)
def test_a_tablet_that_slept_wakes_to_a_cleared_screen_and_shows_nothing_before(
    page: Page, open_hall: Any, step: str
) -> None:
    hall = open_hall(timing={"done": 30})
    reach(page, hall, step)
    page.evaluate(WATCH_WHAT_IS_SHOWN)
    page.clock.fast_forward(HOURS)
    at(page, "done")
    assert "warning" not in page.evaluate("() => window.shown")
    how = "ended" if step == "receipt" else "abandoned"
    expect(page.locator(f"p.lead[data-how={how}]")).to_be_visible()
    assert page.locator("input[name=choice]:checked").count() == 0


@pytest.mark.parametrize("sign", ["visibilitychange", "pageshow", "focus", "pointerdown"])
def test_the_first_sign_of_waking_clears_before_any_clock_ticks(page: Page, open_hall: Any, sign: str) -> None:
    hall = open_hall(timing={"done": 30})
    reach(page, hall, "review")
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1000 + 2)
    page.clock.set_system_time(page.evaluate("() => Date.now()") / 1000 + HOURS / 1000)
    assert page.evaluate(WAKE, sign) == "done"


def test_a_page_that_is_put_away_is_covered_at_once(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reach(page, hall, "review")
    covered = "() => [...document.body.children].every((one) => getComputedStyle(one).opacity === '0')"
    page.evaluate("() => Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate(WAKE, "visibilitychange")
    assert page.evaluate(covered)
    page.evaluate("() => Object.defineProperty(document, 'hidden', { value: false })")
    page.evaluate(WAKE, "visibilitychange")
    assert not page.evaluate(covered)
    at(page, "review")


def warned(page: Page, hall: Hall, *places: int) -> bytes:
    """The picture of a tablet that warns, with these marked."""
    page.goto("about:blank")
    page.goto(hall.slip(0))
    at(page, "choose")
    mark(page, *places)
    page.clock.fast_forward(151_000)
    expect(page.locator("#idle-warning")).to_be_visible()
    page.evaluate("() => { document.querySelector('.idle-seconds').hidden = true; }")  # they go on
    return page.screenshot()


def test_under_the_warning_nothing_of_the_vote_is_seen(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.clock.install()
    assert warned(page, hall, 1) == warned(page, hall, 2, 3)
    page.evaluate("() => document.styleSheets[0].insertRule('#idle-warning::backdrop { background: none !important }')")
    page.evaluate("() => { document.body.removeAttribute('data-covered'); }")
    seen = page.screenshot()
    page.locator("#idle-warning button").tap()
    expect(page.locator("input[name=choice]:checked")).to_have_count(2)
    assert seen != warned(page, hall, 1), "the broken twin: a backdrop that lets the vote be seen"


def test_the_receipt_warns_and_is_kept_as_often_as_somebody_answers(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reach(page, hall, "receipt")
    warning = page.locator("#idle-warning")
    for _ in range(12):
        page.clock.fast_forward(61_000)
        expect(warning).to_be_visible()
        expect(warning).to_contain_text("رأی شما ثبت شده است")
        warning.get_by_role("button").tap()
        expect(warning).to_be_hidden()
        expect(page.locator("body[data-covered]")).to_have_count(0)  # by then the time has begun anew
    expect(page.locator("#receipt-end")).to_be_in_viewport(ratio=1)
    for _ in range(6):
        page.clock.fast_forward(50_000)
        page.keyboard.press("Shift")
        expect(warning).to_be_hidden()
    assert page.locator("#idle-warning").get_attribute("role") == "alertdialog"
    assert page.locator("#idle-warning").get_attribute("aria-describedby") == "idle-text"
    at(page, "receipt")
