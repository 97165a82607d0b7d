"""B1: whatever lay over a step and goes, an act that cannot be undone sleeps under it until it was in sight a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import Hall
from tests.booth.visits import at, lead
from tests.support.sources import exchange

IDLE = 600
GRAVE = {"review": "[data-act=lock]", "sealed": "[data-act=cast]"}
SLEEPS = """(act) => {
  const button = document.querySelector(act);
  return button.disabled || button.getAttribute('aria-disabled') === 'true';
}"""
PUT_AWAY = """(away) => {
  Object.defineProperty(document, 'hidden', { value: away, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
WARNED = "#idle-warning button"


def warn(page: Page, _hall: Hall) -> None:
    page.clock.fast_forward(IDLE * 1000 + 1000)


def another_slip(page: Page, hall: Hall) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])


def press(button: str) -> Callable[[Page, Hall], None]:
    return lambda page, _hall: page.locator(button).tap()


def more(page: Page, _hall: Hall) -> None:
    page.locator("#sealed-more").evaluate("(one) => { one.open = true; }")
    page.locator("[data-act=challenge]").tap()
    page.clock.run_for(100)


OVER: dict[str, tuple[Callable[[Page, Hall], None], str]] = {
    "idle warning": (warn, WARNED),
    "another slip": (another_slip, "#slip-question [value=stay]"),
    "leaving": (press("#leave"), "#leave-question [value=stay]"),
    "seeing": (press("#seeing-open"), "#seeing [data-close]"),
}
"""What opens over a step, and the button by which it is left without consequence; officers have theirs
at the slip alone."""


def stand_still(page: Page, hall: Hall, step: str) -> None:
    """Reach a step, whose act is awake, with a clock that stands from then on."""
    page.clock.install()
    lead(page, hall, step)
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1000 + 2)
    page.clock.run_for(2000)
    assert not page.evaluate(SLEEPS, GRAVE[step])


def leave(page: Page, button: str) -> None:
    """Press what closes a dialog; some close once their button was painted pressed."""
    page.locator(button).tap()
    for _ in range(40):
        if page.locator("dialog[open]").count() == 0:
            return
        page.clock.run_for(20)
        page.wait_for_timeout(20)
    expect(page.locator("dialog[open]")).to_have_count(0)


def wakes_early(page: Page, step: str) -> bool:
    """Whether the act is awake before its second has passed; it has to be awake afterwards."""
    page.clock.run_for(300)
    early = not page.evaluate(SLEEPS, GRAVE[step])
    page.clock.run_for(1200)
    assert not page.evaluate(SLEEPS, GRAVE[step]), "it never wakes"
    return early


@pytest.mark.parametrize("step", GRAVE)
def test_under_whatever_closes_the_grave_act_sleeps_until_it_was_in_sight(
    page: Page, open_hall: Any, step: str
) -> None:
    hall = open_hall(candidates=8, timing={"idle": IDLE})
    stand_still(page, hall, step)
    over = OVER | ({"test": (more, "#challenge-question [value=back]")} if step == "sealed" else {})
    early = []
    for name, (open_it, leave_it) in over.items():
        open_it(page, hall)
        expect(page.locator(leave_it)).to_be_visible()
        page.clock.run_for(1500)
        leave(page, leave_it)
        if wakes_early(page, step):
            early.append(name)
    page.evaluate(PUT_AWAY, True)
    page.evaluate(PUT_AWAY, False)
    if wakes_early(page, step):
        early.append("cover")
    assert early == []
    assert page.locator("body").get_attribute("data-at") == step


def test_a_test_that_was_asked_for_leaves_nothing_to_cast(page: Page, open_hall: Any) -> None:
    """While the ballot is noted as opened its two acts sleep; refused, they wake after their second."""
    hall = open_hall(candidates=8, refusals={"challenge": "challenges-many"})
    stand_still(page, hall, "sealed")
    more(page, hall)
    page.clock.run_for(1500)
    page.locator("#challenge-question [value=test]").tap()
    expect(page.locator("[data-step=sealed] [data-problem]")).to_be_visible()
    assert not wakes_early(page, "sealed")
    page.locator("[data-act=cast]").tap()
    page.clock.run_for(100)
    at(page, "receipt")


def test_a_booth_that_stays_awake_below_a_dialog_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin."""
    hall = open_hall(candidates=8, timing={"idle": IDLE})
    exchange(page, "**/js/booth/sealed-step.js", "!acts.hidden && rest()", "false")
    stand_still(page, hall, "sealed")
    warn(page, hall)
    leave(page, WARNED)
    assert wakes_early(page, "sealed")
