"""A tablet says why it takes no vote, and every page of the office says so, with what to do."""

from __future__ import annotations

from pathlib import Path

from tests.support.visitors import open_site

TOLD = "یک تبلت متوقف شده است"


def test_a_tablet_that_stopped_is_on_the_office_s_pages_until_somebody_has_looked(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    desk, secretary, tablet = site.visitor("desk"), site.visitor("secretary"), site.visitor()
    assert TOLD not in secretary.get("/office/waiting/notice").text
    assert tablet.send(f"/B/{held.election}/stopped", {"fault": "election-mismatch"}).json == {"state": "noted"}
    for page in ("/office/waiting/notice", "/office/", f"/office/elections/{held.election}/roll"):
        text = desk.get(page).text
        assert TOLD in text
        assert "با آن رأی ندهد" in text, "and what to do"
    seen = {"fault": "election-mismatch"}
    assert desk.post(f"/office/elections/{site.other.election}/booth-stop", seen).status_code == 404
    assert desk.post(f"/office/elections/{held.election}/booth-stop", {"fault": "nothing"}).status_code == 404
    assert desk.post(f"/office/elections/{held.election}/booth-stop", seen).status_code == 302
    assert TOLD not in secretary.get("/office/waiting/notice").text
    assert "به تبلتی که متوقف شده بود رسیدگی شد" in secretary.get(f"/office/elections/{held.election}/journal").text


def test_a_program_in_two_versions_has_words_and_advice_of_its_own(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    assert site.visitor().send(f"/B/{held.election}/stopped", {"fault": "script-mismatch"}).json == {"state": "noted"}
    text = site.visitor("desk").get("/office/waiting/notice").text
    assert "به دو گونه رسیده" in text
    assert "از ناظری بخواهید" in text


def test_who_may_not_work_at_the_desk_reads_it_and_finds_no_button(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    site.visitor().send(f"/B/{held.election}/stopped", {"fault": "receipt-mismatch"})
    text = site.visitor("signatory").get("/office/waiting/notice").text
    assert TOLD in text
    assert "booth-stop" not in text


def test_what_is_no_fault_of_a_booth_is_refused(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    tablet = site.visitor()
    for said in ({}, {"fault": "rain"}, {"fault": 7}):
        assert tablet.send(f"/B/{held.election}/stopped", said).status_code == 404
    assert tablet.send("/B/AAAAAAAA/stopped", {"fault": "receipt-mismatch"}).status_code == 404
