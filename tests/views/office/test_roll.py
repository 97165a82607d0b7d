"""The desk's page: words for what was done and for what is, taking back, and what follows a void slip."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import AssemblySession, Institution
from app.services.hall import roll_instant
from tests.support.assemblies import PASSWORD
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("open")
    return site


def english(site: Site, role: str) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_a_handed_slip_is_taken_back_after_a_look_at_the_delegate(site: Site) -> None:
    visitor, page = english(site, "desk"), f"/office/elections/{site.held.election}/roll"
    first = site.held.delegates[0]
    asked = f"{page}/{first.id}/take-back"
    assert asked in visitor.get(page).text
    assert first.name.fa in visitor.get(asked).text
    assert site.held.delegates[0].handed
    assert visitor.post(asked).status_code == 302
    assert not site.held.delegates[0].handed
    listed = visitor.get(page).text
    assert asked not in listed
    assert "I have handed a slip" in listed
    assert visitor.get(asked).status_code == 409


@pytest.mark.parametrize(
    ("serial", "status", "said"), [("AAAA-AAAA", 404, "No slip of this election has the serial"), ("", 422, "fill in")]
)
def test_a_serial_that_is_not_known_is_told_at_its_field(site: Site, serial: str, status: int, said: str) -> None:
    path = f"/office/elections/{site.held.election}/slips/void"
    answer = english(site, "secretary").post(path, void(serial))
    assert answer.status_code == status
    assert answer.text.count(said) == 2  # at the top and at the field


def test_who_voids_a_slip_is_told_what_to_do_next(site: Site) -> None:
    visitor, path = english(site, "secretary"), f"/office/elections/{site.held.election}/slips/void"
    answer = visitor.post(path, void(site.held.slips[0].serial))
    assert answer.status_code == 302
    assert "If the roll says that it was handed out, take that back there." in visitor.get(answer.location).text
    answer = visitor.post(path, {**void(site.held.slips[1].serial), "what": "torn"})
    assert "Hand its holder another one, and change nothing on the roll." in visitor.get(answer.location).text
    again = visitor.post(path, void(site.held.slips[0].serial))
    assert again.status_code == 403
    assert again.text.count("was declared void or spoiled before") == 2


def test_a_lost_slip_is_recorded_by_two_and_found_only_if_one_was_lost(site: Site) -> None:
    visitor, own = english(site, "secretary"), f"/office/elections/{site.held.election}/slips"
    second = {"second_name": "bahram.mehr", "second_password": PASSWORD}
    found = visitor.post(f"{own}/void", {**void(site.held.slips[0].serial), "what": "found"})
    assert (found.status_code, "No slip is recorded as lost" in found.text) == (409, True)
    site.held.to("open")
    assert visitor.post(f"{own}/lost", second).status_code == 302
    assert "Recorded as lost" in visitor.get(f"{own}/mishap").text
    assert visitor.post(f"{own}/void", {**void(site.held.slips[0].serial), "what": "found"}).status_code == 302


def void(serial: str) -> dict[str, object]:
    return {"serial": serial, "what": "mistaken", "second_name": "bahram.mehr", "second_password": PASSWORD}


def test_the_roll_is_filled_from_the_register_and_a_wrong_name_taken_off(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    with site.held.database.transaction() as db:
        db.execute(update(Institution).values(representative_fa="نگین رودباری"))
    visitor, page = site.visitor("secretary"), f"/office/elections/{site.held.election}/roll"
    wrong = site.held.delegates[0]
    assert visitor.post(page, {"act": "remove", "delegate": str(wrong.id)}).status_code == 302
    assert wrong.institution.id not in {one.institution.id for one in site.held.delegates}
    assert 'value="take-from-register"' in visitor.get(page).text
    assert visitor.post(page, {"act": "take-from-register"}).status_code == 302
    (added,) = [one for one in site.held.delegates if one.institution.id == wrong.institution.id]
    assert added.name.fa == "نگین رودباری"
    assert 'value="take-from-register"' not in visitor.get(page).text


def test_after_the_instant_the_roll_is_changed_on_pages_of_two(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held, own = site.held, f"/office/elections/{site.held.election}/roll"
    with held.database.transaction() as db:
        roll_instant.state(db, held.act(), held.session_id, held.now + timedelta(hours=1))
    secretary = english(site, "secretary")
    assert "one officer alone changes the roll; afterwards two" in secretary.get(own).text
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).roll_until = held.now
    page = secretary.get(own).text
    gone = held.delegates[0]
    assert f"{own}/add" in page and f"{own}/{gone.id}/remove" in page and f"{own}/lists" not in page
    assert "takes two officers and a reason" in english(site, "desk").get(own).text
    second = {"second_name": "bahram.mehr", "second_password": PASSWORD, "reason": "نامهٔ دیررسیده"}
    assert secretary.post(f"{own}/{gone.id}/remove", {**second, "reason": ""}).status_code == 422
    assert secretary.post(f"{own}/{gone.id}/remove", second).status_code == 302
    who = {"institution": gone.institution.id, "name_fa": "سارا بندری"}
    assert secretary.post(f"{own}/add", {**second, **who}).status_code == 302
    assert "سارا بندری" in {one.name.fa for one in held.delegates}
    assert gone.id not in {one.id for one in held.delegates}


def test_a_person_of_the_roll_is_added_again_only_as_another_of_the_same_name(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held, own = site.held, f"/office/elections/{site.held.election}/roll"
    visitor, (gone, there) = english(site, "secretary"), held.delegates[:2]
    assert visitor.post(own, {"act": "remove", "delegate": str(gone.id)}).status_code == 302
    typed = {"institution": str(gone.institution.id), "name_fa": there.name.fa}
    assert 'name="namesake"' not in visitor.get(own).text
    with held.database.transaction() as db:
        db.get_one(Institution, gone.institution.id).representative_fa = there.name.fa
    assert f"twice in the register: {there.name.fa}" in visitor.get(own).text
    asked = visitor.post(f"{own}/new", typed)
    assert (asked.status_code, "stands on the roll for" in asked.text) == (409, True)
    assert 'name="namesake"' in asked.text
    assert visitor.post(f"{own}/new", {**typed, "namesake": "y"}).status_code == 302


def test_whether_a_substitute_is_another_person_is_asked_before_a_colleague_is(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held, visitor = site.held, english(site, "secretary")
    typed = {"name_fa": "نگین  رودباری", "letter_number": "۷", "letter_day": "1405/01/10"}

    def page(place: int) -> str:
        return f"/office/sessions/{held.session_id}/delegates/{held.delegates[place].id}/substitute"

    assert visitor.post(page(0), typed).status_code == 302
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).roll_until = held.now
    asked = visitor.post(page(1), {**typed, "name_fa": "نگين رودباری", "ask": "1"})
    assert (asked.status_code, 'name="namesake"' in asked.text) == (409, True)
    assert visitor.post(page(1), {**typed, "ask": "1", "namesake": "y"}).status_code == 302


def test_the_page_of_the_freezing_names_who_has_one_name(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    page = english(site, "secretary").get(f"/office/elections/{site.held.election}/acts/freeze").text
    assert f"Name that several on the roll have: {site.held.delegates[0].name.fa}" in page
    assert all(one.institution.name.en in page for one in site.held.delegates)
