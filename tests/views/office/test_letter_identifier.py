"""The page on which an identifier in doubt is compared; shapes that cannot be right are refused at their fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.letters.test_identifier import FIT, drafted, read
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def test_the_list_asks_and_the_answer_lets_the_other_officer_issue(site: Site) -> None:
    held = site.held.to("final")
    one = drafted(held)
    secretary, signatory = site.visitor("secretary"), site.visitor("signatory")
    for visitor in (secretary, signatory):
        visitor.post("/language", {"language": "en"})
    path = f"/office/elections/{held.election}/letters"
    page = signatory.get(path).text
    assert f"{one.id}/identifier" in page and f"{one.id}/issue" not in page
    assert signatory.post(f"{path}/{one.id}/issue").status_code == 409
    asked = f"{path}/{one.id}/identifier"
    assert "before somebody has compared it" in secretary.get(asked).text
    assert secretary.post(asked, {}).status_code == 422
    assert secretary.post(asked, {"answer": "other", "legal_id": ""}).status_code == 422
    unfit = secretary.post(asked, {"answer": "other", "legal_id": "12"})
    assert unfit.status_code == 409 and "does not fit either" in unfit.text
    assert secretary.post(asked, {"answer": "other", "legal_id": FIT}).status_code == 302
    assert f"{one.id}/issue" in signatory.get(path).text
    assert signatory.post(f"{path}/{one.id}/issue").status_code == 302
    assert read(held, one.id).legal_id == FIT


@pytest.mark.parametrize("typed", [{"national_id": "1.01E+10"}, {"national_id": "14۰۰ب"}, {"registration": "1.2E+04"}])
def test_a_spoilt_number_is_refused_at_its_field(typed: dict[str, str], site: Site) -> None:
    held = site.held
    secretary = site.visitor("secretary")
    one = held.delegates[0].institution
    page = f"/office/institutions/{one.id}/change"
    whole = {"name_fa": one.name.fa, "kind": one.kind, "province": one.province}
    field = next(iter(typed))
    answer = secretary.post(page, {**whole, **typed})
    assert answer.status_code == 422 and f'{field}-error"' in answer.text
    assert secretary.post(page, {**whole, field: "14001234562"}).status_code == 302
