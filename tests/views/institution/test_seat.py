"""After the result on an institution's own pages: it says not to object, takes its seat, or does not want it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.count import objection as objections
from app.services.count import seating
from app.services.seats import seat
from tests.support.assemblies import PASSWORD, refused
from tests.support.institutions import Registrant, signed_in_candidate
from tests.support.visitors import Site, open_site

SECOND = {"second_name": "bahram.mehr", "second_password": PASSWORD}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def english(mine: Registrant) -> Registrant:
    mine.visitor.post("/language", {"language": "en"})
    return mine


def states(site: Site) -> list[str]:
    with site.held.database.reading() as db:
        return [one.state for one in seating.seats(db, site.held.election)]


def test_an_institution_says_that_it_does_not_object_and_the_office_sees_whence(site: Site) -> None:
    site.held.to("provisional")
    mine = english(signed_in_candidate(site))
    assert "object, or say that you do not" in mine.visitor.get("/own").text
    page = mine.get("/objections/waive").text
    assert "Until then you can still object" in page
    assert mine.post("/objections/waive", {"person": ""}).status_code == 422
    assert mine.post("/objections/waive", {"person": "پرنیان سپهری"}).status_code == 302
    assert mine.get("/objections/waive").status_code == 302  # once is enough
    assert "پرنیان سپهری" in mine.get("/objections").text
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    path = f"/office/elections/{site.held.election}"
    told = secretary.get(f"{path}/objections").text
    assert "پرنیان سپهری" in told and "by its own account" in told and "entered by the office" not in told
    entries = secretary.get(f"{path}/journal").text.partition("<tbody>")[2]
    line = entries.partition("A candidate says not to object")[2].partition("</tr>")[0]
    assert "anjoman-" not in line and "Society mehr" in line  # the institution, not its user name
    mine.post("/objections", {"text": "بازبینی شود"})
    with site.held.database.reading() as db:
        assert objections.waivers(db, site.held.election) == ()
    assert "by its own account" in secretary.get(f"{path}/objections").text


def test_who_is_no_candidate_waives_nothing(site: Site) -> None:
    site.held.to("provisional")
    mine = signed_in_candidate(site)
    with refused("not-found"), site.held.database.transaction() as db:
        objections.waive(db, site.held.act(), site.held.election, {10**6: "ناشناس"})
    other = f"/own/elections/{site.other.election}"
    assert mine.visitor.post(f"{other}/objections/waive", {"person": "x"}).status_code == 404
    assert mine.visitor.post(f"{other}/seat", {"act": "take"}).status_code == 404


def test_a_winner_takes_its_seat_once_and_reads_first_what_follows(site: Site) -> None:
    site.held.to("provisional")
    mine = english(signed_in_candidate(site))
    assert mine.get("/seat").status_code == 404
    site.held.to("final")
    assert "Take the seat or decline it" in mine.visitor.get("/own").text
    assert "The secretariat issues the letter" in mine.get("/seat").text
    assert mine.post("/seat", {"act": "take"}).status_code == 302
    assert mine.post("/seat", {"act": "take"}).status_code == 409
    assert states(site) == ["accepted", "offered"]
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    assert "by its own account" in secretary.get(f"/office/elections/{site.held.election}/seats").text


def test_a_winner_does_not_want_its_seat_and_two_officers_seat_the_alternate(site: Site) -> None:
    site.held.to("final")
    mine, after = english(signed_in_candidate(site)), site.held.result().alternates[0].candidate
    assert after.institution.name.en in mine.get("/seat/refuse").text
    assert mine.post("/seat/refuse", {"reason": " "}).status_code == 422
    assert mine.post("/seat/refuse", {"reason": "توان همراهی نداریم"}).status_code == 302
    assert states(site) == ["offered", "offered"]  # nobody alone, nor a stolen account, empties a seat
    assert "waits for two officers" in mine.get("/seat").text and mine.get("/seat/refuse").status_code == 302
    assert mine.post("/seat", {"act": "keep"}).status_code == 302
    assert "Take the seat" in mine.get("/seat").text
    mine.post("/seat/refuse", {"reason": "توان همراهی نداریم"})
    secretary, path = site.visitor("secretary"), f"/office/elections/{site.held.election}"
    secretary.post("/language", {"language": "en"})
    for page in ("", "/seats"):
        assert "do not want their seats" in secretary.get(f"{path}{page}").text
    asked = secretary.get(f"{path}/seats/1/vacate").text
    assert "said so by its own account" in asked and asked.count("توان همراهی نداریم") == 2
    typed = {"day": asked.partition('name="day"')[2].partition('value="')[2].partition('"')[0]}
    done = secretary.post(f"{path}/seats/1/vacate", {**typed, "reason": "توان همراهی نداریم", **SECOND})
    assert done.status_code == 302 and states(site) == ["declined", "offered", "offered"]
    assert "does not have the seat any more" in mine.get("/seat").text
    assert "do not want their seats" not in secretary.get(path).text
    with refused("seat-empty"), site.held.database.transaction() as db:
        seat.refuse_own(db, site.held.act(), site.held.election, mine.institution_id, reason="باز")
    assert "asked for by its own account" in secretary.get(f"{path}/seats").text
