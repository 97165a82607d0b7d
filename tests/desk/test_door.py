"""The door in a browser: two touches for each person, two desks at once, a hand scanner of any layout, no slip read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services.hall import guest
from app.states.guest import GuestKind
from tests.booth.scanning import scan_by_hand
from tests.support.assemblies import PASSWORD, user_name
from tests.support.browser import open_browser
from tests.support.server import answering
from tests.support.visitors import Site, open_site

pytestmark = pytest.mark.prove
PATIENCE = 15_000
SECONDS = 4.0
"""What one person may take at the desk."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("frozen").print(8)
    site.held.seal()
    return site


@pytest.fixture
def door(site: Site) -> Iterator[str]:
    with answering(site.app) as address:
        yield f"{address}/office/sessions/{site.held.session_id}/door"


def desk(browser: Browser, door: str, site: Site) -> Page:
    """Somebody at a desk of their own, before the door's page."""
    page = browser.new_context(viewport={"width": 1024, "height": 768}).new_page()
    page.clock.install()
    page.goto(door)
    page.locator("[name=username]").fill(user_name(site.held.address, "desk"))
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/door")
    page.evaluate("window.mark = 'here'")
    return page


def scan(page: Page, text: str, layout: str) -> None:
    """Let a hand scanner read, the page's clock standing still, so that a busy machine loses no key."""
    page.clock.pause_at(datetime.fromtimestamp(page.evaluate("Date.now()") / 1000 + 1, UTC))
    scan_by_hand(page, page.context.new_cdp_session(page), text, layout)
    page.clock.resume()


def press(page: Page, act: str) -> None:
    button = page.locator(f"#door-line button[value={act}]")
    button.wait_for()
    page.wait_for_timeout(550)  # what has just come sleeps
    button.click()


