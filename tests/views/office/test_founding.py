"""Founding through the pages: from the printed link to two officers, and several assemblies of one person."""

from __future__ import annotations

import html
import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import create_app
from app.db import Database
from app.language import dates
from app.language.dates import in_tehran
from app.services.accounts import founding
from app.services.accounts import password as passwords
from app.services.acts.act import Act
from app.services.register import assembly
from tests.security.conftest import site as site
from tests.support.assemblies import CHEAP, PASSWORD, user_name
from tests.support.visitors import Site, Visitor, settings_in

FORM = {
    "person": "یلدا سپهری", "post": "", "username": "yalda", "password": "three calm rivers",
    "again": "three calm rivers", "name_fa": "مجمع نهادهای استان", "name_en": "Provincial assembly", "name_ar": "",
    "address": "ostan", "province": "", "body_fa": "کارگروه استان", "body_en": "", "body_ar": "",
    "composition": "provincial",
}  # fmt: skip
SECOND = {"person": "لاله دشتی", "post": "دبیر", "username": "laleh", "role": "signatory"}
OWN = {"password": "seven loud windmills", "again": "seven loud windmills"}


ALL_WRONG = FORM | {"username": "یلدا", "password": "کوتاه", "again": "کوتا", "address": ""}
"""What takes a name for people, a short password, two that differ, and no address."""


class Empty:
    """An installation that nobody has founded, on an address where browsers make no passkeys."""

    def __init__(self, folder: Path) -> None:
        settings = settings_in(folder, address="http://10.0.0.5:8000")
        self.database = Database(settings.database)
        with self.database.transaction() as db:
            act = Act(officers=("set-up",), now=datetime.now(UTC), random=secrets.token_bytes)
            self.link = f"/office/found/{founding.first_link(db, act)}"
        self.site = Site(app=create_app(settings), held=None, other=None)  # type: ignore[arg-type]

    def begun(self) -> Visitor:
        """The first administrator, signed in."""
        visitor = self.site.visitor()
        assert visitor.post(f"{self.link}/begin", FORM).location == "/office/founding"
        visitor.token = ""
        return visitor


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Empty:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    return Empty(tmp_path)


def test_all_that_is_wrong_is_told_at_once(empty: Empty) -> None:
    visitor = empty.site.visitor()
    answer = visitor.post(f"{empty.link}/begin", ALL_WRONG)
    assert answer.status_code in (400, 422)
    for field in ("username", "password", "again", "address"):
        assert f'href="#{field}"' in answer.text, field
    assert "یلدا" in answer.text


def test_two_people_found_an_assembly_and_then_everything_is_open(empty: Empty) -> None:
    someone = empty.site.visitor()
    assert all(word in someone.get(empty.link).text for word in ("فارسی", "العربية", "English"))
    administrator = empty.begun()
    for shut in ("/office/", "/office/officers", "/office/assembly", "/office/bodies/new", "/office/assemblies/new"):
        assert administrator.get(shut).location == "/office/founding"
    assert administrator.get("/office/account").status_code == 200
    page = html.unescape(administrator.post("/office/founding", SECOND).text)
    found = re.search(r"http://10\.0\.0\.5:8000(/office/join/[0-9a-f]{40})", page)
    assert found is not None
    assert found[1] not in administrator.get("/office/founding").text
    laleh = empty.site.visitor()
    assert "مسئول دوم" in laleh.get(found[1]).text
    assert laleh.post(found[1], OWN | {"again": "x"}).status_code == 422
    assert administrator.get("/office/").location == "/office/founding"
    assert laleh.post(found[1], OWN).location == "/office/"
    for visitor, leads in ((administrator, True), (laleh, False)):
        start = visitor.get("/office/").text
        assert "آغاز کار" in start
        assert [f'href="{page}"' in start for page in ("/office/officers", "/office/sessions/new")] == [leads] * 2
    assert "بر پایهٔ نشست پیشین" not in administrator.get("/office/sessions/new").text
    assert laleh.get(found[1]).status_code == 404
    assert empty.site.visitor().get(empty.link).status_code == 404


