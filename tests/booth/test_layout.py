"""The booth fits: bars of at most a fifth, eight candidates in the first view, nothing sticky without room for it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.booth.visits import mark, scan

SIZES = ((360, 640), (390, 844), (844, 390), (768, 1024), (1024, 768), (1366, 1024))
LOOK = """size => {
  const root = document.documentElement;
  if (size) root.dataset.textSize = size; else delete root.dataset.textSize;
  window.scrollTo(0, 0);
  const bar = document.getElementById('count-bar');
  const { top, height } = bar.getBoundingClientRect();
  const seen = [...document.querySelectorAll('.pick')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= Math.min(top, innerHeight) + 1;
  });
  return [height / innerHeight, seen.length, getComputedStyle(bar).position];
}"""


PHONE = {"width": 390, "height": 844}
LATER = (*(pytest.param(one, marks=pytest.mark.prove) for one in (50, 100, 450, 600)), 200, 800)
TWICE = """([x, y, later]) => {
  const press = () => {
    const at = document.elementFromPoint(x, y);
    for (const kind of ['pointerdown', 'pointerup']) at.dispatchEvent(new PointerEvent(kind, {bubbles: true}));
    at.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail: 1}));
  };
  press();
  return new Promise(done => setTimeout(() => { press(); setTimeout(done, 300); }, later));
}"""


def tapped_twice(page: Page, hall: Any, later: int) -> str:
    """Where a visit is after the button that leads to the review was tapped twice in so many milliseconds."""
    page.set_viewport_size(PHONE)
    scan(page, hall)
    mark(page, *range(6))
    box = page.locator("button[value=review]").bounding_box()
    assert box
    page.evaluate(TWICE, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, later])
    return str(page.locator("body").get_attribute("data-at"))


@pytest.mark.parametrize("later", LATER)
def test_a_double_tap_does_not_skip_the_review(page: Page, open_hall: Any, later: int) -> None:
    """On a phone the button that locks lies where the one to the review was."""
    assert tapped_twice(page, open_hall(candidates=8), later) == "review"


def test_a_review_that_does_not_rest_is_caught(page: Page, open_hall: Any) -> None:
    page.add_init_script(
        "const wait = setTimeout; window.setTimeout = (then, time) => wait(then, time === 1000 ? 0 : time);"
    )
    assert tapped_twice(page, open_hall(candidates=8), 450) == "sealed"


def test_the_bar_leaves_the_list_its_room_at_every_size(page: Page, open_hall: Any) -> None:
    hall = open_hall(blank=True)
    scan(page, hall)
    mark(page, 0, 1, 2, 3, 4, 5)
    shares = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for text in ("", "large", "largest"):
            shares[width, height, text] = page.evaluate(LOOK, text)
    assert {one: said for one, said in shares.items() if said[0] > 0.2} == {}
    assert shares[1024, 768, ""][1] >= 8
    assert shares[1024, 768, "largest"][1] >= 2
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate(LOOK, "")[2] == "static"
