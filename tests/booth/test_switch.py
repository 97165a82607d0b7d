"""Two keys are enough: who works with one switch or two has «further» and «press», and no arrows; in real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import name_of
from tests.booth.test_journey import result
from tests.booth.visits import at, scan

WANTED = (0, 4, 5, 11, 17, 23)
PRESSES = 4 * 24
"""Four for each candidate: one leads on to the next, and each of six marks a way round the dossier's five buttons."""
NOW = """() => {
  const one = document.activeElement;
  const { act, turn } = one.dataset;
  const number = one.closest('dialog')?.querySelector('[data-mark]').value;
  return [act ?? (turn ? `turn ${turn}` : 'mark' in one.dataset ? 'mark' : one.value ?? ''), Number(number ?? 0)];
}"""


class Switch:
    """A page that is worked with the Tab key and one other; it counts what is pressed."""

    def __init__(self, page: Page, press: str) -> None:
        """Take the key that presses what has the focus."""
        self.page = page
        self.key = press
        self.presses = 0

    def press(self) -> None:
        """Press what has the focus."""
        self.presses += 1
        self.page.keyboard.press(self.key)

    def to(self, wanted: str) -> None:
        """Go on to what is pressed for that, at most once round the page."""
        for _ in range(20):
            self.presses += 1
            self.page.keyboard.press("Tab")
            if self.page.evaluate(NOW)[0] == wanted:
                return
        pytest.fail(f"twenty keys did not lead to «{wanted}»")

    def show(self, number: int) -> None:
        """Turn the dossiers over until that candidate's stands there."""
        for _ in range(24):
            if self.page.evaluate(NOW)[1] == number:
                return
            self.press()
        pytest.fail(f"no press led to candidate {number}")


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("key", ["Enter", pytest.param("Space", marks=pytest.mark.prove)])
def test_two_keys_read_and_mark_every_candidate_and_cast(page: Page, open_hall: Any, key: str) -> None:
    hall = open_hall(candidates=24)
    scan(page, hall)
    switch = Switch(page, key)
    for _ in range(4):  # to the counter, search, first card, what it shows of itself
        page.keyboard.press("Tab")
    switch.press()
    expect(page.locator("dialog[open] h2")).to_be_focused()
    for place in WANTED:
        if place:
            switch.to("turn 1")
            switch.show(place + 1)
            expect(page.locator("dialog[open] h2")).to_contain_text(name_of(place))
            expect(page.locator("dialog[open] [data-now]")).to_contain_text(name_of(place))
        switch.to("mark")
        switch.press()
    switch.to("")  # back to the list
    switch.press()
    expect(page.locator("button[data-dossier]").nth(WANTED[-1])).to_be_focused()
    switch.to("review")
    switch.press()
    at(page, "review")
    assert switch.presses < PRESSES
    for act, step in (("lock", "sealed"), ("cast", "receipt")):
        expect(page.locator(f"[data-act={act}]")).to_be_enabled()
        switch.to(act)
        switch.press()
        at(page, step)
    assert [place for place, votes in enumerate(result(hall)) if votes] == list(WANTED)


def test_a_dossier_leads_to_the_next_of_those_that_are_shown_and_back_to_its_card(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=24)
    scan(page, hall)
    turn = page.locator("dialog[open] [data-turn='1']")
    title = page.locator("dialog[open] h2")
    page.locator("button[data-dossier]").nth(23).tap()
    turn.tap()
    expect(title).to_contain_text(name_of(0))
    page.wait_for_timeout(600)  # longer than what a browser takes for a second tap of the same press
    turn.dblclick()
    expect(title).to_contain_text(name_of(1))
    page.locator("dialog[open] [data-turn='-1']").tap()
    expect(title).to_contain_text(name_of(0))
    page.locator("dialog[open] [data-close]").tap()
    expect(page.locator(".pick").nth(0)).to_be_in_viewport()
    expect(page.locator("button[data-dossier]").nth(0)).to_be_focused()
    page.locator("#candidate-filter").fill(name_of(20))
    expect(page.locator(".pick:visible")).to_have_count(1)
    page.locator("button[data-dossier]:visible").tap()
    expect(title).to_contain_text(name_of(20))
    expect(turn).to_be_hidden()
