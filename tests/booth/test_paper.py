"""Two officers at two tablets enter a paper: unequal, corrected, cast by the first; no request tells a mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.models import PaperEntry
from app.services.acts.refusal import Refused
from app.services.voting import paper_desk, paper_vote
from app.states.officer import Role
from tests.booth.conftest import tablet
from tests.booth.test_tablet import Served, enter
from tests.booth.visits import at, mark, review
from tests.services.voting.test_tablet import admit, demand
from tests.support.assemblies import Simulation
from tests.support.axe import violations
from tests.support.paper import allow, code_for
from tests.support.server import answering
from tests.support.visitors import open_site

ASKED = {"desk", "credential", "proof"}
SENT = {
    "/slip": {"token", "credential", "proof"}, "/entry": ASKED | {"code"}, "/look": ASKED,
    "/ballot": {"ballot", "proof", "desk", "device"},
}  # fmt: skip
"""What may be sent of a paper: no field holds a mark but the ballot, which is locked."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    site = open_site(tmp_path)
    allow(site.held.to("open"))
    demand(site.held)
    admit(site.held)
    with answering(site.app) as address:
        yield Served(site=site, address=address)


def faults(heard: list[tuple[str, dict[str, object]]]) -> list[str]:
    """What was sent of a paper beside what may be."""
    return [
        f"{end}: {sorted(set(said) - fields)}"
        for path, said in heard
        for end, fields in SENT.items()
        if path.endswith(end) and set(said) - fields
    ]


def listen(page: Page, heard: list[tuple[str, dict[str, object]]]) -> None:
    def keep(request: object) -> None:
        data = getattr(request, "post_data", None)
        if data:
            heard.append((str(getattr(request, "url", "")), json.loads(data)))

    page.on("request", keep)


def begin(page: Page, served: Served, role: Role) -> None:
    """Enrol, open the page of officers, type the code."""
    enter(page, served)
    page.goto(f"{served.booth}/paper")
    at(page, "desk")
    page.locator("#desk-code").fill("1234")
    page.locator("#desk-form button").tap()
    expect(page.locator("[data-step=desk] [data-problem]")).to_be_visible()
    page.locator("#desk-code").fill(code_for(served.site.held, role))
    page.locator("#desk-form button").tap()
    at(page, "slip")


def choose(page: Page, served: Served, place: int, *marks: int) -> None:
    page.goto(f"{served.booth}/paper#{served.site.held.slips[place].credential}")
    at(page, "choose")
    for one in marks:
        mark(page, one)


def entry(page: Page) -> None:
    review(page)
    lock = page.locator("[data-step=review] [data-act=lock]")
    expect(lock).to_be_enabled()
    lock.tap()
    at(page, "paper")


def test_two_officers_enter_a_paper_on_two_tablets(browser: Browser, served: Served) -> None:
    held = served.site.held
    heard: list[tuple[str, dict[str, object]]] = []
    with ExitStack() as stack:
        first, second = (stack.enter_context(tablet(browser)) for _one in range(2))
        begin(first, served, Role.SECRETARY)
        begin(second, served, Role.RETURNING_OFFICER)
        for page in (first, second):
            listen(page, heard)
        choose(first, served, 0, 0)
        entry(first)
        expect(first.locator("#paper-box")).to_be_visible()
        choose(second, served, 0, 1)
        entry(second)
        for page in (first, second):
            expect(page.locator("[data-act=correct]")).to_be_visible()
            expect(page.locator("#paper-box")).to_have_class("notice notice-attention")
        assert first.locator("#paper-number").inner_text() == second.locator("#paper-number").inner_text()
        assert violations(first) == []
        second.locator("[data-act=correct]").tap()
        at(second, "choose")
        mark(second, 1)
        mark(second, 0)
        entry(second)
        for page in (first, second):
            expect(page.locator("[data-step=paper] [data-act=next]")).to_be_visible()
        with held.database.reading() as db:
            assert paper_vote.need_allowed(db, held.value.id).entered == 1
        assert held.value.cast == 1
        assert {path.rpartition("/")[2] for path, _said in heard} >= {"slip", "entry", "look", "ballot"}
        assert faults(heard) == []


@pytest.mark.prove
def test_two_officers_find_a_paper_invalid_and_its_slip_casts_no_more(browser: Browser, served: Served) -> None:
    held = served.site.held
    with ExitStack() as stack:
        first, second = (stack.enter_context(tablet(browser)) for _one in range(2))
        begin(first, served, Role.SECRETARY)
        begin(second, served, Role.RETURNING_OFFICER)
        for page in (first, second):
            choose(page, served, 1, 0)
            page.locator("#paper-invalid").tap()
            fault = page.locator("#invalid-question button[value=too-many]")
            expect(fault).to_be_enabled()
            fault.tap()
            at(page, "paper")
        for page in (first, second):
            next_paper = page.locator("[data-step=paper] [data-act=next]")
            expect(next_paper).to_be_visible()
            next_paper.tap()
            at(page, "slip")
    with held.database.reading() as db:
        assert paper_vote.need_allowed(db, held.value.id).invalid == 1
    with pytest.raises(Refused):
        held.vote(1, 1)


@pytest.mark.prove
def test_a_paper_stays_on_the_screen_until_the_server_has_taken_it_back(browser: Browser, served: Served) -> None:
    held = served.site.held
    heard: list[tuple[str, dict[str, object]]] = []
    with tablet(browser) as page:
        begin(page, served, Role.SECRETARY)
        listen(page, heard)
        choose(page, served, 0, 0)
        entry(page)
        page.context.set_offline(True)
        page.locator("#paper-aside").tap()
        expect(page.locator("[data-step=paper] [data-problem]")).to_be_visible()
        at(page, "paper")
        assert entered(held) == 1
        page.context.set_offline(False)
        at(page, "slip")
        assert entered(held) == 0
        choose(page, served, 0, 0)
        entry(page)
        (token,) = {str(said["desk"]) for _path, said in heard if "desk" in said}
        with held.database.transaction() as db:
            paper_desk.end(db, held.election, token)
        page.locator("#paper-aside").tap()
        expect(page.locator("[data-problem]:visible")).to_be_visible()
        expect(page.locator("[data-step=slip]")).to_be_hidden()


def entered(held: Simulation) -> int:
    with held.database.reading() as db:
        return len(db.scalars(select(PaperEntry)).all())


def test_a_device_that_sends_its_marks_is_caught() -> None:
    assert (
        faults([("/B/X/paper/entry", {"desk": "", "credential": "", "proof": {}, "code": "", "marks": [0, 1]})]) != []
    )
