"""B14, S27: each request of the page, whatever makes it, is lost or refused once; the vote is cast all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.booth.conftest import tablet
from tests.booth.hall import Hall, make_hall, opened
from tests.booth.visits import at, mark, press_cast, review

SCRIPT = re.compile(r"/static/booth-[A-Z0-9]{8}\.js$")
STYLED = "() => getComputedStyle(document.querySelector('.visually-hidden')).position"
Fault = Callable[[Route], None]
FAULTS: dict[str, Fault] = {
    "dropped": lambda route: route.abort("connectionreset"),
    "503": lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, body=""),
}


def name_of(request: Any) -> str:
    """A request as the list of them names it: method, and the address without host, hash and what differs by build."""
    path = request.url.split("#")[0].split("/", 3)[3]
    return f"{request.method} {path.rsplit('-', 1)[0] if path.startswith('static/') else path}"


def visit(page: Page, hall: Hall) -> None:
    """A whole visit by a slip that is read in the page, and the next delegate's first screen."""
    page.goto(hall.booth)
    at(page, "slip")
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(0).split("#")[1])
    at(page, "choose")
    mark(page, 0, 1)
    review(page)
    press_cast(page)
    at(page, "receipt")
    page.locator("#receipt-end").tap()
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    expect(page.locator("[data-step=slip] h1")).to_be_visible()


def lose(page: Page, number: int, fault: Fault) -> list[str]:
    """Lose the request of that number, counted as the page makes them; the list of all, with the lost one marked."""
    seen: list[str] = []

    def look(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
            return
        seen.append(name_of(route.request))
        if len(seen) == number:
            seen[-1] += " LOST"
            fault(route)
        else:
            route.continue_()

    page.route("**", look)
    return seen


def lost_in_turn(browser: Browser, fault: Fault, numbers: range) -> list[str]:
    """Go through a visit for each number; what was lost, by name. Ends when a visit makes fewer requests than that."""
    lost = []
    for number in numbers:
        with opened(make_hall(candidates=2, maximum=2)) as hall, tablet(browser) as page:
            seen = lose(page, number, fault)
            visit(page, hall)
            page.wait_for_timeout(200)
            pictures = "() => [...document.querySelectorAll('.pick img')].every((one) => one.naturalWidth > 0)"
            page.wait_for_function(pictures)
            assert (
                page.evaluate("() => getComputedStyle(document.querySelector('.visually-hidden')).position")
                == "absolute"
            )
            assert len(hall.ballots) == 1
        found = [one for one in seen if one.endswith("LOST")]
        if not found:
            break
        lost += found
    return lost


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
def test_each_request_that_is_lost_once_ends_in_a_cast_vote(browser: Browser, fault: str) -> None:
    lost = lost_in_turn(browser, FAULTS[fault], range(1, 60))
    for part in ("booth-early", "fragment", "booth", "election.json", "slip", "ballot", "emblems"):
        assert [one for one in lost if part in one], (part, lost)


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

    page.route(SCRIPT, look)
    visit(page, hall)
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
