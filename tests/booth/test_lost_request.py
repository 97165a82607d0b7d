"""B14, S27: each request of the page, whatever makes it, is lost or refused once; the vote is cast all the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as BrowserError

from ballots.slip_code import slip_code
from tests.booth.canvas import CANVAS_CAMERA, shown
from tests.booth.conftest import tablet
from tests.booth.hall import Hall
from tests.booth.scanning import paper, photographed
from tests.booth.visits import at, hurry, mark, press_cast, review

BUILT = re.compile(r"(?<=[a-z0-9])[-.][A-Z0-9]{8}(?=\.[a-z0-9]+$)")
SCRIPT = re.compile(r"/static/booth-[A-Z0-9]{8}\.js(\?again=[0-9])?$")
STYLED = "() => getComputedStyle(document.querySelector('.visually-hidden')).position"
PAINTED = "() => [...document.querySelectorAll('.pick img')].every((one) => one.naturalWidth > 0)"
Fault = Callable[[Route], None]
Slip = Callable[[Page, Hall], Callable[[], None]]
BLOCKING = re.compile(r"/static/(booth-early|fragment)-[A-Z0-9]{8}\.js$")
"""The browser itself waits for these before it reads on, as for the page: who sees nothing loads it again."""


def stalled(route: Route) -> None:
    """Nothing is ever heard of the request again."""
    if route.request.is_navigation_request() or BLOCKING.search(route.request.url):
        route.continue_()


FAULTS: dict[str, Fault] = {
    "dropped": lambda route: route.abort("connectionreset"),
    "503": lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, body=""),
    "stalled": stalled,
}
IMPATIENT = """
const real = window.setTimeout;
window.setTimeout = (act, wait, ...more) => real(act, wait >= 15000 && wait <= 20000 ? 2000 : wait, ...more);
"""
"""The page gives up after two seconds what it else gives up after 15 or 20."""


MOST = 150
"""Requests of a visit, and more: where each loss makes another request, the test has an end."""
PARTS = (
    "GET B/", "booth.css", "booth-early.js", "fragment.js", "booth.js", "election.json", ".wasm", "woff2", "emblems",
    "POST B/K7QM2XPA/slip", "POST B/K7QM2XPA/ballot",
)  # fmt: skip
"""What a visit asks for, in words of `name_of`; `booth.js` also as the two workers."""


def name_of(request: Any) -> str:
    """A request as the list of them names it: method, and the address without host, hash and what differs by build."""
    path = re.split(r"#|\?again", request.url)[0].split("/", 3)[3]
    return f"{request.method} {BUILT.sub('', path)}"


def opened_again(page: Page, address: str) -> None:
    """Open an address as a person does, who reloads where the browser shows anything but the page."""
    for _ in range(3):
        try:
            answer = page.goto(address, wait_until="commit")
        except BrowserError:
            continue
        if answer is not None and answer.ok:
            return
        page.goto("about:blank")  # else the same address with a fragment would load nothing


def visit(page: Page, hall: Hall, show: Callable[[], None]) -> None:
    """A whole visit by a slip that `show` has read in the page, and the next delegate's first screen."""
    opened_again(page, hall.booth)
    at(page, "slip")
    show()
    at(page, "choose")
    mark(page, 0, 1)
    review(page)
    press_cast(page)
    at(page, "receipt")
    page.locator("#receipt-end").tap()
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    expect(page.locator("[data-step=slip] h1")).to_be_visible()


def as_address(page: Page, hall: Hall) -> Callable[[], None]:
    """The slip comes in as the address of a code does."""
    return lambda: page.evaluate("(hash) => { location.hash = hash; }", hall.slip(0).split("#")[1])


def before_camera(page: Page, hall: Hall) -> Callable[[], None]:
    """The slip is held before the camera until it was read."""
    page.add_init_script(CANVAS_CAMERA)
    held = shown(photographed(paper(slip_code("A" * 160, hall.small.credentials[0]))))

    def show() -> None:
        page.evaluate(held)
        at(page, "choose")
        page.evaluate(shown(None))

    return show


