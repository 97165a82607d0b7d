"""What a day costs its people, counted by their browsers: from the frozen election to six issued letters with 22
delegates, three officers at three windows; and the door, person by person.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services.election.rule import Rule
from app.services.letters import letter
from tests.journeys.hall_door import find, record
from tests.journeys.voting import read_slips
from tests.support.assemblies import PASSWORD, Simulation, simulate, user_name
from tests.support.browser import open_browser
from tests.support.server import answering
from tests.support.visitors import Site, open_site

pytestmark = pytest.mark.prove
DELEGATES, SLIPS, SEATS = 22, 24, 6
MOST_PRESSES, MOST_FIELDS, MOST_LOADS = 30, 8, 46
"""The baseline was 58 presses, 12 fields, eight of them a colleague's, and 55 loads."""
TOUCHES, SECONDS = 2, 4.0
PATIENCE = 60_000
WATCH = """
addEventListener('click', (event) => {
  if (event.isTrusted && event.target.closest('a, button, summary, input, select, label')) noted('press', '');
}, true);
addEventListener('input', (event) => {
  if (event.isTrusted && !event.target.dataset.noted) noted('field', event.target.name);
  event.target.dataset.noted = 'yes';
}, true);
"""
"""Counts what a person does: presses, with the Enter key too, and fields that are typed into."""


@dataclass(slots=True)
class DayCost:
    """Presses, names of the fields typed into, pages loaded; `rests` while a hand scanner types."""

    presses: int = 0
    fields: list[str] = field(default_factory=list)
    loads: int = 0
    rests: bool = False

    def note(self, what: str, name: str) -> None:
        """Note what a browser saw."""
        if self.rests:
            return
        if what == "press":
            self.presses += 1
        else:
            self.fields.append(name)

    def load(self) -> None:
        """Note that a page was loaded."""
        self.loads += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The officers' windows, signed in before the count begins."""

    browser: Browser
    address: str
    held: Simulation
    count: DayCost

    def open(self, role: str, count: DayCost) -> Page:
        """An officer's own window, before the start page."""
        context = self.browser.new_context(locale="fa-IR", timezone_id="Asia/Tehran", reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.address}/office/")
        page.fill("[name=username]", user_name(self.held.address, role))
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        context.expose_binding("noted", lambda _source, what, name: count.note(what, name))
        page.add_init_script(WATCH)
        page.on("load", lambda _page: count.load())
        return page

    def follow(self, page: Page, ending: str) -> None:
        """Press the first link of the page whose address ends so."""
        with page.expect_navigation():
            page.locator(f"main a[href$='{ending}']").first.click()

    def ask(self, page: Page, second: Page) -> None:
        """Ask a colleague, who finds it on the own start page and confirms it; the first one's page tells so itself."""
        with page.expect_navigation():
            page.locator("button[name=ask]").click()
        second.goto(f"{self.address}/office/")
        self.follow(second, page.url.rsplit("/", 1)[1])
        second.fill("[name=password]", PASSWORD)
        with second.expect_navigation():
            second.locator("form[action$='/confirm'] button").click()
        expect(page.locator("#waiting-done")).to_be_visible(timeout=PATIENCE)
        page.wait_for_load_state()


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    """A frozen election of six seats, served."""
    site = open_site(tmp_path)
    rule = Rule(seats=SEATS, minimum=1, maximum=6, alternates=1, small_group=3)
    votes = tuple(tuple(number for number in range(1, 8) if place < 23 - number)[:6] for place in range(DELEGATES))
    held = simulate(
        tmp_path, database=site.held.database, address="aftab", candidates=8, delegates=DELEGATES, rule=rule,
        votes=votes,
    )  # fmt: skip
    held.ring, held.signer, held.now = site.held.ring, site.held.signer, datetime.now(UTC)
    held.to("frozen")
    with served(site, held) as opened:
        yield opened


@contextmanager
def served(site: Site, held: Simulation) -> Iterator[Windows]:
    """The office, answering, and a browser before it."""
    with answering(site.app) as address, open_browser() as browser:
        yield Windows(browser=browser, address=address, held=held, count=DayCost())


