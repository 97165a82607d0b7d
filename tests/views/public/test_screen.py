"""The screen's page and its console: what the office touches is what the hall sees, in every language."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.language.names import Names
from app.services.day import presentation, speaking_order
from app.services.hall import agenda
from tests.support.corrections import correct_first
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def console(site: Site) -> tuple[Visitor, str, str]:
    visitor = site.visitor("signatory")
    visitor.post("/language", {"language": "en"})
    own = f"/screen/{site.held.address}/{site.held.value.session.number}"
    return visitor, f"/office/sessions/{site.held.session_id}/screens", own


def test_one_touch_changes_what_the_hall_sees(site: Site) -> None:
    visitor, path, own = console(site)
    assert "Welcome" in visitor.get(own).text
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "Opening words")
    assert visitor.post(path, {"act": "show:agenda"}).status_code == 302
    assert "Opening words" in visitor.get(own).text
    assert "Opening words" in visitor.get(f"{own}/0/now").text
    visitor.post(f"{path}?screen=2", {"act": "message", "message": "Lunch"})
    assert "Lunch" in visitor.get(f"{own}/2").text
    assert "Lunch" not in visitor.get(own).text
    visitor.post(f"{path}?screen=2", {"act": "follow"})
    assert "Lunch" not in visitor.get(f"{own}/2").text
    for shows in ("how", "attendance", "pause", "black"):
        visitor.post(path, {"act": f"show:{shows}"})
        assert f"screen-{shows}" in visitor.get(own).text


def test_the_welcome_says_how_devices_get_into_the_halls_network(site: Site) -> None:
    visitor, path, own = console(site)
    assert "Network" not in visitor.get(own).text
    said = {"act": "network", "network": "Majma; Hall", "network_password": 'rood"1405'}
    assert visitor.post(path, said).status_code == 302
    for screen in (own, f"{own}/2"):  # also one that shows something of its own later
        page = visitor.get(screen).text
        assert "Majma; Hall" in page
        assert "rood&#34;1405" in page
        assert 'WIFI:T:WPA;S:Majma\\; Hall;P:rood\\"1405;;' in codes(page)
        visitor.post(f"{path}?screen=2", {"act": "show:pause"})
        visitor.post(f"{path}?screen=2", {"act": "show:welcome"})
    assert 'value="Majma; Hall"' in visitor.get(path).text
    visitor.post(path, {"act": "show:pause"})
    assert "Majma; Hall" not in visitor.get(own).text
    visitor.post(path, {"act": "show:welcome"})
    visitor.post(path, {"act": "network", "network": "Open", "network_password": " "})
    assert "WIFI:T:nopass;S:Open;;" in codes(visitor.get(own).text)
    visitor.post(path, {"act": "network", "network": "", "network_password": "rood1405"})
    assert "Network" not in visitor.get(own).text


@pytest.mark.parametrize(("name", "password"), [("x" * 33, ""), ("Hall", "short"), ("Hall", "x" * 64)])
def test_what_no_network_can_have_is_said_at_its_field_and_kept(site: Site, name: str, password: str) -> None:
    visitor, path, own = console(site)
    answer = visitor.post(path, {"act": "network", "network": name, "network_password": password})
    assert answer.status_code == 422
    assert f'value="{name}"' in answer.text
    assert "Network" not in visitor.get(own).text


def codes(page: str) -> list[str]:
    """What the square codes of a page say."""
    images = (Image.open(BytesIO(b64decode(one))) for one in re.findall(r"data:image/png;base64,([^\"]+)", page))
    return [found.text for image in images for found in zxingcpp.read_barcodes(image)]


def test_what_is_too_early_or_nonsense_is_refused(site: Site) -> None:
    visitor, path, own = console(site)
    assert visitor.post(path, {"act": "show:result"}).status_code == 409
    assert visitor.post(path, {"act": "dance"}).status_code == 404
    assert visitor.post(path, {"act": "message", "message": ""}).status_code == 422
    assert visitor.get(f"{own}/99").status_code == 404
    assert visitor.get("/screen/nowhere/1").status_code == 404
    assert "now" in visitor.get("/screen/clock").text


def test_lots_presentations_votes_and_result_are_shown_in_their_time(site: Site) -> None:
    visitor, path, own = console(site)
    held = site.held
    held.to("reviewing")
    with held.database.transaction() as db:
        speaking_order.announce_order(db, held.act(), held.session_id)
    for act in ("show:lots", "ball:0:7", "ball:1:3", "back:2"):
        visitor.post(path, {"act": act})
    assert "<b>7</b><i>" in visitor.get(own).text
    with held.database.transaction() as db:
        speaking_order.draw_order(db, held.act(), held.session_id, digits="0416023597")
        first = presentation.presentations(db, held.session_id).turns[0]
        presentation.start(db, held.act(), held.session_id, first.id)
    visitor.post(path, {"act": "show:presenter"})
    page = visitor.get(own).text
    assert first.speaker.candidate.institution.name.en in page
    assert "data-ends=" in page
    name = first.speaker.candidate.institution.name.en
    assert f"{name} presents now." in visitor.get(f"/elections/{held.election}").text
    waiting = visitor.get(f"/B/{held.election}").text
    assert f"<h1>{first.speaker.candidate.institution.name.fa}</h1>" in waiting
    held.to("open")
    for shows, said in (("turnout", "Voting is open"), ("board", "Fingerprint"), ("closing", "Voting closes now")):
        visitor.post(path, {"act": f"show:{shows}"})
        assert said in visitor.get(own).text
    held.to("provisional")
    visitor.post(path, {"act": "show:seats"})
    assert "votes" not in visitor.get(f"{own}/0/now").text
    visitor.post(path, {"act": "next:0"})
    assert visitor.get(f"{own}/0/now").text.count("votes") == 1
    visitor.post(path, {"act": "show:result"})
    assert "provisional" in visitor.get(own).text


def test_a_corrigendum_after_the_result_stands_beside_it_on_the_screen_and_changes_it_there(site: Site) -> None:
    visitor, path, own = console(site)
    held = site.held.to("final")
    visitor.post(path, {"act": "show:result"})
    before = visitor.get(f"{own}/0/now").text
    right = Names("نامی که درست است", "The right name")
    assert "The right name" not in before
    correct_first(held, right)
    after = visitor.get(f"{own}/0/now").text
    assert "Corrigendum: The right name" in after
    mark = re.compile('data-mark="([^"]+)"')
    assert mark.findall(after) != mark.findall(before)  # what streams tell of is this mark
    visitor.post(path, {"act": "show:seats"})
    for step in range(held.value.rule.seats):
        assert "The right name" not in visitor.get(f"{own}/0/now").text or step  # nobody is told of before the turn
        visitor.post(path, {"act": f"next:{step}"})
    assert "Corrigendum: The right name" in visitor.get(f"{own}/0/now").text
    page = visitor.get(f"/elections/{held.election}/result").text
    seats = page[page.index('id="seats-title"') :]
    assert "Corrigendum: The right name" in seats[: seats.index("</table>")]
