"""A tablet in a real browser: enrolled by the office's code it votes; another device, or a revoked one, does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.models import SlipBatch
from app.services.voting import tablet as tablets
from ballots import __main__ as ballots
from ballots.commands.kiosk import enrol
from ballots.custody_errors import FileError
from tests.booth.conftest import tablet
from tests.booth.test_kiosk import kiosk_of
from tests.booth.visits import at, cast, mark, press_cast, review
from tests.services.voting.test_tablet import admit, code, demand, revoke
from tests.support.axe import violations
from tests.support.server import answering
from tests.support.visitors import Site, open_site


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An election that asks for enrolled tablets, and where it is served."""

    site: Site
    address: str

    @property
    def booth(self) -> str:
        return f"{self.address}/B/{self.site.held.election}"

    @property
    def link(self) -> str:
        """What the office's code says."""
        return f"{self.address}/T#{code(self.site.held)}"

    def slip(self, place: int) -> str:
        return f"{self.booth}#{self.site.held.slips[place].credential}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    site = open_site(tmp_path)
    site.held.to("open")
    demand(site.held)
    admit(site.held)
    with answering(site.app) as address:
        yield Served(site=site, address=address)


def enter(page: Page, served: Served) -> None:
    """Become a booth by the code of the office, and show it."""
    page.goto(served.link)
    expect(page.locator("#tablet-title")).to_be_visible()
    assert page.url == f"{served.address}/T", "the code's secret is in no address"
    page.locator("#tablet-vote").tap()
    at(page, "slip")


def choose(page: Page, served: Served, place: int) -> None:
    page.goto("about:blank")
    page.goto(served.slip(place))
    at(page, "choose")
    mark(page, 0)
    review(page)


def test_a_tablet_enrols_votes_and_is_refused_once_it_is_revoked(browser: Browser, served: Served) -> None:
    held = served.site.held
    with tablet(browser) as page:
        page.goto(served.booth)
        expect(page.locator("#not-enrolled")).to_be_visible()
        expect(page.locator("[data-step=slip]")).to_be_hidden()
        sent: list[dict[str, str]] = []
        page.on("request", lambda one: sent.append(json.loads(one.post_data or "{}")) if "/ballot" in one.url else None)
        enter(page, served)
        choose(page, served, 0)
        cast(page)
        choose(page, served, 1)
        revoke(held, 1)
        press_cast(page)
        expect(page.locator("[data-step=review] [data-problem-text]")).to_contain_text("تعرفهٔ شما همچنان معتبر است")
        page.goto("about:blank")
        page.goto(served.booth)
        expect(page.locator("#not-enrolled")).to_be_visible()
    assert [set(one) for one in sent] == [{"ballot", "device", "proof"}] * 2


def test_a_personal_slip_votes_on_the_own_device_by_its_code_or_typed(browser: Browser, served: Served) -> None:
    held = served.site.held
    order = sorted(range(len(held.slips)), key=lambda place: held.slips[place].serial)
    with held.database.transaction() as db:
        db.scalars(select(SlipBatch)).one().personal = 1
    with tablet(browser) as page:
        choose(page, served, order[-1])
        cast(page)
    with tablet(browser) as page:
        page.goto(f"{served.booth}?own")
        at(page, "slip")
    with tablet(browser) as page:
        choose(page, served, order[0])
        press_cast(page)
        expect(page.locator("[data-step=review] [data-problem-text]")).to_contain_text("تعرفهٔ شما همچنان معتبر است")


def test_another_tablet_s_revocation_during_a_visit_costs_nobody_a_vote(browser: Browser, served: Served) -> None:
    with tablet(browser) as page, tablet(browser) as other:
        enter(other, served)
        enter(page, served)
        choose(page, served, 0)
        revoke(served.site.held, 1)
        cast(page)


def test_what_two_tablets_send_with_a_ballot_is_alike_apart_from_the_ballot(browser: Browser, served: Served) -> None:
    seen = []
    for place in (0, 1):
        with tablet(browser) as page:
            asked = []
            page.on("request", lambda one, asked=asked: asked.append(one) if "/ballot" in one.url else None)
            enter(page, served)
            choose(page, served, place)
            cast(page)
            (one,) = asked
            told = {name: value for name, value in one.all_headers().items() if name != "content-length"}
            seen.append((one.url, told, set(json.loads(one.post_data or "{}"))))
    assert seen[0] == seen[1]
    assert "cookie" not in seen[0][1]


def test_officers_leave_a_booth_by_the_code_alone(browser: Browser, served: Served) -> None:
    with tablet(browser) as page:
        enter(page, served)
        with served.site.held.database.reading() as db:
            right = tablets.leaving_code(db, served.site.held.session_id)
        page.locator("#officer").tap()
        page.locator("#officer-code").fill(f"{(int(right) + 1) % 10**6:06}")
        page.locator("#officer-question [value=out]").tap()
        expect(page.locator("#officer-question [data-said]")).not_to_be_empty()
        page.locator("#officer-code").fill(right)
        page.locator("#officer-question [value=out]").tap()
        expect(page.locator("#tablet-title")).to_be_visible()
        assert violations(page) == []


def test_a_tablet_is_tested_and_the_office_sees_it(browser: Browser, served: Served) -> None:
    with tablet(browser) as page:
        enter(page, served)
        page.goto(f"{served.address}/T/ready")
        page.locator("#ready-begin").tap()
        expect(page.locator("#ready-told")).to_have_text("دبیرخانه این را می‌بیند.", timeout=30_000)
        assert violations(page) == []
    with served.site.held.database.reading() as db:
        (found,) = tablets.tablets(db, served.site.held.session_id)
    assert found.report is not None and set(found.troubles) <= {"camera", "sound"}


@pytest.mark.prove
def test_a_kiosk_with_a_kept_booth_is_enrolled_by_a_code(browser: Browser, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "booth.html"
    assert ballots.main(["booth", served.booth, "--save", str(path)]) == 0
    with kiosk_of(path) as kiosk, tablet(browser) as page:
        with pytest.raises(FileError, match="enrolment-over"):
            enrol(kiosk, f"{served.address}/T#wrong")
        assert enrol(kiosk, served.link) == 1
        page.goto(f"http://127.0.0.1:{kiosk.server_port}/#{served.site.held.slips[0].credential}")
        at(page, "choose")
        mark(page, 0)
        review(page)
        cast(page)
