"""The pages of seats: a winner declines, the alternate follows with a letter, and the result shows what followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.language import dates
from app.services.count import seating
from app.services.letters import letter
from tests.support.assemblies import PASSWORD
from tests.support.visitors import Site, Visitor, open_site
from tests.views.office.test_letters import TERMS

SECOND = {"second_name": "bahram.mehr", "second_password": PASSWORD}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("final")
    return site


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_a_winner_declines_and_the_alternate_is_seated_with_a_letter(site: Site) -> None:
    held, path = site.held, f"/office/elections/{site.held.election}"
    secretary, signatory = english(site, "secretary"), english(site, "signatory")
    winner, after = held.result().seated[0].candidate, held.result().alternates[0].candidate
    today = dates.jalali_numeric(dates.in_tehran(held.now).date(), "en")
    asked = secretary.get(f"{path}/seats/1/vacate").text
    assert after.institution.name.en in asked and "This cannot be undone" in asked
    incomplete = {"day": today, "reason": "", **SECOND}
    assert secretary.post(f"{path}/seats/1/vacate", incomplete).status_code == 422
    wrong = secretary.post(f"{path}/seats/1/vacate", {**incomplete, "reason": "منحل شد", "day": "1399/01/01"})
    assert wrong.status_code == 409 and "منحل شد" in wrong.text
    alone = secretary.post(f"{path}/seats/1/vacate", {"day": today, "reason": "منحل شد", **SECOND, "second_name": "x"})
    assert alone.status_code != 302
    assert secretary.post(f"{path}/seats/1/vacate", {**incomplete, "reason": "منحل شد"}).status_code == 302
    page = english(site).get(f"/elections/{held.election}/result").text
    assert page.count(winner.institution.name.en) > 1 and "Declined" in page and "منحل شد" not in page
    assert secretary.post(f"{path}/letters", {"act": "draft", **TERMS}).status_code == 302
    with held.database.reading() as db:
        drafted = letter.letters(db, held.election)
    assert [one.institution.id for one in drafted if one.alternate] == [after.institution.id]
    pdf = signatory.get(f"{path}/letters/{drafted[0].id}/draft.pdf")
    assert pdf.status_code == 200
    taken = {"day": today, "note": "نامهٔ ۱۲"}
    assert secretary.post(f"{path}/seats/1/accept", taken).status_code == 302
    assert secretary.post(f"{path}/seats/1/accept", taken).status_code == 409
    assert "نامهٔ ۱۲" in secretary.get(f"{path}/seats").text
    with held.database.reading() as db:
        assert [one.state for one in seating.seats(db, held.election)] == ["declined", "accepted", "offered"]


def test_without_an_alternate_the_page_names_a_by_election(site: Site) -> None:
    held, path = site.held, f"/office/elections/{site.held.election}"
    secretary = english(site, "secretary")
    today = dates.jalali_numeric(dates.in_tehran(held.now).date(), "en")
    for _ in range(2):
        secretary.post(f"{path}/seats/1/vacate", {"day": today, "reason": "منحل شد", **SECOND})
    assert "a by-election fills a seat" in secretary.get(f"{path}/seats").text
    assert secretary.get(f"{path}/seats/1/vacate").status_code == 409
    assert "nobody" in english(site).get(f"/elections/{held.election}/result").text
