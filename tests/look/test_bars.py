"""A bar that stays in view takes no third of the height and lies over nothing that has the focus, at every zoom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import open_browser
from tests.support.institutions import registrant
from tests.support.register import fill
from tests.support.server import answering, free_port
from tests.support.visitors import open_site

SIZES = ((320, 256), (390, 480), (390, 844), (844, 390), (1024, 768))
LOOK = """(name) => {
  const bar = document.querySelector(name);
  const isSticky = getComputedStyle(bar).position === 'sticky';
  const height = bar.getBoundingClientRect().height;
  const covered = [];
  for (const one of document.querySelectorAll('main input, main textarea, main select, main a, main button')) {
    if (bar.contains(one) || !one.getClientRects().length) continue;
    scrollTo(0, 0);
    one.focus();
    const own = one.getBoundingClientRect();
    const over = bar.getBoundingClientRect();
    const first = own.top + Math.min(own.height, 44); // of a field of many lines the first ones
    const isFocused = document.activeElement === one;
    if (isFocused && first > over.top + 1 && own.top < over.bottom - 1) covered.push(one.id || one.outerHTML);
  }
  return { share: isSticky ? height / innerHeight : 0, covered };
}"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, dict[str, str]]]:
    """A page signed in as an institution, and where each bar stands."""
    port = free_port()
    address = f"http://localhost:{port}"
    site = open_site(tmp_path_factory.mktemp("bars"), address=address)
    fill(site.held, institutions=20, nominations=20)
    me = registrant(site)
    cookie = me.visitor.client.get_cookie("majma")
    assert cookie is not None
    with answering(site.app, port), open_browser() as browser:
        context = browser.new_context(locale="fa-IR")
        context.add_cookies([{"name": "majma", "value": cookie.value, "url": address}])
        context.set_default_timeout(15_000)
        yield (
            context.new_page(),
            {
                ".compare-bar": f"{address}/elections/{site.held.election}/candidates",
                ".draft-state": f"{address}{me.address}/presentation",
            },
        )
        context.close()


@pytest.mark.parametrize("name", [".compare-bar", ".draft-state"])
def test_a_bar_leaves_two_thirds_and_what_has_the_focus(places: tuple[Page, dict[str, str]], name: str) -> None:
    page, at = places
    wrong = []
    page.goto(at[name])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(LOOK, name)
        if found["share"] > 1 / 3 or found["covered"]:
            wrong.append((width, height, round(found["share"], 2), found["covered"][:2]))
    assert wrong == []


def test_a_bar_in_every_window_is_noticed(places: tuple[Page, dict[str, str]]) -> None:
    page, at = places
    page.goto(at[".compare-bar"])
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate(
        """() => { const bar = document.querySelector('.compare-bar').style;
        bar.position = 'sticky'; bar.insetBlockEnd = '0'; }"""
    )
    found = page.evaluate(LOOK, ".compare-bar")
    assert found["share"] > 1 / 3
    assert found["covered"]
