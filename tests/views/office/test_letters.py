"""The office's pages of letters: presets, drafts to read and change, and a look before each is issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.papers.issuer import Issuer
from app.services.letters import letter
from app.views.office import letter as pages
from tests.support.assemblies import OFFICERS, Simulation
from tests.support.visitors import Site, open_site

TERMS = {"recipient": "دبیر محترم", "purpose": "میانجی‌گری", "signatory": "نگار مهر", "signatory_post": "دبیر"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(pages, "print_letter", lambda *_: ("A" * 160, b"%PDF-"))
    monkeypatch.setattr(pages, "print_draft", lambda *_: b"%PDF-draft")
    site = open_site(tmp_path)
    site.held.to("final")
    return site


def stored(held: Simulation) -> tuple[letter.LetterValue, ...]:
    with held.database.reading() as db:
        return letter.letters(db, held.election)


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
    secretary.post(pages, {"act": "change", **TERMS, "purpose": "صلح و سازش"})
    assert {one.terms.purpose for one in stored(site.held)} == {"صلح و سازش"}
    assert secretary.get(f"{pages}/{first.id}/issue").status_code == 403
    asked = signatory.get(f"{pages}/{first.id}/issue").text
    assert first.institution.name.fa in asked
    assert [one.status for one in stored(site.held)] == ["draft", "draft"]
    assert signatory.post(f"{pages}/{first.id}/issue").status_code == 302
    assert [one.status for one in stored(site.held)] == ["issued", "draft"]
    assert secretary.get(f"{pages}/{first.id}/draft.pdf").status_code == 409
    assert "draft.pdf" in signatory.get(pages).text
    assert secretary.post(pages, {"act": "change", **TERMS}).status_code == 409
    assert signatory.get(f"{pages}/{second.id}/issue").status_code == 200
