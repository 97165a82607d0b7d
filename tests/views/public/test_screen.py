"""The screen's page and its console: what the office touches is what the hall sees, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
