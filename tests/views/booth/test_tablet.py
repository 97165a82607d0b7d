"""A tablet's own pages: what they hear, what they tell, and what never goes with a ballot."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.voting import tablet, tablet_enrolment
from app.web.device_cookie import TABLET_PATH
from ballots.device import device_code
from tests.services.voting.test_tablet import admit, code, demand
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An open election that asks for enrolled tablets."""
    found = open_site(tmp_path)
    found.held.to("open")
    demand(found.held)
    admit(found.held)
    return found


def enrolled(site: Site) -> Visitor:
    """A browser that has scanned the code of the office."""
    visitor = site.visitor()
    answer = visitor.client.post("/T/enrol", json={"secret": code(site.held)})
    assert answer.status_code == 200, answer.text
    return visitor


def beat(visitor: Visitor, **said: object) -> dict[str, object]:
    answer = visitor.client.post("/T/alive", json=said)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.get_json()
    return found


def cast(site: Site, visitor: Visitor, data: bytes, **more: str) -> tuple[int, dict[str, object]]:
    answer = visitor.send(f"/B/{site.held.election}/ballot", {"ballot": data.decode(), **more})
    return answer.status_code, answer.get_json()


def test_a_tablet_is_told_its_number_its_election_and_the_key_that_all_share(site: Site) -> None:
    first, second = enrolled(site), enrolled(site)
    one, two = beat(first), beat(second)
    assert (one["number"], two["number"]) == (1, 2)
    assert one["key"] == two["key"] and len(str(one["key"])) == 64
    assert one["election"] == f"/B/{site.held.election}"


def test_the_cookie_goes_to_the_tablets_own_pages_alone_and_no_script_reads_it(site: Site) -> None:
    answer = site.visitor().client.post("/T/enrol", json={"secret": code(site.held)})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("tablet=")
    assert all(f"; {one}" in cookie for one in ("HttpOnly", "Path=/T", "SameSite=Strict"))
    assert TABLET_PATH == "/T" and not f"/B/{site.held.election}".startswith(TABLET_PATH)


def test_a_ballot_without_the_code_of_a_tablet_has_its_own_refusal(site: Site) -> None:
    visitor, data = site.visitor(), site.held.ballot(0, 1)
    status, told = cast(site, visitor, data)
    assert (status, told["error"]) == (403, "tablet-not-enrolled")
    key = bytes.fromhex(str(beat(enrolled(site))["key"]))
    assert cast(site, visitor, data, device=device_code(key, data))[0] == 200
    assert cast(site, visitor, data) == (200, {**cast(site, visitor, data)[1], "repeated": True})


def test_a_test_of_a_ballot_asks_for_the_tablet_too(site: Site) -> None:
    visitor, data = site.visitor(), site.held.ballot(0, 1)
    answer = visitor.send(f"/B/{site.held.election}/challenge", {"ballot": data.decode(), "lock": "A" * 43})
    assert (answer.status_code, answer.get_json()["error"]) == (403, "tablet-not-enrolled")


def test_the_office_reads_how_a_tablet_is(site: Site) -> None:
    visitor = enrolled(site)
    beat(visitor, battery="81", charging=False, bundle="x" * 99)
    visitor.client.post("/T/report", json={"camera": True, "sound": False, "latency": "12", "drift": "x"})
    with site.held.database.reading() as db:
        (found,) = tablet.tablets(db, site.held.session_id)
    assert (found.battery, found.charging, found.bundle) == (81, False, "x" * 64)
    assert [str(one) for one in found.troubles] == ["sound", "screen", "version", "clock", "network", "abilities"]
    officer = site.visitor("desk")
    officer.post("/language", {"language": "en"})
    page = officer.get(f"/office/sessions/{site.held.session_id}/tablets").text
    assert "81 per cent" in page and "Another version" in page and "Look at it" in page


def test_leaving_asks_the_code_and_a_revoked_tablet_is_none(site: Site) -> None:
    visitor = enrolled(site)
    with site.held.database.reading() as db:
        right = tablet.leaving_code(db, site.held.session_id)
    assert visitor.client.post("/T/leave", json={"code": "x"}).status_code == 403
    assert visitor.client.post("/T/leave", json={"code": right}).get_json() == {"address": "/T"}
    with site.held.database.transaction() as db:
        tablet.revoke(db, site.held.two(), site.held.session_id, 1, reason="x")
    assert visitor.client.post("/T/alive", json={}).get_json()["error"] == "tablet-not-enrolled"


@pytest.mark.parametrize("page", ["", "/ready", "/kiosk", "/manifest.json"])
def test_a_tablets_pages_set_no_cookie_and_speak_three_languages(site: Site, page: str) -> None:
    texts = set()
    for language in ("fa", "ar", "en"):
        answer = site.visitor().get(f"/T{page}?language={language}")
        assert answer.status_code == 200 and not answer.headers.getlist("Set-Cookie")
        texts.add(answer.text)
    assert len(texts) == 3


def test_on_one_computer_one_press_makes_the_officers_browser_booth_one(site: Site) -> None:
    officer = site.visitor("secretary")
    path = f"/office/sessions/{site.held.session_id}/tablets"
    with site.held.database.transaction() as db:
        tablet_enrolment.end(db, site.held.session_id)
    assert f"{path}/here" in officer.get(path).text
    assert officer.post(f"{path}/here").location == "/T"
    assert beat(officer)["number"] == 1
    assert f"{path}/here" not in officer.get(path).text
    assert officer.post(f"{path}/here").status_code == 409


def test_two_officers_let_tablets_in_and_take_one_out(site: Site) -> None:
    officer, held = site.visitor("secretary"), site.held
    path = f"/office/sessions/{held.session_id}/tablets"
    enrolled(site)
    asked = officer.post(f"{path}/1/revoke", {"reason": "گم شد", "ask": "1"})
    page = site.visitor("signatory").get(str(asked.location)).text
    assert "گم شد" in page and "۱" in page
    assert officer.post(f"{path}/1", {"name": "کنار در"}).status_code == 302
    assert "کنار در" in officer.get(path).text
    assert officer.post(f"{path}/end").status_code == 302
    with held.database.reading() as db:
        assert tablet_enrolment.present_code(db, held.session_id, held.now) is None
