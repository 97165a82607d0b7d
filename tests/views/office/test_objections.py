"""The time for objections: told on the result, and only waived by a tick of two officers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.language import dates
from app.services.count import announcement
from app.services.election.rows import find
from tests.support.assemblies import PASSWORD
from tests.support.visitors import Site, Visitor, open_site

SECOND = {"second_name": "bahram.mehr", "second_password": PASSWORD}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("tallied")
    return site


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_the_day_is_told_and_an_early_end_must_be_ticked(site: Site) -> None:
    site.held.to("provisional")
    until = site.held.value.objections_until
    assert until is not None
    day = dates.with_weekday(until, "en")
    assert day in english(site).get(f"/elections/{site.held.election}/result").text
    visitor, path = english(site, "secretary"), f"/office/elections/{site.held.election}/acts/finalise"
    assert day in visitor.get(path).text
    answer = visitor.post(path, SECOND)
    assert answer.status_code == 409
    assert answer.text.count(f"Objections are taken until the end of {day}.") == 2  # at the top and at the box
    assert site.held.phase == "provisional"
    assert visitor.post(path, {**SECOND, "waived": "y"}).status_code == 302
    assert site.held.phase == "final"


def test_when_the_time_is_over_nothing_is_to_be_ticked(site: Site) -> None:
    held = site.held
    with held.database.transaction() as db:
        announcement.publish(db, held.two(), held.election)
        row = find(db, held.election)
        row.phase_times = {**row.phase_times, "provisional": (held.now - timedelta(days=8)).isoformat()}
    visitor, path = english(site, "secretary"), f"/office/elections/{held.election}/acts/finalise"
    assert 'name="waived"' not in visitor.get(path).text
    assert visitor.post(path, SECOND).status_code == 302
    assert held.phase == "final"
