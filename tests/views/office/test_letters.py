"""The office's pages of letters: presets, drafts to read and change, and a look before each is issued."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.jobs import issuing
from app.papers.issuer import Issuer
from app.services.letters import letter
from app.views.office import letter as pages
from tests.support.assemblies import OFFICERS, Simulation
from tests.support.visitors import Site, Visitor, open_site

TERMS = {"recipient": "دبیر محترم", "purpose": "میانجی‌گری", "signatory": "نگار مهر", "signatory_post": "دبیر"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(issuing, "print_letter", lambda *_: ("A" * 160, b"%PDF-"))
    monkeypatch.setattr(pages, "print_draft", lambda *_: b"%PDF-draft")
    site = open_site(tmp_path)
    site.held.to("final")
    return site


def stored(held: Simulation) -> tuple[letter.LetterValue, ...]:
    with held.database.reading() as db:
        return letter.letters(db, held.election)


def seen(who: Visitor, page: str) -> str:
    """What the page hands back of the state that it showed."""
    found = re.search(r'name="seen" type="hidden" value="([^"]*)"', who.get(page).text)
    assert found
    return found[1]


def test_the_form_names_the_signatory_beforehand(site: Site) -> None:
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}/letters").text
    assert f'value="{OFFICERS["signatory"]}"' in page


def test_an_arabic_letter_keeps_its_letters_and_is_printed_in_its_language(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def print_draft(issuer: Issuer, *_: object) -> bytes:
        printed.append(issuer.wording.locale)
        return b"%PDF-"

    monkeypatch.setattr(pages, "print_draft", print_draft)
    letters = f"/office/elections/{site.held.election}/letters"
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "ar"})
    assert '<option selected value="ar">' in secretary.get(letters).text
    arabic = {
        "recipient": "إلى / السيد علي الكاظمي",
        "purpose": "الوساطة",
        "signatory": "زكية",
        "signatory_post": "أمين السر",
    }
    secretary.post(letters, {"act": "draft", "language": "ar", **arabic})
    first = stored(site.held)[0]
    assert first.terms == letter.Terms(language="ar", **(arabic | {"recipient": (arabic["recipient"],)}))
    secretary.get(f"{letters}/{first.id}/draft.pdf")
    assert printed == ["ar"]


def test_a_draft_is_read_changed_looked_at_and_issued(site: Site) -> None:
    pages = f"/office/elections/{site.held.election}/letters"
    secretary, signatory = site.visitor("secretary"), site.visitor("signatory")
    secretary.post(pages, {"act": "draft", **TERMS})
    first, second = stored(site.held)
    assert secretary.get(f"{pages}/{first.id}/draft.pdf").data == b"%PDF-draft"
    secretary.post(pages, {"act": "change", **TERMS, "purpose": "صلح و سازش", "seen": seen(secretary, pages)})
    assert {one.terms.purpose for one in stored(site.held)} == {"صلح و سازش"}
    assert secretary.get(f"{pages}/{first.id}/issue").status_code == 403
    assert f"{first.id}/issue" not in secretary.get(pages).text
    asked = signatory.get(f"{pages}/{first.id}/issue").text
    assert first.institution.name.fa in asked
    assert [one.status for one in stored(site.held)] == ["draft", "draft"]
    assert signatory.post(f"{pages}/{first.id}/issue").status_code == 302
    assert [one.status for one in stored(site.held)] == ["issued", "draft"]
    assert secretary.get(f"{pages}/{first.id}/draft.pdf").status_code == 409
    assert "draft.pdf" in signatory.get(pages).text
    assert 'name="seen"' not in secretary.get(pages).text  # the form is gone; whoever still has it open is refused
    with site.held.database.reading() as db:
        late = {"act": "change", **TERMS, "seen": letter.edition(db, site.held.election)}
    assert secretary.post(pages, late).status_code == 409
    assert signatory.get(f"{pages}/{second.id}/issue").status_code == 200


def test_the_second_who_drafts_at_once_sees_the_wording_of_the_first(site: Site) -> None:
    page = f"/office/elections/{site.held.election}/letters"
    secretary, colleague = site.visitor("secretary"), site.visitor("returning-officer")
    shown = seen(secretary, page)
    assert colleague.post(page, {"act": "draft", **TERMS, "purpose": "سخن همکار", "seen": shown}).status_code == 302
    answer = secretary.post(page, {"act": "draft", **TERMS, "purpose": "سخن دبیر", "seen": shown})
    assert answer.status_code == 409
    assert "سخن همکار" in answer.text and 'value="سخن دبیر"' in answer.text
    assert OFFICERS["returning-officer"] in answer.text
    assert {one.terms.purpose for one in stored(site.held)} == {"سخن همکار"}
    again = {"act": "change", **TERMS, "purpose": "سخن دبیر", "seen": seen(secretary, page)}
    assert secretary.post(page, again).status_code == 302
    assert {one.terms.purpose for one in stored(site.held)} == {"سخن دبیر"}


def test_a_lost_letter_is_replaced_by_one_for_another_representative(site: Site) -> None:
    page = f"/office/elections/{site.held.election}/letters"
    secretary, signatory = site.visitor("secretary"), site.visitor("signatory")
    secretary.post(page, {"act": "draft", **TERMS})
    first, second = stored(site.held)
    signatory.post(f"{page}/{first.id}/issue")
    path = f"{page}/{first.id}/replace"
    assert secretary.get(f"{page}/{second.id}/replace").status_code == 409
    assert path in secretary.get(page).text
    incomplete = {**TERMS, "representative_fa": "سهراب دیلمان", "copies": "ادارهٔ کل\nبایگانی"}
    answer = secretary.post(path, incomplete)
    assert answer.status_code == 422 and "سهراب دیلمان" in answer.text
    whole = {**incomplete, "reason": "نامه گم شد."}
    assert secretary.post(path, whole).status_code == 302
    third = stored(site.held)[2]
    assert (third.representative.fa, third.terms.copies) == ("سهراب دیلمان", ("ادارهٔ کل", "بایگانی"))
    answer = secretary.post(path, whole)
    assert answer.status_code == 409 and "چیزی تهیه نشد" in answer.text and "تهیه شد." not in answer.text
    assert path not in secretary.get(page).text
    changed = {**whole, "representative_fa": "پگاه رودباری", "seen": "0"}
    assert secretary.post(f"{page}/{third.id}/change", changed).status_code == 302
    late = signatory.post(f"{page}/{third.id}/change", {**changed, "representative_fa": "نگین کاشی"})
    assert late.status_code == 409 and "پگاه رودباری" in late.text and "نگین کاشی" in late.text
    assert signatory.post(f"{page}/{third.id}/issue").status_code == 302
    assert [one.status for one in stored(site.held)] == ["replaced", "draft", "issued"]
    assert secretary.post(f"{page}/{second.id}/void", {}).status_code == 422
    assert secretary.post(f"{page}/{second.id}/void", {"reason": "نیاز نیست"}).status_code == 302
    assert [one.status for one in stored(site.held)] == ["replaced", "void", "issued"]
    assert f"{page}/{first.id}/replace" not in secretary.get(page).text
    assert f"{page}/{third.id}/replace" in secretary.get(page).text