def test_each_person_takes_two_touches_and_the_page_stays(browser: Browser, door: str, site: Site) -> None:
    page, touches, took = desk(browser, door, site), 0, []
    for place, one in enumerate(site.held.delegates):
        begun = time.monotonic()
        scan(page, f"MAJMA:D:{one.code}", ("persian", "german")[place % 2])
        for act, then in (("in", "hand"), ("hand", "out-voted")):
            press(page, act)
            touches += 1
            expect(page.locator(f"#door-line button[value={then}]")).to_be_visible()
        took.append(time.monotonic() - begun)
    assert {len(one.handed) for one in site.held.delegates} == {1}
    assert touches == 2 * len(took)
    assert sorted(took)[len(took) // 2] < SECONDS, took
    assert page.evaluate("window.mark") == "here"
    assert page.evaluate("document.activeElement.id") == "typed"


def test_a_second_tap_hands_out_nothing(browser: Browser, door: str, site: Site) -> None:
    page = desk(browser, door, site)
    page.locator("#typed").fill("1")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    page.locator("#door-line button[value=in]").dblclick()
    expect(page.locator("#door-line button[value=hand]")).to_be_visible()
    page.wait_for_timeout(300)
    assert not site.held.delegates[0].handed


PRESSED_ANEW = """act => {
  const line = document.getElementById('door-line');
  new MutationObserver((_, watch) => {
    watch.disconnect();
    line.querySelector(`button[value=${act}]`).click();
  }).observe(line, { childList: true });
}"""


def test_a_touch_is_not_lost_where_only_the_words_of_the_line_are_newer(
    browser: Browser, door: str, site: Site
) -> None:
    one, other = desk(browser, door, site), desk(browser, door, site)
    for page, number in ((one, "1"), (other, "2")):
        page.locator("#typed").fill(number)
        page.keyboard.press("Enter")
        expect(page.locator("#door-line button[value=in]")).to_be_visible()
    one.wait_for_timeout(550)  # what has just come sleeps
    one.locator("#door-line p").first.evaluate("line => { line.textContent = 'what was known before'; }")
    one.evaluate(PRESSED_ANEW, "in")
    press(other, "in")
    expect(one.locator("#door-line button[value=hand]")).to_be_visible(timeout=PATIENCE)
    assert [bool(person.checked_in) for person in site.held.delegates[:2]] == [True, True]


def test_a_tap_on_one_guest_does_nothing_to_the_next_who_stands_in_their_place(
    browser: Browser, door: str, site: Site
) -> None:
    names = ("Parastu Zagrosi", "Bahram Azarpey")
    with site.held.database.transaction() as db:
        for name in names:
            guest.add_guest(db, site.held.act(), site.held.session_id, kind=GuestKind.PRESS, name=name, house="")
    page = desk(browser, door, site)
    for name in names:
        page.locator("#typed").fill(name)
        if name == names[1]:
            page.evaluate(PRESSED_ANEW, "guest-in")
        page.keyboard.press("Enter")
        expect(page.locator("#door-line h2")).to_have_text(name)
        page.wait_for_timeout(550)  # what has just come sleeps
    expect(page.locator("#door-line button[value=guest-in]")).to_be_visible()
    press(page, "guest-in")
    expect(page.locator("#door-line button[value=guest-out]")).to_be_visible()


def test_two_desks_see_each_other_and_a_lost_race_is_a_line(browser: Browser, door: str, site: Site) -> None:
    one, other = desk(browser, door, site), desk(browser, door, site)
    for page in (one, other):
        page.locator("#typed").fill("1")
        page.keyboard.press("Enter")
        expect(page.locator("#door-line button[value=in]")).to_be_visible()
    press(one, "in")
    expect(other.locator("#door-line button[value=hand]")).to_be_visible(timeout=PATIENCE)
    expect(other.locator("#door-recent li")).to_have_count(1)
    other.route("**/door?**", lambda route: route.abort())
    press(one, "hand")
    expect(one.locator(".door-done")).to_be_visible()
    press(other, "hand")
    expect(other.locator(".door-attention")).to_contain_text(site.held.delegates[0].name.fa)
    assert other.evaluate("window.mark") == "here"


def test_a_slip_before_the_door_is_never_sent(browser: Browser, door: str, site: Site) -> None:
    page, sent = desk(browser, door, site), []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    scan(page, "MAJMA:S:" + "A" * 160 + "1" * 30, "persian")
    expect(page.locator(".door-status-wrong")).to_be_visible()
    for slow in ("123456 123456 123456", "۱۲۳۴۵۶۷۸۹۰۱۲۳۴", "ئشتئش" * 9):
        page.locator("#typed").fill(slow)
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
    assert sent == []
    assert page.locator("#typed").input_value() == ""


def test_a_desk_goes_on_without_network_and_nobody_gets_two_slips(browser: Browser, door: str, site: Site) -> None:
    """Two comings and a slip are noted without network; meanwhile another desk refuses the slip; then all is here."""
    alone, other = desk(browser, door, site), desk(browser, door, site)
    alone.goto(door.replace("/door", "/desks"))
    alone.locator("[name=name]").fill("میز ۱")
    alone.locator("[name=way][value=share]").check()
    alone.locator("[name=which]").select_option("1")
    alone.locator("[name=among]").select_option("1")
    alone.locator("button[value=give]").click()
    alone.wait_for_url("**/door")
    expect(alone.locator("#own-back")).to_be_visible()
    alone.context.set_offline(True)
    for number in ("1", "2"):
        alone.locator("#typed").fill(number)
        alone.keyboard.press("Enter")
        press(alone, "in")
        expect(alone.locator("#door-line button[value=out]")).to_be_visible()
    press(alone, "hand")
    expect(alone.locator("#own.desk-own-away")).to_be_visible()
    expect(alone.locator("#own-state")).to_contain_text("۳")
    assert not any(one.checked_in for one in site.held.delegates)
    second = site.held.delegates[1]
    other.locator("#typed").fill("2")
    other.keyboard.press("Enter")
    press(other, "in")
    press(other, "hand")
    expect(other.locator(".door-attention")).to_contain_text("میز ۱")
    assert not second.handed
    alone.context.set_offline(False)
    expect(alone.locator("#own-back")).to_be_visible(timeout=PATIENCE)
    found = site.held.delegates
    assert [bool(one.checked_in) for one in found[:3]] == [True, True, False]
    assert [len(one.handed) for one in found[:3]] == [0, 1, 0]
    expect(other.locator("#door-line button[value='out-voted']")).to_be_visible(timeout=PATIENCE)
    alone.locator("#own-back button").click()
    alone.wait_for_url("**/desks")
    press(other, "take-back")
    expect(other.locator("#door-line button[value=hand]")).to_be_visible()
