"""The booth fits: bars of at most a fifth, eight candidates in the first view, nothing sticky without room for it."""

from __future__ import annotations

from typing import Any

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
