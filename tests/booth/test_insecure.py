"""Beyond this computer the booth takes no slip over a line that is not encrypted; a trial is marked instead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.booth.hall import create_hall, make_hall
from tests.support.browser import another_browser
from tests.support.server import answering

NAME = "hall.example"


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Browser]:
    """A browser for which the server of the test is another computer."""
    other = another_browser(browser, f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
    yield other
    other.close()


def test_a_slip_is_not_taken_in_an_insecure_page_but_in_a_trial_which_says_so(stranger: Browser) -> None:
    hall = make_hall(candidates=8)
    app = create_hall(hall)
    app.config["TRUSTED_HOSTS"] = None
    with answering(app) as address:
        hall.address = address.replace("127.0.0.1", NAME)
        page = stranger.new_page()
        page.goto(hall.slip(0))
        assert page.evaluate("window.isSecureContext") is False
        expect(page.locator("#insecure")).to_be_visible()
        expect(page.locator("[data-step]:visible")).to_have_count(0)
        assert page.url == hall.booth, "the slip is not left in the address"
        assert hall.heard == []
        app.jinja_env.globals["open_line"] = True
        page.goto("about:blank")
        page.goto(hall.slip(0))
        expect(page.locator("[data-step=choose]")).to_be_visible()
        expect(page.locator(".open-line")).to_be_visible()
        expect(page.locator("#insecure")).to_be_hidden()
        assert [act for act, _ in hall.heard] == ["slip"]
