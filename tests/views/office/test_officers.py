"""Officers through the pages: admitting, what is typed stays, who may not."""

from __future__ import annotations

from app.services.accounts import account, officer
from tests.security.conftest import site as site
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site

NEW = {
    "name": "کیانا پرتو", "post": "کارشناس", "role": "reviewer", "username": "kiana", "password": "ten quiet days",
    "second_name": "omid.mehr", "second_password": PASSWORD,
}  # fmt: skip


def test_an_admitted_officer_signs_in_chooses_a_password_and_changes_it(site: Site) -> None:
    assert site.visitor("administrator").post("/office/officers/new", NEW).status_code == 302
    kiana = site.visitor()
    assert kiana.post("/office/sign-in", {"username": "kiana", "password": "ten quiet days"}).location == "/office/"
    assert kiana.get("/office/").location == "/office/account/password"
    own = {"password": "eleven loud nights", "again": "eleven loud nights"}
    assert kiana.post("/office/account/password", own | {"again": "eleven loud night"}).status_code == 422
    assert kiana.post("/office/account/password", own).location == "/office/"
    assert kiana.get("/office/").status_code == 200
    next_one = {"old": "x", "password": "twelve soft winds", "again": "twelve soft winds"}
    assert kiana.post("/office/account/password", next_one).status_code == 403
    assert kiana.post("/office/account/password", next_one | {"old": "eleven loud nights"}).status_code == 302
    assert kiana.get("/office/officers").status_code == 403


def test_an_account_that_was_opened_anew_at_the_machine_is_told_to_every_officer(site: Site) -> None:
    with site.held.database.transaction() as db:
        name = user_name(site.held.address, "secretary")
        officer.reset_officer(db, site.held.act(), name, reason="<b>تلفن گم شد</b>")
    for role in ("desk", "administrator", "signatory"):
        page = site.visitor(role).get("/office/").text
        assert "در خود رایانه از نو گشوده شد" in page
        assert "&lt;b&gt;تلفن گم شد&lt;/b&gt;" in page
    journal = site.visitor("reviewer").get(f"/office/elections/{site.held.election}/journal").text
    assert "حساب مسئول در خود رایانه از نو گشوده شد" in journal


def test_who_came_among_those_who_decide_is_told_to_every_officer(site: Site) -> None:
    site.held.to("final")
    answer = site.visitor("administrator").post("/office/officers/new", NEW | {"role": "signatory"})
    assert answer.status_code == 302
    for role in ("desk", "secretary"):
        page = site.visitor(role).get("/office/").text
        assert "کیانا پرتو به مسئولان تصمیم‌گیرنده افزوده شده است" in page
        assert "با اقدام yalda، omid" in page


def test_a_taken_user_name_and_a_short_password_lose_nothing(site: Site) -> None:
    visitor, taken = site.visitor("administrator"), user_name(site.held.address, "reviewer")
    page = visitor.post("/office/officers/new", NEW | {"username": taken})
    assert page.status_code == 409
    assert "کیانا پرتو" in page.text
    page = visitor.post("/office/officers/new", NEW | {"password": "short", "role": "king"})
    assert page.status_code == 422
    with site.held.database.reading() as db:
        assert account.is_free(db, "kiana")


def test_an_officer_of_another_assembly_is_not_here(site: Site) -> None:
    with site.held.database.reading() as db:
        other = officer.officers(db, site.other.value.session.assembly.id)[0]
    answer = site.visitor("administrator").post(f"/office/officers/{other.id}", NEW)
    assert answer.status_code == 404
