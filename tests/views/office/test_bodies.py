"""Bodies through the pages: from a proposal to what everybody reads, and what is typed wrong."""

from __future__ import annotations

import html

import pytest

from app.services.register import body
from tests.security.conftest import site as site
from tests.support.visitors import Site

NEW = {
    "name_fa": "کارگروه سراسری", "name_en": "", "name_ar": "", "code": "سراسر", "posts_fa": "رئیس\nبازرس\nدبیر",
    "posts_en": "\nInspector", "posts_ar": "", "seats": "۶", "term_months": "۲۴",
}  # fmt: skip


def test_a_body_is_made_on_its_page_and_everybody_reads_of_it(site: Site) -> None:
    visitor = site.visitor("secretary")
    page = html.unescape(visitor.get("/office/bodies/new?composition=provincial").text)
    assert "بازرس کل استان" in page
    answer = visitor.post("/office/bodies/new", NEW | {"code": "National-1"})
    assert answer.location == "/office/bodies"
    with site.held.database.reading() as db:
        made = body.bodies(db, site.held.value.session.assembly.id)[-1]
    assert (made.code, [post.en for post in made.posts]) == ("national-1", ["", "Inspector", ""])
    assert "۳ عضو به اعتبار سمت" in visitor.get(f"/assemblies/{site.held.address}").text
    changed = NEW | {"code": "national-1", "posts_fa": "رئیس", "posts_en": ""}
    assert visitor.post(f"/office/bodies/{made.id}", changed).status_code == 302
    assert "۱ عضو به اعتبار سمت" in visitor.get("/office/bodies").text


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({}, 422, "حروف لاتین"),
        ({"code": "group"}, 409, "نام کوتاه"),
        ({"code": "x2", "posts_fa": "رئیس\n\nدبیر"}, 422, "نام فارسی"),
        ({"code": "x2", "posts_fa": "رئیس"}, 422, "بیش از"),
        ({"code": "x2", "name_fa": " "}, 422, "پر کنید"),
        ({"code": "x2", "seats": "هیچ"}, 422, "عدد"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field_and_stays(
    site: Site, wrong: dict[str, str], status: int, said: str
) -> None:
    answer = site.visitor("secretary").post("/office/bodies/new", NEW | wrong)
    assert answer.status_code == status
    page = html.unescape(answer.text)
    assert said in page
    assert "Inspector" in page
    with site.held.database.reading() as db:
        assert len(body.bodies(db, site.held.value.session.assembly.id)) == 1


def test_a_body_of_another_assembly_is_not_here(site: Site) -> None:
    foreign = site.other.value.body.id
    assert site.visitor("secretary").post(f"/office/bodies/{foreign}", NEW | {"code": "x2"}).status_code == 404
