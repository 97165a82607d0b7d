"""A tablet's own pages (enrolment, «is this tablet ready?», how it is locked) in every size and language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.booth.conftest import tablet
from tests.booth.test_layout import LANGUAGES, SIZES, ZOOMS, Cell, wrong
from tests.booth.test_tablet import Served, code
from tests.booth.tour import SCRIPT
from tests.services.voting.test_tablet import admit, demand
from tests.support.server import answering
from tests.support.visitors import open_site

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = open_site(tmp_path_factory.mktemp("tablets"))
    site.held.to("open")
    demand(site.held)
    admit(site.held)
    with answering(site.app) as address:
        yield Served(site=site, address=address)


def _new(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.address}/T?language={language}")
    expect(page.locator("#tablet-new")).to_be_visible()


def _wrong(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.address}/T?language={language}#{'A' * len(code(served.site.held))}")
    expect(page.locator("#tablet-wrong")).to_be_visible()


def _booth(page: Page, served: Served, language: str) -> None:
    page.goto(served.link)
    expect(page.locator("#tablet-title")).to_be_visible()
    page.goto(f"{served.address}/T?language={language}")
    expect(page.locator("#tablet-vote")).to_be_visible()


def _ready(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.address}/T/ready?language={language}")
    page.locator("#ready-begin").tap()
    expect(page.locator("#ready-told")).not_to_be_empty()


def _kiosk(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.address}/T/kiosk?language={language}")
    expect(page.locator("h1")).to_be_visible()


PAGES: dict[str, tuple[Callable[[Page, Served, str], None], tuple[str, ...]]] = {
    "new": (_new, ("h1", "#tablet-new ol")), "wrong": (_wrong, ("h1", "#tablet-problem")),
    "booth": (_booth, ("h1", "#tablet-vote")), "ready": (_ready, ("h1", "#ready-begin")), "kiosk": (_kiosk, ("h1",)),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_tablet_fits(browser: Browser, served: Served, name: str) -> None:
    reach, first = PAGES[name]
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with tablet(browser) as page:
            reach(page, served, language)
            page.evaluate(f"(() => {{ {SCRIPT} }})()")
            for size, zoom in product(SIZES, ZOOMS):
                page.set_viewport_size({"width": size[0] // zoom, "height": size[1] // zoom})
                (seen,) = page.evaluate(f"layout.every({json.dumps({'first': first})}, [['', '']])")
                cell = Cell(size, zoom, "", "", language)
                for fault in wrong(cell, seen):
                    found.setdefault(fault, []).append(str(tuple(cell)))
    assert found == {}