def test_six_letters_of_22_delegates_cost_thirty_presses_at_most(windows: Windows, tmp_path: Path) -> None:
    held, count = windows.held, windows.count
    lead, second, signatory = (windows.open(role, count) for role in ("secretary", "returning-officer", "signatory"))
    credentials, codes = print_slips(windows, lead, tmp_path)
    lead.fill("[name=counted]", str(SLIPS))
    windows.ask(lead, second)
    held.pass_tests()
    at_the_door(windows)
    windows.follow(lead, "/acts/open")
    lead.fill("[name=waiver]", "برگهٔ پشتیبان ساخته نشد")
    windows.ask(lead, second)
    for credential, marks in zip(credentials, held.votes, strict=False):
        held.cast(held.ballot_of(credential, *marks))
    close(windows, lead, codes[DELEGATES:])
    windows.ask(lead, second)
    windows.follow(lead, "/tally")
    lead.locator("button[name=act][value=add]").click()
    lead.locator("#trustees").wait_for()
    for trustee_id in held.private_keys:
        held.decrypt(trustee_id)
    lead.locator("a[href$='/acts/publish']").first.wait_for()
    windows.follow(lead, "/acts/publish")
    windows.ask(lead, second)
    windows.follow(lead, "/acts/finalise")
    windows.follow(lead, "/waivers")
    with lead.expect_navigation():
        lead.locator("button[name=all]").click()  # in the hall all say so at once; it leads back to the act
    windows.ask(lead, second)
    letters(windows, lead, signatory)
    print(f"presses {count.presses}, fields {len(count.fields)} {count.fields}, loads {count.loads}")
    assert not {"second_name", "second_password"} & set(count.fields), "a colleague is asked, not called over"
    assert count.presses <= MOST_PRESSES
    assert len(count.fields) <= MOST_FIELDS
    assert count.loads <= MOST_LOADS


def print_slips(windows: Windows, lead: Page, folder: Path) -> tuple[list[str], list[str]]:
    """Print the slips and read them back; their credentials, and what a scanner reads of each."""
    lead.goto(f"{windows.address}/office/")
    windows.follow(lead, "/slips")
    lead.fill("[name=number]", str(SLIPS))
    with lead.expect_download() as waiting:
        lead.locator("form[data-again] button").click()
    waiting.value.save_as(folder / "slips.pdf")
    lead.locator("[name=anew]").wait_for()
    found = read_slips(folder / "slips.pdf", folder, "")
    assert len(found) == SLIPS
    return [one.credential for one in found], [one.code for one in found]


def at_the_door(windows: Windows) -> None:
    """Each delegate takes two touches and is in with a slip within seconds."""
    count, spans = DayCost(), []
    page = windows.open("desk", count)
    page.goto(f"{windows.address}/office/sessions/{windows.held.session_id}/door")
    before = count.loads
    for one in windows.held.delegates:
        begun, count.rests = time.monotonic(), True  # a hand scanner types, and presses Enter
        find(page, f"MAJMA:D:{one.code}")
        count.rests = False
        record(page, "in", "hand")
        spans.append(time.monotonic() - begun)
    found = windows.held.delegates
    assert all(len(one.handed) == 1 for one in found)
    each = sum(spans) / len(spans)
    print(f"door: {count.presses} touches for {len(found)}, {each:.1f} s each, the slowest {max(spans):.1f} s")
    assert count.presses == TOUCHES * len(found)
    assert count.loads == before, "the page stays"
    assert each <= SECONDS


def close(windows: Windows, lead: Page, unused: list[str]) -> None:
    """Scan what was not handed out."""
    windows.follow(lead, "/close")
    windows.count.rests = True  # a hand scanner
    for number, code in enumerate(unused, start=1):
        lead.locator("#scan").focus()
        lead.keyboard.insert_text(code)
        lead.keyboard.press("Enter")
        expect(lead.locator("#scan-list li")).to_have_count(number)
    windows.count.rests = False


def letters(windows: Windows, lead: Page, signatory: Page) -> None:
    """The secretary drafts all letters in one act, the signatory issues them in one."""
    lead.goto(f"{windows.address}/office/")
    windows.follow(lead, "/letters")
    with lead.expect_navigation():
        lead.locator("button[name=act][value=draft]").click()
    signatory.goto(f"{windows.address}/office/")
    windows.follow(signatory, "/letters/issue")
    with signatory.expect_navigation():
        signatory.locator("main form .button-large").click()
    expect(signatory.locator("#job")).to_have_count(0, timeout=400_000)
    with windows.held.database.reading() as db:
        assert sum(one.status == "issued" for one in letter.letters(db, windows.held.election)) == SEATS
