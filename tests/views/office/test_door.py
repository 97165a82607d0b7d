"""The door without its script: one field, an answer with words for each case, acts of their own, undo, lost races."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.hall import calling
from tests.support.annulments import annul
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("frozen").print(8)
    site.held.seal()
    return site


class Door:
    """A desk, which sees its answers in English."""

    def __init__(self, site: Site) -> None:
        self.site, self.visitor = site, english(site)
        self.path = f"/office/sessions/{site.held.session_id}/door"

    def press(self, act: str, place: int = 0, status: int = 200, **more: object) -> str:
        form = {"act": act, "delegate": self.site.held.delegates[place].id, **more}
        answer = self.visitor.post(self.path, form)
        assert answer.status_code == status
        return answer.text

    def find(self, typed: str, status: int = 200) -> str:
        answer = self.visitor.post(self.path, {"act": "find", "typed": typed})
        assert answer.status_code == status
        return answer.text


def english(site: Site) -> Visitor:
    visitor = site.visitor("desk")
    visitor.post("/language", {"language": "en"})
    return visitor


def test_a_person_is_found_comes_in_gets_a_slip_and_each_is_undone(site: Site) -> None:
    door, first, election = Door(site), site.held.delegates[0], site.held.value.id
    page = door.find(f"MAJMA:D:{first.code}")
    assert first.name.fa in page
    assert 'value="in"' in page
    assert 'value="hand"' not in page
    page = door.press("in")
    assert "Came in." in page
    assert 'value="hand"' in page
    assert "undo-in" in page
    assert "Slip handed." in door.press("hand", of=election)
    assert site.held.delegates[0].handed == {election}
    assert "given back" in door.press("take-back", of=election)
    assert not site.held.delegates[0].handed
    page = door.press("out")
    assert "Went out." in page
    stay = page.split('name="of" value="')[1].split('"')[0]
    assert "Taken back." in door.press("undo-out", of=stay)
    assert "Taken back." in door.press("undo-in", of=stay)
    assert site.held.delegates[0].checked_in is None


def test_a_lost_race_between_two_desks_is_a_line_with_the_persons_name(site: Site) -> None:
    one, other, election = Door(site), Door(site), site.held.value.id
    one.press("in")
    assert "Is here already" in other.press("in")
    one.press("hand", of=election)
    page = other.press("hand", status=409, of=election)
    assert "already has a slip" in page
    assert site.held.delegates[0].name.fa in page
    assert 'id="door-form"' in page
    assert 'value="hand"' not in page
    page = other.press("out", status=409)
    assert "holds a slip" in page
    assert "Went out." in other.press("out-voted")


def test_a_page_that_knows_all_is_told_nothing_again(site: Site) -> None:
    door = Door(site)
    stamp = door.visitor.get(door.path).text.split('data-stamp="')[1].split('"')[0]
    assert door.visitor.get(f"{door.path}?stamp={stamp}").status_code == 204
    Door(site).press("in")
    assert door.visitor.get(f"{door.path}?stamp={stamp}").status_code == 200


def test_what_finds_nobody_or_is_another_code_is_said_and_never_shown_again(site: Site) -> None:
    door = Door(site)
    assert "Nobody on the roll" in door.find("zzz", 404)
    slip = "MAJMA:S:" + "A" * 190
    page = door.find(slip, 404)
    assert "not the code of an invitation" in page
    assert "AAAA" not in page


def test_the_door_of_another_assembly_is_not_here(site: Site) -> None:
    assert Door(site).visitor.get(f"/office/sessions/{site.other.session_id}/door").status_code == 404
    assert site.visitor("reviewer").get(f"/office/sessions/{site.held.session_id}/door").status_code == 403


def test_a_lost_race_on_the_roll_is_a_line_at_the_row(site: Site) -> None:
    visitor, page = english(site), f"/office/elections/{site.held.election}/roll"
    form: dict[str, object] = {"act": "check-in", "delegate": site.held.delegates[0].id}
    assert visitor.post(page, form).location.endswith(f"#delegate-{site.held.delegates[0].id}")
    visitor.post(page, {**form, "act": "hand"})
    answer = visitor.post(page, {**form, "act": "hand"})
    assert answer.status_code == 409
    assert 'class="row-refused" role="alert">This delegate already has a slip.' in answer.text


def test_the_door_and_the_roll_lead_to_each_other_as_long_as_the_election_goes_on(site: Site) -> None:
    door, roll = Door(site), f"/office/elections/{site.held.election}/roll"
    assert f'href="{roll}"' in door.visitor.get(door.path).text
    assert f'href="{door.path}"' in door.visitor.get(roll).text
    annul(site.held)
    assert f'href="{roll}"' not in door.visitor.get(door.path).text


def test_a_guest_comes_by_the_same_field_and_is_counted_apart(site: Site) -> None:
    door = Door(site)
    door.press("guest-add", name="", status=422)
    assert "on the list" in door.press("guest-add", name="پرستو زاگرسی", house="روزنامهٔ سپیده", kind="press")
    page = door.find("زاگرسي")
    assert "without a vote" in page
    guest = page.split('name="guest" value="')[1].split('"')[0]
    assert "guests in the hall" in door.press("guest-in", guest=guest)
    with site.held.database.reading() as db:
        assert calling.figures(db, site.held.session_id).present == 0
    assert "guests in the hall" not in door.press("guest-out", guest=guest)
    other = {"act": "guest-in", "guest": "999"}
    assert door.visitor.post(door.path, other).status_code == 404
