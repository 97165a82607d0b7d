"""A hand scanner on the pages beside the booth: under any layout and focus, no secret of a slip leaves the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, expect

from ballots.slip_code import slip_code
from tests.booth.conftest import sealed_site
from tests.booth.scanning import LAYOUTS, scan_by_hand
from tests.support.assemblies import PASSWORD, user_name
from tests.support.server import answering
from tests.support.sources import exchange
from tests.support.visitors import Site

BUTTON = "main form button:visible >> nth=-1"
PAGES = {
    "void": ("slips/void", "[name=serial]"), "torn": ("slips/page", "#which-page [name=page]"),
    "closing": ("close", "#scan"), "letter": ("", "[name=code]"),
}  # fmt: skip
"""Where a page is, below its election, and its field for codes."""
SLIP = 3


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An election whose slips lie on the table, served; the poll is not yet open."""
    site, port = sealed_site(tmp_path)
    with answering(site.app, port):
        yield site


def come(page: Page, site: Site, name: str) -> list[str]:
    """Open the page, its clock standing still; everything that it sends from now on."""
    base = site.app.extensions["installation"].settings.address
    path = PAGES[name][0]
    if name == "closing":
        site.held.hand_slips(1)
        site.held.open_poll()
    page.goto(f"{base}/office/elections/{site.held.election}/{path}" if path else f"{base}/letters")
    if path:
        page.fill("[name=username]", user_name(site.held.address, "secretary"))
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url(f"**/{path}")
    page.clock.install()
    page.reload()
    expect(page.locator(PAGES[name][1])).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data or ''}"))
    return sent


def expect_taken(page: Page, site: Site, name: str) -> None:
    """Of the slip the page has its serial, or says that it is no letter."""
    serial = site.held.slips[SLIP].serial
    if name == "closing":
        expect(page.locator("#scan-list code")).to_have_text([serial])
    elif name == "letter":
        expect(page.locator("#letter-said")).to_contain_text("معرفی‌نامه نیست و فرستاده نشد")
        expect(page.locator("[name=code]")).to_have_value("")
    else:
        expect(page.locator(PAGES[name][1])).to_have_value(serial)


def assert_nothing_secret(site: Site, sent: list[str]) -> None:
    """Neither the thirty digits, in whatever script, nor the token: beside pages and files, serials alone."""
    code = code_of(site)
    for one in sent:
        plain = "".join(str(int(sign)) if sign.isdigit() else sign for sign in unquote_plus(one))
        assert code[-30:] not in re.sub(r"\D", "", plain)
        assert code[8:168] not in plain.upper()
    assert not [one for one in sent if one.startswith("POST") and "/slip {" not in one], "no form was sent"


def code_of(site: Site) -> str:
    return slip_code(site.held.slips[SLIP].token, site.held.slips[SLIP].credential)


def test_a_slip_scanned_with_the_focus_on_a_button_leaves_nothing_but_its_serial(page: Page, site: Site) -> None:
    tools = page.context.new_cdp_session(page)
    sent = come(page, site, "void")
    page.locator(BUTTON).focus()
    scan_by_hand(page, tools, code_of(site), "persian")
    expect_taken(page, site, "void")
    assert_nothing_secret(site, sent)


@pytest.mark.prove
@pytest.mark.parametrize("layout", ["persian", "german"])
@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_layout_and_every_focus_of_every_page(page: Page, site: Site, name: str, layout: str) -> None:
    tools = page.context.new_cdp_session(page)
    sent = come(page, site, name)
    for place in (BUTTON, PAGES[name][1]):
        page.locator(place).focus()
        scan_by_hand(page, tools, code_of(site), layout)
        expect_taken(page, site, name)
        if name == "closing":
            page.click("#scan-list button")
    assert_nothing_secret(site, sent)


@pytest.mark.prove
@pytest.mark.parametrize("layout", ["latin", "persian"])
@pytest.mark.parametrize("name", PAGES)
def test_a_scanner_so_slow_that_it_is_a_hand_sends_nothing_either(
    page: Page, site: Site, name: str, layout: str
) -> None:
    """Its keys stand in the field, in the letters of the layout: no form with them is sent."""
    sent = come(page, site, name)
    typed = "".join(LAYOUTS[layout].get(sign, sign) for sign in code_of(site))
    page.locator(PAGES[name][1]).evaluate("(field, text) => { field.value = text; }", typed)
    page.locator(PAGES[name][1]).press("Enter")
    page.clock.run_for(1000)
    assert_nothing_secret(site, sent)
    field = page.locator(PAGES[name][1])
    assert len(field.input_value()) <= len(site.held.slips[SLIP].serial), "what stands in the field is forgotten"


@pytest.mark.prove
def test_keys_read_as_letters_are_caught(page: Page, site: Site) -> None:
    """The broken twin: the layout of the device decides, and the focused button is pressed."""
    tools = page.context.new_cdp_session(page)
    sent = come(page, site, "void")
    exchange(page, "**/js/page/hand-scanner.js", "event.code || event.key", "`Key${event.key.toUpperCase()}`")
    page.reload()
    page.route("**/slips/void", lambda one: one.fulfill(status=204) if one.request.method == "POST" else one.fallback())
    page.locator(BUTTON).focus()
    with page.expect_request(lambda one: one.method == "POST"):
        scan_by_hand(page, tools, code_of(site), "persian")
    with pytest.raises(AssertionError):
        assert_nothing_secret(site, sent)


@pytest.mark.prove
def test_a_letter_is_asked_for_as_soon_as_it_is_scanned(page: Page, site: Site) -> None:
    tools = page.context.new_cdp_session(page)
    sent = come(page, site, "letter")
    page.locator(BUTTON).focus()
    scan_by_hand(page, tools, f"http://hall.example/L/{'A' * 160}", "persian")
    expect(page.locator(".verdict")).to_be_visible()
    assert [one for one in sent if one.startswith("POST") and "A" * 160 in one]


@pytest.mark.prove
def test_a_scanner_of_another_keyboard_is_named(page: Page, site: Site) -> None:
    tools = page.context.new_cdp_session(page)
    for name, place in (("closing", "#scan-wrong"), ("void", "#serial-said"), ("letter", "#letter-said")):
        page.context.clear_cookies()
        come(page, site, name)
        scan_by_hand(page, tools, ";QJ;Q:S:" + "A" * 190)
        expect(page.locator(place)).to_contain_text("US")
