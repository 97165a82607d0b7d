"""The page of the count: adding up goes on in the background, and says how far it is, or why it failed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from app.jobs import running, worker
from app.models import BoardEvent
from app.services.count import tally
from app.services.whole import job as jobs
from app.web.installation import Installation
from tests.support.assemblies import PASSWORD
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = open_site(tmp_path)
    found.held.to("closed")
    return found


def page(site: Site) -> str:
    return f"/office/elections/{site.held.election}/tally"


def let_wait(site: Site) -> Installation:
    """As if a worker ran and came to nothing yet."""
    installation: Installation = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(
        installation, settings=replace(installation.settings, works_here=False)
    )
    return installation


def test_adding_up_waits_in_the_background_is_cancelled_and_done_at_last(site: Site) -> None:
    me, installation = site.visitor("secretary"), let_wait(site)
    with worker._door(installation.settings) as file:
        assert worker._locked(file)
        for _ in range(2):
            assert me.post(page(site), {"act": "add"}).status_code == 302
            assert "در نوبت است" in me.get(page(site)).text
        me.post(page(site), {"act": "cancel"})
        assert 'value="add"' in me.get(page(site)).text
        me.post(page(site), {"act": "add"})
        with site.held.database.transaction() as db:
            taken = jobs.take(db, datetime.now(UTC))
            assert taken is not None
            assert jobs.take(db, datetime.now(UTC)) is None
    assert "data-live" in me.get(page(site)).text
    running.run(installation.settings, installation.database, taken, tell=lambda steps, total: None)
    assert 'id="trustees"' in me.get(page(site)).text
    running.run(installation.settings, installation.database, taken, tell=lambda steps, total: None)
    with site.held.database.reading() as db:  # a second time changes nothing
        assert tally.is_added(db, site.held.election)
        assert jobs.job(db, taken.id).state == "done"


def test_a_board_that_was_changed_is_said_and_nothing_is_added(site: Site) -> None:
    with site.held.database.transaction() as db:
        db.execute(update(BoardEvent).where(BoardEvent.type == "Ballot").values(raw=b"{}"))
    me = site.visitor("secretary")
    assert me.post(page(site), {"act": "add"}).status_code == 302
    said = me.get(page(site)).text
    assert "آرا جمع نشد" in said
    assert 'value="add"' in said
    with site.held.database.reading() as db:
        assert not tally.is_added(db, site.held.election)


def test_before_its_phase_nothing_is_asked_for(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    assert site.visitor("secretary").post(page(site), {"act": "add"}).status_code == 409
    with site.held.database.reading() as db:
        assert not jobs.is_waiting(db)


def test_the_presidium_sees_every_number_before_it_is_announced_and_nobody_else_does(site: Site) -> None:
    site.held.to("tallied")
    own, me, colleague = f"/office/elections/{site.held.election}", english(site), english(site, "returning-officer")
    votes = [str(line.votes) for line in site.held.result().lines]
    assert shown(me.get(page(site)).text) == votes
    asked = me.get(f"{own}/acts/publish").text
    assert shown(asked) == votes
    assert "Not announced yet" in asked
    assert "End of the 2 seats" in asked
    waiting = me.post(f"{own}/acts/publish", {"ask": "1"}).location
    assert shown(colleague.get(waiting).text) == votes
    for other in (english(site, "desk"), site.visitor()):
        for path in (own, page(site), f"/elections/{site.held.election}/result", f"/elections/{site.held.election}"):
            assert shown(other.get(path).text) == []
    colleague.post(f"{waiting}/confirm", {"password": PASSWORD})
    assert site.held.phase == "provisional"
    assert shown(site.visitor().get(f"/elections/{site.held.election}/result").text)


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def shown(text: str) -> list[str]:
    """The votes at the ends of the bars of a page."""
    return re.findall(r'class="result-votes">([^<]+)<', text)
