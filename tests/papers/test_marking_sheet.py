"""The list for marking: every candidate by the number of the ballot, the rule, and nothing that names anybody."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.marking_sheet import MarkedCandidate, MarkingSheet, render_marking_sheet
from app.language.catalogue import wording
from app.services.nomination import nomination
from tests.documents.samples import HEAD, MOMENT
from tests.support.visitors import open_site


def said(pdf: bytes) -> tuple[int, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_the_sheet_of_an_election_lists_all_who_stand_and_no_delegate(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen")
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    address = f"/office/elections/{site.held.election}/marking-sheet.pdf"
    assert "marking-sheet.pdf" in visitor.get(f"/office/elections/{site.held.election}").text
    pages, words = said(visitor.get(address).data)
    assert pages == 1 and "Mark at most" in words
    with site.held.database.reading() as db:
        standing = nomination.candidates(db, site.held.election)
    places = [words.index(one.institution.name.en or one.institution.name.fa) for one in standing]
    assert places == sorted(places)
    assert not [one for one in site.held.delegates if one.name.fa in words]


def test_it_is_printed_only_for_a_list_that_does_not_change(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    answer = site.visitor("secretary").get(f"/office/elections/{site.held.election}/marking-sheet.pdf")
    assert answer.status_code == 409


@pytest.mark.parametrize(("number", "language", "most"), [(22, "ar", 1), (100, "fa", 2)])
def test_it_fits_on_one_sheet_of_paper(number: int, language: str, most: int) -> None:
    sheet = MarkingSheet(
        head=HEAD, election="انتخاب شش نهاد", session=2, held_on=MOMENT.date(), fingerprint="A" * 43, seats=6,
        minimum=0, maximum=6, blank=True,
        candidates=tuple(
            MarkedCandidate(
                number=place, name=f"بنیاد نیکوکاری مهر شمارهٔ {place}", province="خراسان رضوی", withdrawn=place == 3
            )
            for place in range(1, number + 1)
        ),
    )  # fmt: skip
    assert said(render_marking_sheet(sheet, wording(language)))[0] <= most