def lose_another(page: Page, fault: Fault, lost: list[str]) -> None:
    """Lose the first request that is not among the lost: a name, and the how manieth of that name; note it there."""
    seen: Counter[str] = Counter()
    before = len(lost)

    def look(route: Route) -> None:
        name = name_of(route.request)
        seen[name] += 1
        one = f"{name} {seen[name]}"
        if len(lost) == before and one not in lost:
            lost.append(one)
            fault(route)
        else:
            route.continue_()

    page.route("**", look)


def lost_in_turn(browser: Browser, hall: Hall, fault: Fault) -> list[str]:
    """Go through a visit for each of its requests, which is lost; their names. Each vote is in the box, once.

    First without the camera, then with it: by then only what is asked for on its behalf is left to be lost.
    """
    lost: list[str] = []
    lose_each(browser, hall, fault, lost, as_address)
    lose_each(browser, hall, fault, lost, before_camera)
    return lost


def lose_each(browser: Browser, hall: Hall, fault: Fault, lost: list[str], slip: Slip) -> None:
    """A visit for each request that is not among the lost, until there is none; they are noted there."""
    for before in range(len(lost), MOST):
        hall.ballots.clear()
        hall.heard.clear()
        with tablet(browser) as page:
            page.set_default_timeout(60_000)
            page.add_init_script(IMPATIENT)
            hurry(page)
            lose_another(page, fault, lost)
            visit(page, hall, slip(page, hall))
            page.wait_for_function(PAINTED)
            assert page.evaluate(STYLED) == "absolute"
        assert (len(hall.ballots), [act for act, _ in hall.heard].count("ballot")) == (1, 1), lost[before:]
        if len(lost) == before:
            return
    raise AssertionError(lost)


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
def test_each_request_that_is_lost_once_ends_in_a_cast_vote(browser: Browser, open_hall: Any, fault: str) -> None:
    lost = lost_in_turn(browser, open_hall(candidates=2, maximum=2), FAULTS[fault])
    print(f"{fault}:", *lost, sep="\n")
    for part in PARTS:
        assert [one for one in lost if part in one], (part, lost)
    assert len([one for one in lost if "booth.js" in one]) >= 3, "the page's own, and its workers"


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_that_is_lost_once_ends_in_a_cast_vote(page: Page, open_hall: Any, fault: str) -> None:
    """The booth's own script, and a worker of it: those that nothing else would ask for again."""
    hall = open_hall(candidates=2, maximum=2)
    times = {"script": 0, "worker": 0}

    def look(route: Route) -> None:
        kind = "script" if route.request.resource_type == "script" else "worker"
        times[kind] += 1
        if times[kind] == 1:
            FAULTS[fault](route)
        else:
            route.continue_()

    page.add_init_script(IMPATIENT)
    page.route(SCRIPT, look)
    visit(page, hall, as_address(page, hall))
    assert min(times.values()) >= 2, times
    assert len(hall.ballots) == 1


def test_while_the_script_is_lost_the_page_names_the_network(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=2, maximum=2)
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(hall.booth)
    expect(page.locator("[data-stopped=network]")).to_be_visible()
    expect(page.locator("[data-stopped=browser]")).to_be_hidden()
    expect(page.locator("#preparing button")).to_be_visible()


def test_a_page_that_asks_for_nothing_again_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin: without the early script the booth stays where it is."""
    hall = open_hall(candidates=2, maximum=2)
    page.route("**/static/booth-early-*.js", lambda route: route.abort())
    page.route(SCRIPT, lambda route: route.abort(), times=1)
    page.goto(hall.booth)
    page.wait_for_timeout(1500)
    assert page.locator("body").get_attribute("data-at") is None
