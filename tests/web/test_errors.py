"""Pages of errors: the status, words in the page's language, JSON for scripts, nothing of the inside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from app.services.acts.refusal import Refused
from app.services.count.tally import outcome
from app.services.voting.poll import QUORUM_MISSING
from app.web.installation import installation
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def in_english(site: Site) -> Visitor:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    return visitor


def test_what_is_not_there_is_told_in_the_language_of_the_page(site: Site) -> None:
    persian, english = site.visitor().get("/nothing"), in_english(site).get("/nothing")
    assert (persian.status_code, english.status_code) == (404, 404)
    assert 'dir="rtl"' in persian.text
    assert "This page is not here" in english.text
    assert "This page is not here" not in persian.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404), ("PUT", "/", 405), ("DELETE", "/keys", 405), ("POST", "/keys", 405),
        ("GET", "/elections/NOTHERE2", 404), ("GET", "/assemblies/nobody", 404), ("GET", "/trustees/0000", 404),
        ("GET", "/language", 405), ("GET", "/emblems/x.svg", 404), ("GET", "/office/sign-out", 405),
    ],
)  # fmt: skip
def test_each_error_has_its_status(site: Site, method: str, path: str, status: int) -> None:
    assert site.visitor().client.open(path, method=method).status_code == status


def test_scripts_get_json_and_people_get_pages(site: Site) -> None:
    visitor = site.visitor()
    asked = visitor.send(f"/B/{site.held.election}/slip", {"credential": "12"})
    assert asked.mimetype == "application/json"
    assert asked.json is not None
    assert asked.json["error"] == "election-not-open"
    assert visitor.get("/B/NOTHERE2").mimetype == "text/html"


def test_a_refusal_in_a_view_becomes_its_status_and_words(site: Site) -> None:
    def refuse() -> str:
        raise Refused(QUORUM_MISSING, present=2, quorum=12)

    site.app.view_functions["public.keys"] = refuse
    answer = site.visitor().get("/keys")
    assert answer.status_code == 409
    assert "۱۲" in answer.text
    assert "2 present, 12 needed" in in_english(site).get("/keys").text


def test_a_form_that_is_refused_shows_the_reason_and_a_status_that_fits(site: Site) -> None:
    """Also a reason that belongs to no field."""
    visitor = in_english(site)
    answer = visitor.post("/office/sign-in", {"username": "negar.mehr", "password": "wrong"})
    assert answer.status_code == 403
    assert "Name and password do not fit together." in answer.text
    empty = visitor.post("/office/sign-in", {"username": "", "password": ""})
    assert empty.status_code == 422
    assert "Please fill in this field." in empty.text


def test_no_interim_result_is_told_by_any_page(site: Site) -> None:
    site.held.to("open")
    for place in range(3):
        site.held.vote(place, 1)
    with site.app.app_context(), pytest.raises(Refused), installation().database.reading() as db:
        outcome(db, site.held.election)
    visitor = site.visitor("secretary")
    assert visitor.get(f"/office/elections/{site.held.election}/minutes.pdf").status_code == 409
    assert visitor.get(f"/office/elections/{site.held.election}/tally").status_code == 409
    result = visitor.get(f"/elections/{site.held.election}/result")
    assert result.status_code == 200
    assert "<table" not in result.text


def test_the_result_is_not_public_before_it_is_announced(site: Site) -> None:
    site.held.to("tallied")
    assert "<table" not in site.visitor().get(f"/elections/{site.held.election}/result").text
    site.held.to("provisional")
    assert "<table" in site.visitor().get(f"/elections/{site.held.election}/result").text


@pytest.mark.parametrize("path", ["/office/nothing", "/office/elections/NOTHERE2", "/office/elections/{}/minutes.pdf"])
def test_an_error_in_the_office_keeps_its_navigation(site: Site, path: str) -> None:
    officer, stranger = site.visitor("secretary"), in_english(site)
    officer.post("/language", {"language": "en"})
    page = officer.get(path.format(site.held.election)).text
    assert "Sign out" in page
    assert 'class="button" href="/office/">Back to my work' in page
    outside = stranger.get("/office/nothing").text
    assert "Sign out" not in outside
    assert "Back to the start" in outside


def test_what_cannot_be_done_now_is_not_called_incomplete(site: Site) -> None:
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    answer = officer.get(f"/office/elections/{site.held.election}/minutes.pdf")
    assert answer.status_code == 409
    assert "<h1>This cannot be done now</h1>" in answer.text


@pytest.mark.parametrize("host", ["192.168.1.77", "evil.example", "evil.example:8000", '"><script>', "a@b", "ـ"])
def test_under_another_host_people_are_told_where_to_go_and_never_see_that_host(site: Site, host: str) -> None:
    for path in ("/", f"/B/{site.held.election}", '/"><b>x'):
        answer = site.visitor().client.get(path, headers={"Host": host.encode().decode("latin-1")})
        assert answer.status_code == 421
        assert [word in answer.text for word in ("این نشانی درست نیست", "This address is not the right one")] == [
            True
        ] * 2
        links = re.findall(r'href="(http[^"]+)"', answer.text)
        assert len(links) == 3
        assert all(one.startswith("http://127.0.0.1:8000/") for one in links)
        assert host.split(":")[0] not in answer.text + str(answer.headers)
        assert "<b>x" not in answer.text


def test_under_another_host_a_script_is_told_the_address(site: Site) -> None:
    answer = site.visitor().client.post(f"/B/{site.held.election}/slip", json={}, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json is not None
    assert answer.json["error"] == "other-address"
    assert "http://127.0.0.1:8000" in answer.json["message"]
    assert "evil" not in answer.text


def test_a_name_that_nobody_gave_is_a_fault_and_not_an_empty_place(site: Site) -> None:
    with site.app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ forgotten }}")
