"""The office's pages of corrigenda, and where the right name stands for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.language.names import Names
from app.services.election import corrigendum
from app.services.nomination import nomination
from tests.support.assemblies import PASSWORD, user_name
from tests.support.corrections import correct_first
from tests.support.visitors import Site, open_site

RIGHT = "انجمن مهر یکم"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def candidate(site: Site) -> nomination.NominationValue:
    with site.held.database.reading() as db:
        return nomination.candidates(db, site.held.election)[0]


def form(site: Site, one: nomination.NominationValue, **more: str) -> dict[str, object]:
    return {
        "name_fa": RIGHT, "name_en": one.institution.name.en, "name_ar": "", "representative_en": "",
        "representative_fa": one.representative.fa, "representative_ar": "", "reason": "یک حرف افتاده بود",
        "second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD, **more,
    }  # fmt: skip


def test_two_officers_correct_a_name_and_everybody_sees_both(site: Site) -> None:
    held = site.held.to("open")
    one, secretary = candidate(site), site.visitor("secretary")
    page = f"/office/elections/{held.election}/candidates/{one.id}/corrigendum"
    assert one.institution.name.fa in secretary.get(page).text
    wrong = secretary.post(page, form(site, one, second_password="wrong"))
    assert RIGHT in wrong.text and "یک حرف افتاده بود" in wrong.text
    same = secretary.post(page, form(site, one, name_fa=one.institution.name.fa))
    assert same.status_code == 409 and 'aria-describedby="name_fa-error"' in same.text
    with held.database.reading() as db:
        assert corrigendum.corrigenda(db, held.election) == ()
    assert secretary.post(page, form(site, one)).status_code == 302
    everybody = site.visitor()
    seen = (
        f"/elections/{held.election}/candidates", f"/elections/{held.election}/candidates/{one.id}",
        f"/elections/{held.election}", f"/B/{held.election}",
    )  # fmt: skip
    for text in [everybody.get(path).text for path in seen] + [
        secretary.get(f"/office/elections/{held.election}/corrigenda").text, secretary.get(page).text,
    ]:  # fmt: skip
        assert one.institution.name.fa in text
        assert RIGHT in text
    assert f'data-name="{one.institution.name.fa}"' in everybody.get(f"/B/{held.election}").text


def test_a_colleague_confirms_a_correction_on_an_own_screen(site: Site) -> None:
    held = site.held.to("frozen")
    one = candidate(site)
    page = f"/office/elections/{held.election}/candidates/{one.id}/corrigendum"
    asked = site.visitor("secretary").post(page, form(site, one, ask="1", second_name="", second_password=""))
    assert asked.status_code == 302
    colleague = site.visitor("returning-officer")
    told = colleague.get(asked.location).text
    assert RIGHT in told and one.institution.name.fa in told
    assert candidate(site).corrected.name is None
    answer = colleague.post(asked.location + "/confirm", {"password": PASSWORD})
    assert answer.status_code == 302, answer.text
    assert candidate(site).corrected.name == Names(RIGHT, one.institution.name.en)


def test_the_result_and_the_registers_page_say_it_too(site: Site) -> None:
    held = site.held.to("provisional")
    one = correct_first(held, Names(RIGHT))
    assert RIGHT in site.visitor().get(f"/elections/{held.election}/result").text
    secretary = site.visitor("secretary")
    for path in (f"/office/institutions/{one.institution.id}", f"/office/institutions/{one.institution.id}/change"):
        assert f"/office/elections/{held.election}/candidates/{one.id}/corrigendum" in secretary.get(path).text


def test_before_freezing_the_page_says_where_a_name_is_mended(site: Site) -> None:
    held = site.held.to("reviewing")
    with held.database.reading() as db:
        one = nomination.nominations(db, held.election)[0]
    secretary = site.visitor("secretary")
    assert secretary.get(f"/office/elections/{held.election}/corrigenda").status_code == 200
    assert secretary.get(f"/office/elections/{held.election}/candidates/{one.id}/corrigendum").status_code == 404
