"""A session called as a rehearsal: marked on pages, papers and screen, and removed on a page of two."""

from __future__ import annotations

import re
from pathlib import Path

from app.models import AssemblySession
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import open_site

BAND = "For practice only"


def test_a_rehearsal_is_called_on_the_form_and_says_so_until_two_remove_it(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    day = re.search(r'name="held_on"[^>]*value="([^"]*)"', officer.get("/office/sessions/new").text)
    assert day is not None
    called = officer.post(
        "/office/sessions/new",
        {"number": "2", "held_on": day[1], "place_fa": "تهران", "quorum": "none", "agenda": "", "rehearsal": "y"},
    )
    assert called.status_code == 302
    home = called.location
    assert BAND in officer.get(home).text
    said = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    assert officer.post(f"{home}/discard", {**said, "second_password": "wrong"}).status_code != 302
    assert officer.post(f"{home}/discard", said).status_code == 302
    assert officer.get(home).status_code == 404
    journal = officer.get(officer.get("/office/journal").location)
    assert "A rehearsal was held, and discarded" in journal.text


def test_every_page_of_it_has_the_band_and_a_meant_session_has_none(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("open")
    number, public_id = site.held.value.session.number, site.held.election
    paths = (
        f"/elections/{public_id}", f"/elections/{public_id}/board", f"/elections/{public_id}/secrecy",
        f"/elections/{public_id}/check-it-yourself", f"/office/elections/{public_id}",
        f"/office/sessions/{site.held.session_id}/door", f"/office/sessions/{site.held.session_id}/observers",
        f"/observe/{site.held.address}/{number}", f"/B/{public_id}?language=en",
    )  # fmt: skip
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    screen = f"/screen/{site.held.address}/{number}"
    before = [officer.get(path) for path in paths]
    assert [one.status_code for one in before if one.status_code != 200] == []
    assert [path for path, one in zip(paths, before, strict=True) if BAND in one.text] == []
    assert "screen-trial" not in officer.get(screen).text
    with site.held.database.transaction() as db:
        db.get_one(AssemblySession, site.held.session_id).rehearsal = True
    assert [path for path in paths if BAND not in officer.get(path).text] == []
    assert "screen-trial" in officer.get(screen).text
