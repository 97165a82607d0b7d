"""The screen in the hall and what it is told while an answer is on its way: the newest picture comes all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from app.language.dates import clock
from app.services.voting.last_call import announce_closing
from tests.support.browser import open_browser
from tests.support.server import answering
from tests.support.visitors import open_site

pytestmark = pytest.mark.prove
STREAM = """
window.EventSource = class {
  readyState = 1;
  addEventListener(name, hear) { window.tell = (mark) => hear({ data: JSON.stringify({ mark }) }); }
};
"""
"""A stream that says what the test says."""


def test_what_changes_while_an_answer_is_on_its_way_is_shown_at_once(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    installation = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(installation, settings=replace(installation.settings, streams=True))
    own = f"/screen/{site.held.address}/{site.held.value.session.number}"
    console, on_its_way = site.visitor("signatory"), list[Route]()
    with answering(site.app) as address, open_browser() as browser:
        page = browser.new_page()
        page.add_init_script(STREAM)
        page.clock.install()  # its time stands still: nothing is asked for by the clock
        page.goto(f"{address}{own}")
        page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        page.route("**/now", lambda route: on_its_way.append(route) if not on_its_way else route.continue_())
        console.post(f"/office/sessions/{site.held.session_id}/screens", {"act": "show:attendance"})
        page.evaluate("window.tell('one')")
        while not on_its_way:
            page.wait_for_timeout(20)
        answer = on_its_way[0].fetch()
        console.post(f"/office/sessions/{site.held.session_id}/screens", {"act": "show:pause"})
        page.evaluate("window.tell('two')")
        on_its_way[0].fulfill(response=answer)
        expect(page.locator("#screen.screen-pause")).to_be_visible()


def test_the_hour_that_was_announced_is_over_the_moment_it_comes(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    own = f"/screen/{held.address}/{held.value.session.number}"
    console = site.visitor("signatory")
    console.post(f"/office/sessions/{held.session_id}/screens", {"act": "show:closing"})
    with answering(site.app) as address, open_browser() as browser:
        page = browser.new_page()
        page.clock.install()
        with held.database.transaction() as db:
            told = announce_closing(db, replace(held.act(), now=datetime.now(UTC)), held.election, minutes=3)
        page.goto(f"{address}{own}")
        heading = page.locator("#screen h1")
        expect(heading).to_contain_text(clock(told, "fa"))
        page.route("**/now", lambda route: route.abort())  # and no answer is needed for it
        page.clock.run_for("02:50")
        expect(heading).to_contain_text(clock(told, "fa"))
        page.clock.run_for("00:15")
        expect(heading).to_have_text("رأی‌گیری رو به پایان است")
