"""B10: what stands on the page after a visit, however it ended, is what stands on a page that was just loaded.

The whole document is compared: hidden parts, attributes, title, fields, scroll; with a network and without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import Hall
from tests.booth.visits import at, cast, challenge, hurry, lock, mark, press_cast, review, scan, show_letters
from tests.support.sources import exchange

WHOLE = """() => {
  const lines = [document.title, location.href, document.activeElement.id, scrollX + ' ' + scrollY];
  const walk = (node, path) => {
    if (node instanceof CharacterData) lines.push(path + ' ' + JSON.stringify(node.data));
    if (!(node instanceof Element)) return;
    const attributes = [...node.attributes].map(({ name, value }) => `${name}=${value}`).sort().join(' ');
    const own = [node.value, node.checked, node.indeterminate, node.open, node.returnValue, node.scrollTop,
      node.scrollLeft, node.validationMessage].map(String).join(' ');
    lines.push(`${path}/${node.tagName} ${attributes} | ${own}`);
    [...node.childNodes].forEach((child, i) => walk(child, `${path}/${node.tagName}${i}`));
  };
  walk(document.documentElement, '');
  return lines;
}"""
Steps = Callable[[Page, Hall], None]


def whole(page: Page) -> list[str]:
    """Every line of the document as a browser has it; the mark against forged posts is each page's own."""
    at(page, "slip")
    expect(page.locator("[data-step=slip] [data-problem]")).to_be_hidden()
    page.wait_for_function(
        "() => !document.querySelector('.pick-official:empty') || document.documentElement.lang === 'fa'"
    )
    return [re.sub(r"content=\S+ name=csrf-token", "", line) for line in page.evaluate(WHOLE)]


def chosen(page: Page, hall: Hall, *places: int) -> None:
    scan(page, hall)
    mark(page, *places)
    page.evaluate("() => { document.documentElement.dataset.textSize = 'large'; }")
    page.mouse.wheel(0, 900)


def voted(*places: int) -> Steps:
    def steps(page: Page, hall: Hall) -> None:
        chosen(page, hall, *places)
        page.locator(f"button[value={'review' if places else 'blank'}]").tap()
        at(page, "review")
        cast(page)
        page.locator("[data-step=receipt] summary").tap()
        page.locator("#receipt-end").tap()

    return steps


def refused_a_seventh(page: Page, hall: Hall) -> None:
    chosen(page, hall, *range(6))
    page.locator(".pick label").nth(8).tap()
    for dialog in page.locator("#full-question[open] [data-close]").all():
        dialog.tap()
    leave(page)


def after_a_test(page: Page, hall: Hall) -> None:
    chosen(page, hall, 1, 2)
    review(page)
    lock(page)
    challenge(page)
    page.locator("[data-step=challenge] summary").tap()
    page.locator("[data-act=on]").tap()
    page.locator("#after-test-question button[value=keep]").tap()
    at(page, "choose")
    leave(page)


def left_at_the_review(page: Page, hall: Hall) -> None:
    chosen(page, hall, 3)
    review(page)
    leave(page)


def abandoned(page: Page, hall: Hall) -> None:
    chosen(page, hall, 1, 2)
    review(page)
    lock(page)
    page.clock.fast_forward(4 * 3600 * 1000)


def closed(page: Page, hall: Hall) -> None:
    chosen(page, hall, 1)
    review(page)
    hall.refusals["ballot"] = "election-closed"
    press_cast(page)


def half_typed(page: Page, hall: Hall) -> None:
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").press_sequentially(hall.small.credentials[0][:8])
    page.clock.fast_forward(4 * 3600 * 1000)


def leave(page: Page) -> None:
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()


ENDS: dict[str, Steps] = {
    "blank": voted(), "one": voted(2), "six": voted(*range(6)), "a refused seventh": refused_a_seventh,
    "a test": after_a_test, "left": left_at_the_review, "abandoned": abandoned, "closed": closed,
    "half typed": half_typed,
}  # fmt: skip


def differences(page: Page, hall: Hall, steps: Steps, *, network: bool) -> list[str]:
    """What differs between a fresh page and the one that the next delegate finds."""
    page.clock.install()
    hurry(page)
    page.goto(hall.booth)
    fresh = whole(page)
    steps(page, hall)
    at(page, "done")
    page.context.set_offline(not network)
    page.locator("[data-act=next]").tap()
    found = whole(page)
    page.context.set_offline(False)
    return [line for line in found if line not in set(fresh)] + [line for line in fresh if line not in set(found)]


def cells() -> list[Any]:
    """Every end, with a network and without; the two that leave most behind are tried every day."""
    lean = {("six", True), ("a refused seventh", False)}
    return [
        pytest.param(
            end,
            network,
            id=f"{end}, {'' if network else 'no '}network",
            marks=() if (end, network) in lean else pytest.mark.prove,
        )
        for end in ENDS
        for network in (True, False)
    ]


@pytest.mark.parametrize(("end", "network"), cells())
def test_the_next_delegate_finds_a_fresh_page(page: Page, open_hall: Any, end: str, network: bool) -> None:
    hall = open_hall(blank=True)
    assert differences(page, hall, ENDS[end], network=network) == []


@pytest.mark.usefixtures("hurried")
def test_no_page_is_loaded_between_two_delegates(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(hall.booth)
    page.evaluate("() => { window.same = true; }")
    voted(1)(page, hall)
    at(page, "done")
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    page.wait_for_timeout(300)
    assert page.evaluate("window.same"), "the page that the server sends is the one that came"
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])
    at(page, "choose")


@pytest.mark.usefixtures("hurried")
def test_a_page_that_has_changed_meanwhile_is_taken(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    left_at_the_review(page, hall)
    page.evaluate("() => { window.same = true; }")
    hall.withdrawn = frozenset({2})
    page.locator("[data-act=next]").tap()
    page.wait_for_function("() => !window.same")
    at(page, "slip")
    assert page.locator(".pick-withdrawn").count() == 1


def test_a_booth_that_relies_on_its_steps_to_clear_themselves_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin: nothing is put back; what the steps do not clear, the next delegate finds."""
    hall = open_hall(blank=True)
    exchange(page, "**/js/booth/ends.js", "page.restore();", "")
    assert differences(page, hall, refused_a_seventh, network=False) != []
