"""Sessions and elections on pages: from a call to an election that can begin; what is typed wrong stays."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest

from app.language.dates import jalali_numeric
from app.services.election import election as elections
from app.services.hall import session as sessions
from tests.security.conftest import site as site
from tests.support.visitors import Site

SOON = jalali_numeric(datetime.now(UTC) + timedelta(days=30))
CALL = {
    "number": "۲", "held_on": SOON, "begins": "۹", "ends": "۱۲:۳۰", "place_fa": "تالار همایش", "place_en": "",
    "place_ar": "", "quorum": "introduced", "agenda": "گزارش\nانتخاب",
}  # fmt: skip
RULE = {
    "title_fa": "انتخاب بازرسان", "title_en": "", "title_ar": "", "seats": "۳", "alternates": "۱", "term_months": "۲۴",
    "minimum": "۱", "maximum": "۳", "blank": "y", "order": "lot", "checkpoint_minutes": "۱۰", "small_group": "۳",
}  # fmt: skip


def test_a_session_is_called_and_an_election_made_in_it(site: Site) -> None:
    visitor, home = site.visitor("secretary"), site.held.value.session.assembly.id
    assert "/office/sessions/new" in visitor.get("/office/").text
    page = html.unescape(visitor.get("/office/sessions/new").text)
    assert 'value="۲"' in page
    answer = visitor.post("/office/sessions/new", CALL)
    with site.held.database.reading() as db:
        made = sessions.sessions(db, home)[0]
    assert answer.location == f"/office/sessions/{made.id}"
    assert (made.number, made.begins, made.ends) == (2, "09:00", "12:30")
    new = f"/office/sessions/{made.id}/elections/new"
    called = visitor.get(answer.location).text
    assert (new in called, "first-call" in called) == (True, False)  # its day is still to come
    page = html.unescape(visitor.get(new).text)
    assert "در نشست دوم" in page
    body = str(site.held.value.body.id)
    answer = visitor.post(new, RULE | {"body": body})
    assert answer.status_code == 302
    again = visitor.post(new, RULE | {"body": body})
    assert again.status_code == 409
    assert again.text.count("همین عنوان را دارد") == 2  # at the top and at the field
    listed = html.unescape(visitor.get("/office/sessions").text)
    assert "انتخاب بازرسان" in listed
    assert answer.location in listed
    with site.held.database.reading() as db:
        (found,) = elections.elections(db, home, session_ids=[made.id])
    discard = f"/office/elections/{found.public_id}/discard"
    assert discard in visitor.get(answer.location).text
    assert visitor.post(discard, {"reason": ""}).status_code == 422
    assert visitor.post(discard, {"reason": "دو بار"}).status_code == 302
    assert visitor.get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"held_on": "1404/13/40"}, 422, "1404/08/17"),
        ({"held_on": ""}, 422, "پر کنید"),
        ({"held_on": "۱۴۰۰/۰۱/۱۵"}, 400, "گذشته است"),
        ({"number": "۱"}, 409, "نشستی با شمارهٔ"),
        ({"begins": "۲۵:۰۰"}, 422, "ساعت را"),
        ({"ends": "۸:۰۰"}, 422, "پس از آغاز"),
        ({"begins": ""}, 422, "ساعت آغاز"),
        ({"quorum": "second-call"}, 422, ""),
        ({"place_fa": " "}, 422, "پر کنید"),
    ],
)
def test_what_is_typed_wrong_of_a_session_is_said_at_its_field_and_stays(
    site: Site, wrong: dict[str, str], status: int, said: str
) -> None:
    answer = site.visitor("secretary").post("/office/sessions/new", CALL | wrong)
    page = html.unescape(answer.text)
    assert answer.status_code == status
    assert said in page or said in page.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert "گزارش\nانتخاب" in page
    with site.held.database.reading() as db:
        assert len(sessions.sessions(db, site.held.value.session.assembly.id)) == 1


def test_a_session_that_was_held_before_is_entered_as_its_refusal_says(site: Site) -> None:
    visitor, home = site.visitor("secretary"), site.held.value.session.assembly.id
    before = jalali_numeric(datetime.now(UTC) - timedelta(days=90))
    answer = visitor.post("/office/sessions/new", CALL | {"held_on": before})
    assert answer.status_code == 400 and "در صفحهٔ آن" in answer.text and before in answer.text
    made = visitor.post("/office/sessions/new", CALL | {"held_on": jalali_numeric(datetime.now(UTC))}).location or ""
    presidium = {"chair": "", "secretary": "", "first_observer": "", "second_observer": ""}
    assert visitor.post(made, CALL | presidium | {"held_on": before}).location == made
    with site.held.database.reading() as db:
        assert jalali_numeric(sessions.sessions(db, home)[0].held_on) == before


def test_the_settings_of_an_earlier_election_are_copied(site: Site) -> None:
    page = html.unescape(
        site.visitor("secretary")
        .get(f"/office/sessions/{site.held.session_id}/elections/new?like={site.held.election}")
        .text
    )
    assert f'<option value="{site.held.election}" selected>' in page
    assert 'id="seats" inputmode="numeric" name="seats" type="text" value="۲"' in page.replace(' dir="ltr"', "")
