"""B14, B15: a tablet's other pages lose a request, whichever, and do all the same what they are there for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.booth.conftest import tablet
from tests.booth.test_abilities import ABILITIES
from tests.booth.test_lost_request import FAULTS, IMPATIENT, MOST, Fault, lose_another, opened_again
from tests.booth.test_tablet import Served
from tests.booth.visits import at
from tests.services.voting.test_tablet import admit, demand
from tests.support.server import answering
from tests.support.visitors import open_site

PATIENCE = 60_000


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Served]]:
    """Serve an election in a phase, of a session that lets tablets in."""
    with ExitStack() as stack:

        def begin(phase: str) -> Served:
            site = open_site(tmp_path / str(len(list(tmp_path.iterdir()))))
            site.held.to(phase)
            if phase == "open":
                demand(site.held)
            admit(site.held)
            return Served(site=site, address=stack.enter_context(answering(site.app)))

        yield begin


def becomes_booth(page: Page, served: Served) -> None:
    opened_again(page, served.link)
    expect(page.locator("#tablet-vote")).to_be_visible(timeout=PATIENCE)


def is_tried(page: Page, served: Served) -> None:
    opened_again(page, f"{served.address}/T/ready")
    page.locator("#ready-begin").tap(timeout=PATIENCE)
    expect(page.locator("#ready-told")).not_to_be_empty(timeout=PATIENCE)


def opens_by_itself(page: Page, served: Served) -> None:
    opened_again(page, served.booth)
    expect(page.locator("#waiting-frozen, #waiting-open, [data-step=slip]").first).to_be_visible(timeout=PATIENCE)
    if served.site.held.value.phase.value == "frozen":
        served.site.held.to("open")
    at(page, "slip")


PAGES: dict[str, tuple[str, Callable[[Page, Served], None], str]] = {
    "tablet": ("open", becomes_booth, "tablet"),
    "ready": ("open", is_tried, "tablet-ready"),
    "waiting": ("frozen", opens_by_itself, "booth-waiting"),
}
"""The phase, what the page is there for, its script."""


def built(script: str) -> re.Pattern[str]:
    """The address of a script, asked for however often."""
    return re.compile(rf"/static/{script}-[A-Z0-9]{{8}}\.js(\?again=[0-9])?$")


def lose_script(page: Page, script: str, fault: Fault) -> None:
    """Lose the page's own script once."""
    lost: list[str] = []

    def look(route: Route) -> None:
        lost.append(script)
        if len(lost) == 1:
            fault(route)
        else:
            route.continue_()

    page.route(built(script), look)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_whose_script_is_lost_asks_for_it_again(
    browser: Browser, serve: Callable[[str], Served], name: str, fault: str
) -> None:
    phase, does_it, script = PAGES[name]
    with tablet(browser) as page:
        page.add_init_script(IMPATIENT)
        lose_script(page, script, FAULTS[fault])
        does_it(page, serve(phase))


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["tablet", "ready"])
def test_each_request_of_a_page_may_be_lost_once(
    browser: Browser, serve: Callable[[str], Served], name: str, fault: str
) -> None:
    phase, does_it, _script = PAGES[name]
    served = serve(phase)
    lost: list[str] = []
    for before in range(MOST):
        with tablet(browser) as page:
            page.set_default_timeout(PATIENCE)
            page.add_init_script(IMPATIENT)
            lose_another(page, FAULTS[fault], lost)
            does_it(page, served)
        if len(lost) == before:
            break
    assert len(lost) < MOST and any("alive" in one for one in lost), lost


@pytest.mark.parametrize("name", PAGES)
def test_while_its_script_is_lost_a_page_names_the_network_and_can_be_loaded_again(
    browser: Browser, serve: Callable[[str], Served], name: str
) -> None:
    phase, _does_it, script = PAGES[name]
    served = serve(phase)
    address = {"tablet": served.link, "ready": f"{served.address}/T/ready", "waiting": served.booth}[name]
    with tablet(browser) as page:
        page.route(built(script), lambda route: route.abort())
        page.goto(address)
        expect(page.locator("[data-stopped=network]")).to_be_visible()
        expect(page.locator("#preparing button")).to_be_visible()


def test_a_tablet_is_called_ready_by_the_list_by_which_the_booth_takes_slips(
    browser: Browser, serve: Callable[[str], Served]
) -> None:
    lacking = ("Array.at", "String.replaceAll")
    context = browser.new_context(locale="fa-IR")
    page = context.new_page()
    page.add_init_script("".join(ABILITIES[one] for one in lacking))
    page.goto(f"{serve('open').address}/T/ready")
    page.locator("#ready-begin").click()
    row = page.locator("[data-part=abilities]")
    expect(row).to_have_attribute("data-good", "false", timeout=PATIENCE)
    for one in lacking:
        expect(row).to_contain_text(one)
    context.close()
