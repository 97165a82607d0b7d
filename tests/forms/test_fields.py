"""Numbers in forms: in the digits of the page, taken in every digits, and years by their calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from app.forms.dossier import AchievedForm
from tests.support.visitors import Site, Visitor, open_site

SETTINGS = {
    "title_fa": "انتخاب", "title_en": "", "seats": "6", "alternates": "3", "term_months": "24", "minimum": "1",
    "maximum": "6", "blank": "y", "order": "lot", "succession": "next", "small_group": "3", "checkpoint_minutes": "10",
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def secretary(site: Site, language: str) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": language})
    return visitor


@pytest.mark.parametrize(("language", "term", "day"), [("fa", "۲۴", "۱۴۰۴/"), ("en", "24", "1404/")])
def test_values_stand_in_the_digits_of_the_page(site: Site, language: str, term: str, day: str) -> None:
    visitor = secretary(site, language)
    assert f'value="{term}"' in visitor.get(f"/office/elections/{site.held.election}/settings").text
    assert f'value="{day}' in visitor.get(f"/office/sessions/{site.held.session_id}").text


@pytest.mark.parametrize("typed", ["250", "۲۵۰", "٢٥٠"])
@pytest.mark.parametrize(("language", "shown", "most"), [("fa", "۲۵۰", "۱۲۰"), ("en", "250", "120")])
def test_a_refused_number_is_told_in_the_digits_of_the_page(
    site: Site, typed: str, language: str, shown: str, most: str
) -> None:
    path = f"/office/elections/{site.held.election}/settings"
    page = secretary(site, language).post(path, {**SETTINGS, "term_months": typed}).text
    assert f'value="{shown}"' in page
    assert page.count(most) >= 2  # at the top and at the field


@pytest.mark.parametrize("typed", ["2025/11/08", "۲۰۲۵/۱۱/۰۸"])
def test_a_gregorian_day_is_asked_about_and_the_solar_one_stands_there(site: Site, typed: str) -> None:
    """R6: it is not guessed, and whoever sends it again has said yes."""
    path = f"/office/elections/{site.held.election}/timetable"
    visitor = secretary(site, "fa")
    page = visitor.post(path, {"notice": f"{typed} 10:00"}).text
    assert "۲۰۲۵/۱۱/۰۸ روزی به تقویم میلادی است" in page
    assert "شنبه ۱۷ آبان ۱۴۰۴" in page
    assert 'value="۱۴۰۴/۰۸/۱۷ ۱۰:۰۰"' in page
    page = visitor.post("/office/institutions/new", {"introduced_on": typed}).text
    assert 'value="۱۴۰۴/۰۸/۱۷"' in page


def test_a_length_is_told_in_the_digits_of_the_page(site: Site) -> None:
    path = f"/office/elections/{site.held.election}/settings"
    page = secretary(site, "fa").post(path, {**SETTINGS, "title_fa": "ا" * 201}).text
    assert "حداکثر ۲۰۰ نویسه" in page
    assert 'maxlength="200"' in page


@pytest.mark.parametrize("typed", ["6", "۶", "٦"])
def test_every_digits_are_taken(site: Site, typed: str) -> None:
    path = f"/office/elections/{site.held.election}/settings"
    assert secretary(site, "fa").post(path, {**SETTINGS, "seats": typed}).status_code == 302
    assert site.held.value.rule.seats == 6


def test_years_are_called_by_their_calendar_on_english_pages(site: Site) -> None:
    visitor = secretary(site, "en")
    assert "Year (Solar Hijri)" in visitor.get(f"/office/elections/{site.held.election}/candidates/new").text


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("۱۲٬۵۰۰", 12_500), ("1,250,000", 1_250_000), ("١٢ ٥٠٠", 12_500), ("12,50", None), ("1,2", None)],
)
def test_signs_between_thousands_are_taken_where_they_stand_right(site: Site, typed: str, taken: int | None) -> None:
    with site.app.test_request_context():
        form = AchievedForm(MultiDict({"number": typed}))
        form.validate()
        assert form.number.data == taken
        assert bool(form.number.errors) is (taken is None)
