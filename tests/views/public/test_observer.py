"""The observer's pages: in with a code, figures and heads, a note that the office answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.visitors import Site, Visitor, open_site

CODE = re.compile(r"\?code=([0-9]{12})")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = open_site(tmp_path)
    made.held.to("open")
    return made


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def admitted(site: Site, officer: Visitor, name: str = "Parastu Zagrosi") -> str:
    """The code of a new observer, as its page shows it in groups."""
    page = officer.post(f"/office/sessions/{site.held.session_id}/observers", {"name": name, "house": "Sepideh"})
    assert page.status_code == 200
    assert "This code is shown once" in page.text
    found = re.search(r'<p class="observer-code">(<bdi class="digits".*?)</p>', page.text, re.DOTALL)
    assert found is not None
    return "".join(re.findall(r"[0-9]", re.sub(r"<[^>]*>", "", found[1])))


def test_an_observer_comes_in_sees_notes_and_is_answered(site: Site) -> None:
    officer, me = english(site, "secretary"), english(site)
    home = f"/office/sessions/{site.held.session_id}/observers"
    code = admitted(site, officer)
    door = f"/observe/{site.held.address}/{site.held.value.session.number}"
    assert me.get("/observing").location == "/observe"
    assert f'value="{code}"' in me.get(f"{door}?code={code}").text
    assert "Nobody has this code" in me.post(door, {"code": "1"}).text
    assert me.post(door, {"code": code}).location == "/observing"
    assert me.get(door).location == "/observing"
    page = me.get("/observing").text
    for said in ("ballots cast, of the slips handed out", "The numbers balance so far", "Signed entries of the board",
                 "Compare the pages with what the board signed", "You have written no note yet"):  # fmt: skip
        assert said in page
    assert me.post("/observing", {"text": " "}).status_code == 422
    assert me.post("/observing", {"text": "The door was open."}).status_code == 302
    assert "The office has not answered yet" in me.get("/observing").text
    assert "1 note of an observer waits" in officer.get("/office/").text
    answer = re.search(rf"/office/sessions/{site.held.session_id}/notes/(\d+)", officer.get(home).text)
    assert answer is not None
    assert officer.post(answer[0], {"answer": "It is shut now."}).status_code == 302
    assert officer.post(answer[0], {"answer": "No."}).status_code == 409
    assert "It is shut now." in officer.get(answer[0]).text
    assert "It is shut now." in me.get("/observing").text
    assert "waits for an answer" not in officer.get("/office/").text
    lines = me.get("/observing/journal").text
    assert "Phase changed: " in lines
    assert "Delegate checked in" not in lines
    assert "secretary" not in lines
    again = english(site)
    assert "was used already" in again.post(door, {"code": code}).text
    assert me.post("/observing/leave").status_code == 302
    assert me.get("/observing").status_code == 302


def test_who_is_taken_out_is_told_so_at_the_door(site: Site) -> None:
    officer, me = english(site, "signatory"), english(site)
    home = f"/office/sessions/{site.held.session_id}/observers"
    code = admitted(site, officer)
    twice = officer.post(home, {"name": "Parastu Zagrosi", "house": "Sepideh"})
    assert twice.status_code == 409
    assert "on the list already" in twice.text
    other = f"/observe/{site.other.address}/{site.other.value.session.number}"
    assert "for another session" in me.post(other, {"code": code}).text
    me.post("/observe", {"code": code})
    assert me.get("/observing").status_code == 200
    number = re.search(r"/observers/(\d+)/revoke", officer.get(home).text)
    assert number is not None
    assert officer.post(f"{home}/{number[1]}/revoke").status_code == 302
    assert me.get("/observing").location == "/observe"
    assert "Your sign-in has ended" in me.get("/observe").text
    assert "has taken this code back" in me.post("/observe", {"code": code}).text
    assert "This code is shown once" in officer.post(f"{home}/{number[1]}/code").text


def test_the_guide_says_what_to_note_before_and_after_there_is_a_board(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    path = f"/elections/{site.held.election}/check-it-yourself"
    early = english(site).get(path).text
    assert "There is no record yet" in early
    site.held.to("closed")
    late = english(site).get(path).text
    assert "Download the record" in late
    assert f"./majma verify {site.held.election}.record.zip" in late
    assert f"/elections/{site.held.election}/check-it-yourself" in english(site).get(
        f"/elections/{site.held.election}/board"
    ).text  # fmt: skip
