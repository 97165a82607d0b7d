"""Objections over the pages: told with the result, entered by institution and office, ruled by two, published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.language import dates
from app.services.count import announcement
from app.services.count import objection as objections
from app.services.election.rows import find
from app.states.objection import Ruling
from tests.support.assemblies import PASSWORD
from tests.support.institutions import Registrant, signed_in_candidate
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


def told(site: Site) -> tuple[objections.ObjectionValue, ...]:
    with site.held.database.reading() as db:
        return objections.objections(db, site.held.election)


def test_the_day_is_told_and_an_early_end_needs_every_candidate(site: Site) -> None:
    site.held.to("provisional")
    until = site.held.value.objections_until
    assert until is not None
    day = dates.with_weekday(until, "en")
    assert day in english(site).get(f"/elections/{site.held.election}/result").text
    secretary, path = english(site, "secretary"), f"/office/elections/{site.held.election}"
    assert day in secretary.get(f"{path}/acts/finalise").text
    answer = secretary.post(f"{path}/acts/finalise", SECOND)
    assert answer.status_code == 409
    assert f"Objections are taken until the end of {day}." in answer.text and "4 have not" in answer.text
    page = secretary.get(f"{path}/objections/waivers").text
    ids = [part.split('"')[0] for part in page.split('-institution" type="hidden" value="')[1:]]
    assert len(ids) == 4
    first = {"lines-0-institution": ids[0], "lines-0-waived": "y", "lines-0-person": ""}
    assert secretary.post(f"{path}/objections/waivers", first).status_code == 422  # somebody says so
    assert secretary.post(f"{path}/objections/waivers", {**first, "lines-0-person": "نگین"}).status_code == 302
    assert "3 have not" in secretary.post(f"{path}/acts/finalise", SECOND).text
    rest = {
        f"lines-{place}-{name}": value
        for place, one in enumerate(ids[1:])
        for name, value in (("institution", one), ("waived", "y"), ("person", "آرش"))
    }
    secretary.post(f"{path}/objections/waivers", rest)
    assert "آرش" in secretary.get(f"{path}/acts/finalise").text  # the two see who waived
    assert secretary.post(f"{path}/acts/finalise", SECOND).status_code == 302
    assert site.held.phase == "final"


def test_when_the_time_is_over_nobody_is_asked(site: Site) -> None:
    held = site.held
    with held.database.transaction() as db:
        announcement.publish(db, held.two(), held.election)
        row = find(db, held.election)
        row.phase_times = {**row.phase_times, "provisional": (held.now - timedelta(days=8)).isoformat()}
    visitor, path = english(site, "secretary"), f"/office/elections/{held.election}/acts/finalise"
    assert visitor.post(path, SECOND).status_code == 302
    assert held.phase == "final"


def test_an_objection_of_a_candidate_is_ruled_by_two_and_published(site: Site) -> None:
    site.held.to("provisional")
    mine: Registrant = signed_in_candidate(site)
    path = f"/office/elections/{site.held.election}"
    assert mine.post("/objections", {"text": ""}).status_code == 422
    assert mine.post("/objections", {"text": "شمارش بازبینی شود."}).status_code == 302
    assert told(site)[0].receipt in mine.get("/objections").text
    secretary = english(site, "secretary")
    assert "شمارش بازبینی شود." in secretary.get(f"{path}/objections").text
    assert "Objection no. 1 is not ruled yet" in secretary.post(f"{path}/acts/finalise", SECOND).text
    anybody = english(site).get(f"/elections/{site.held.election}/objections").text
    assert "Not ruled yet" in anybody and "شمارش" not in anybody
    ruling = {"ruling": Ruling.DISMISSED, "body": "هیئت نظارت", "reasons": "دو بار شمرده شد.", **SECOND}
    without = {**ruling, "reasons": ""}
    answer = secretary.post(f"{path}/objections/1", without)
    assert answer.status_code == 422 and "هیئت نظارت" in answer.text
    alone = secretary.post(f"{path}/objections/1", {**ruling, "second_name": "negar.mehr"})
    assert alone.status_code == 403 and told(site)[0].ruling is None
    assert secretary.post(f"{path}/objections/1", ruling).status_code == 302
    assert secretary.get(f"{path}/objections/1").status_code == 409
    for page in (english(site).get(f"/elections/{site.held.election}/objections"), mine.get("/objections")):
        assert "دو بار شمرده شد." in page.text
    assert secretary.post(f"{path}/acts/finalise", SECOND).status_code == 409  # the days are not over


def test_the_office_enters_what_came_on_paper_and_a_day_that_cannot_be_is_said_at_its_field(site: Site) -> None:
    secretary, path = english(site, "secretary"), f"/office/elections/{site.held.election}/objections"
    typed = {"person": "کاوه دماوند", "received": "1404/08/17", "text": "برگه‌ای کم بود."}
    assert "Objections are taken when" in secretary.get(path).text
    site.held.to("provisional")
    wrong = secretary.post(path, {**typed, "received": "1399/01/01"})
    assert wrong.status_code == 409 and "برگه‌ای کم بود." in wrong.text and told(site) == ()
    today = dates.jalali_numeric(dates.in_tehran(site.held.now).date(), "en")
    assert secretary.post(path, {**typed, "received": today}).status_code == 302
    one = told(site)[0]
    assert (one.person, one.number, one.entered_by) == ("کاوه دماوند", 1, "negar.mehr")
    assert "کاوه دماوند" not in english(site).get(f"/elections/{site.held.election}/objections").text


def test_one_button_records_for_all_what_they_said_in_the_hall_and_leads_back_to_the_act(site: Site) -> None:
    site.held.to("provisional")
    secretary, path = english(site, "secretary"), f"/office/elections/{site.held.election}"
    assert f"{path}/objections/waivers" in secretary.get(f"{path}/acts/finalise").text
    page = secretary.get(f"{path}/objections/waivers").text
    assert page.index("Record it for those who are ticked") < page.index('name="all"')  # Enter ticks nobody else
    ids = [part.split('"')[0] for part in page.split('-institution" type="hidden" value="')[1:]]
    posted = {f"lines-{place}-institution": one for place, one in enumerate(ids)}
    posted |= {f"lines-{place}-person": f"گویندهٔ {place}" for place in range(len(ids))}
    nobody = {**posted, "lines-2-person": "", "all": "1"}
    assert secretary.post(f"{path}/objections/waivers", nobody).status_code == 422  # one said nothing, so none is taken
    answer = secretary.post(f"{path}/objections/waivers", {**posted, "all": "1"})
    assert answer.location == f"{path}/acts/finalise"
    with site.held.database.reading() as db:
        said = {one.institution_id: one.person for one in objections.waivers(db, site.held.election)}
    assert said == {int(one): f"گویندهٔ {place}" for place, one in enumerate(ids)}
    assert f"{path}/objections/waivers" not in secretary.get(f"{path}/acts/finalise").text