def test_a_browser_that_is_signed_in_chooses_no_password_for_the_second_person(empty: Empty) -> None:
    administrator = empty.begun()
    page = html.unescape(administrator.post("/office/founding", SECOND).text)
    found = re.search(r"/office/join/[0-9a-f]{40}", page)
    assert found is not None
    answer = administrator.post(found[0], OWN)
    assert (answer.status_code, "خارج شوید" in answer.text) == (200, True)
    assert administrator.get("/office/").location == "/office/founding"


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"address": "استان"}, 422, "حروف لاتین"),
        ({"name_fa": "  "}, 422, "پر کنید"),
        ({"body_fa": ""}, 422, "پر کنید"),
        ({"composition": "other"}, 422, "از فهرست"),
        ({"province": "IR-99"}, 422, "از فهرست"),
        ({"username": "یلدا"}, 400, "حروف لاتین"),
        ({"password": "short", "again": "short"}, 400, "دست‌کم"),
        ({"again": "three calm lakes"}, 422, "یکسان نیست"),
    ],
)
def test_what_is_typed_wrong_stays_and_nothing_is_made(
    empty: Empty, wrong: dict[str, str], status: int, said: str
) -> None:
    answer = empty.site.visitor().post(f"{empty.link}/begin", FORM | wrong)
    page = html.unescape(answer.text)
    assert (answer.status_code, said in page, "Provincial assembly" in page) == (status, True, True)
    typed = {**FORM, **wrong}
    assert page.count("دوباره بنویسید: با صفحه بازگردانده نمی‌شود") == 2 - bool({"password", "again"} & set(wrong))
    for name in ("person", "username", "name_fa", "name_en", "address", "body_fa"):
        assert not typed[name].strip() or f'value="{typed[name]}"' in page, name
    assert all(typed[name] not in page for name in ("password", "again"))
    with empty.database.reading() as db:
        assert assembly.assemblies(db) == ()


def test_who_works_in_several_assemblies_chooses_one_and_may_switch(site: Site) -> None:
    visitor, name = site.visitor("administrator"), user_name(site.held.address, "administrator")
    new = {key: FORM[key] for key in ("name_fa", "address", "body_fa", "composition")}
    taken = visitor.post("/office/assemblies/new", new | {"address": site.other.address})
    assert (taken.status_code, "نهادهای استان" in taken.text) == (409, True)
    assert visitor.post("/office/assemblies/new", new).location == "/office/founding"
    assert visitor.get("/office/bodies").location == "/office/founding"
    second = {**SECOND, "username": user_name(site.held.address, "secretary")}
    assert visitor.post("/office/founding", second).location == "/office/"
    assert "کارگروه استان" in visitor.get("/office/bodies").text
    again = site.visitor()
    again.post("/office/sign-in", {"username": name, "password": PASSWORD})
    assert again.get("/office/").location == "/office/assemblies"
    page = again.get("/office/assemblies").text
    (mine,) = re.findall(r"/office/assemblies/(1)/enter", page)
    assert again.post(f"/office/assemblies/{mine}/enter").location == "/office/"
    page = again.get("/office/").text
    assert f"مجمع {site.held.address}" in page
    assert "کارگروه استان" not in again.get("/office/bodies").text
    foreign = site.other.value.session.assembly.id
    assert again.post(f"/office/assemblies/{foreign}/enter").status_code == 404


def test_the_roles_of_one_assembly_open_nothing_in_another(site: Site) -> None:
    """A signatory there who is the secretary here."""
    leader = site.visitor("administrator")
    leader.post("/office/assemblies/new", {key: FORM[key] for key in ("name_fa", "address", "body_fa", "composition")})
    leader.post("/office/founding", {**SECOND, "username": user_name(site.held.address, "secretary")})
    with site.held.database.reading() as db:
        there = assembly.assembly(db, "ostan").id
    visitor = site.visitor("secretary")
    visitor.post("/office/assemblies/1/enter")
    assert visitor.get("/office/bodies").status_code == 200
    visitor.post(f"/office/assemblies/{there}/enter")
    assert visitor.get("/office/bodies").status_code == 403
    assert visitor.get(f"/office/elections/{site.held.election}").status_code == 404


def test_an_assembly_is_changed_on_its_page(site: Site) -> None:
    visitor = site.visitor("secretary")
    new = {"name_fa": "مجمع تازه", "name_en": "New", "name_ar": "", "address": "taze", "province": "IR-23"}
    taken = visitor.post("/office/assembly", new | {"address": site.other.address})
    assert (taken.status_code, "مجمع تازه" in taken.text) == (409, True)
    assert visitor.post("/office/assembly", new).location == "/office/assembly"
    assert "مجمع تازه" in site.visitor().get("/assemblies/taze").text


def test_the_first_steps_are_ticked_as_they_are_done(empty: Empty) -> None:
    administrator = empty.begun()
    page = html.unescape(administrator.post("/office/founding", SECOND).text)
    found = re.search(r"(/office/join/[0-9a-f]{40})", page)
    assert found is not None and empty.site.visitor().post(found[1], OWN).location == "/office/"
    assert "badge-success" not in administrator.get("/office/").text
    day = dates.jalali_numeric(in_tehran(datetime.now(UTC)).date() + timedelta(days=20), "en")
    called = {
        "number": "1", "held_on": day, "begins": "9", "ends": "12", "place_fa": "تالار", "quorum": "introduced",
    }  # fmt: skip
    assert administrator.post("/office/sessions/new", called).status_code == 302
    start = administrator.get("/office/").text
    assert start.count("badge-success") == 1
    assert start.index("نشست را فرابخوانید") < start.index("badge-success") < start.index("</ol>")
