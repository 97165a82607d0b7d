"""The speakers' list on the chair's page: put on it, given the floor, noted."""

from __future__ import annotations

from pathlib import Path

from app.services.day import speech
from app.services.hall import agenda
from tests.support.visitors import Site, open_site


def _at_deliberation(folder: Path) -> tuple[Site, int]:
    site = open_site(folder)
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "Opening\nDeliberation")
        return site, agenda.agenda(db, site.held.session_id).items[1].id


def test_a_speaker_is_listed_given_the_floor_and_noted(tmp_path: Path) -> None:
    site, item = _at_deliberation(tmp_path)
    chair = site.visitor("signatory")
    chair.post("/language", {"language": "en"})
    home = f"/office/sessions/{site.held.session_id}"
    path = f"{home}/course/{item}/speakers"
    assert path in chair.get(f"{home}/course").text
    neither = chair.post(path, {"who": "", "name": " "})
    assert neither.status_code == 422
    assert "Please choose somebody in the hall, or type a name" in neither.text
    assert chair.post(path, {"who": "d999"}).status_code == 404
    assert chair.post(path, {"who": "", "name": "Parastu Zagrosi", "house": "Sepideh"}).status_code == 302
    with site.held.database.reading() as db:
        (one,) = speech.speeches(db, site.held.session_id)
    assert chair.post(path, {"act": f"give:{one.id}"}).status_code == 302
    assert "End this speech" in chair.get(path).text
    assert chair.post(path, {"act": "minutes:", "time-minutes": "many"}).status_code == 422
    for act in ("minutes:", "minute:3", "screen:"):
        assert chair.post(path, {"act": act, "time-minutes": "3"}).status_code == 302
    page, hall = chair.get(path).text, chair.get(f"/screen/{site.held.address}/{site.held.value.session.number}").text
    assert "The screen in the hall shows who has the floor" in page
    for said in ("data-ends=", "Parastu Zagrosi", "Sepideh"):
        assert said in page
        assert said in hall
    chair.post(path, {"who": "", "name": "Bahram Azarpey"})
    chair.post(path, {"act": f"finish:{one.id}"})
    hall = chair.get(f"/screen/{site.held.address}/{site.held.value.session.number}/0/now").text
    assert "Parastu" not in hall
    chair.post(path, {"act": f"give:{one.id + 1}"})
    assert "Bahram Azarpey" in chair.get(f"/screen/{site.held.address}/{site.held.value.session.number}/0/now").text
    assert chair.post(path, {"act": f"dance:{one.id}"}).status_code == 404
    own = f"{home}/speakers/{one.id}"
    assert chair.post(own, {"name": "", "topic": "x"}).status_code == 422
    assert chair.post(own, {"name": one.name, "topic": "Article 3", "said": "Asked for a note."}).status_code == 302
    assert "Article 3" in chair.get(path).text
    assert chair.get(f"{home}/course/999/speakers").status_code == 404


def test_a_token_that_has_its_forms_name_is_asked_for_as_any_other(tmp_path: Path) -> None:
    site, item = _at_deliberation(tmp_path)
    chair = site.visitor("signatory")
    path = f"/office/sessions/{site.held.session_id}/course/{item}/speakers"
    for token, status in ((chair.csrf(), 302), (site.visitor().csrf(), 400), (chair.csrf()[:-1], 400), ("", 400)):
        sent = {"time-csrf_token": token, "act": "minutes:", "time-minutes": "3"}
        assert chair.client.post(path, data=sent).status_code == status
