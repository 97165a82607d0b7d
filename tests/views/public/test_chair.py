"""The chair's phone: in with a code of the office, items and speakers with a touch, out when the code is taken back."""

from __future__ import annotations

import re
from pathlib import Path

from app.services.day import speech
from app.services.hall import agenda
from tests.support.visitors import Site, Visitor, open_site


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_the_chair_comes_in_works_the_session_and_is_out_when_the_code_is_taken_back(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "Opening\nDeliberation")
        first, second = agenda.agenda(db, site.held.session_id).items
        asked = speech.ask(db, site.held.act(), site.held.session_id, second.id, name="Parastu Zagrosi", house="")
    officer, me = english(site, "secretary"), english(site)
    home = f"/office/sessions/{site.held.session_id}/chairs"
    assert home in officer.get(f"/office/sessions/{site.held.session_id}/course").text
    assert officer.get(home).status_code == 200
    assert officer.post(home, {"name": " "}).status_code == 422
    page = officer.post(home, {"name": "Kaveh Damavandi"}).text
    assert "This code is shown once" in page
    found = re.search(r'<p class="observer-code">(<bdi class="digits".*?)</p>', page, re.DOTALL)
    assert found is not None
    code = "".join(re.findall(r"[0-9]", re.sub(r"<[^>]*>", "", found[1])))
    door = f"/chair/{site.held.address}/{site.held.value.session.number}"
    assert me.get("/chairing").location == "/chair"
    assert me.post("/chairing", {"act": f"item-start:{first.id}"}).location == "/chair"
    assert f'value="{code}"' in me.get(f"{door}?code={code}").text
    assert "Nobody has this code" in me.post(door, {"code": "1"}).text
    assert me.post(door, {"code": code}).location == "/chairing"
    assert me.get(door).location == "/chairing"
    assert "No item is dealt with." in me.get("/chairing").text
    for act in (f"item-start:{second.id}", f"floor-give:{asked.id}"):
        assert me.post("/chairing", {"act": act}).status_code == 302
    now = me.get("/chairing").text
    for said in ("End this item", "End this speech", "Parastu Zagrosi", "delegates are in the hall"):
        assert said in now
    assert me.post("/chairing", {"act": "screen-show:1"}).status_code == 404
    assert me.get("/office/").status_code == 302
    assert me.get("/observing").location == "/observe"
    assert "Kaveh Damavandi" in officer.get(f"/office/elections/{site.held.election}/journal").text
    number = re.search(r"/chairs/(\d+)/revoke", officer.get(home).text)
    assert number is not None
    assert officer.post(f"{home}/{number[1]}/revoke").status_code == 302
    assert me.get("/chairing").location == "/chair"
    assert "Your sign-in has ended" in me.get("/chair").text
    assert "has taken this code back" in me.post("/chair", {"code": code}).text
    assert "This code is shown once" in officer.post(f"{home}/{number[1]}/code").text
