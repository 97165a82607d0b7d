"""Letterheads through the pages: own logo and lines on papers to come, nothing of it on what is frozen or issued."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from unittest import mock

import pytest

from app.documents.letterhead import Letterhead, mark
from app.language.catalogue import wording
from app.language.names import Names
from app.papers.issuer import Issuer
from app.services.acts import journal
from app.services.register import letterhead
from tests.security.conftest import site as site
from tests.support.institutions import picture
from tests.support.visitors import Site

LINES = "تهران، خیابان آزادی\nتلفن ۰۲۱"
FORM = {"lines_fa": LINES, "lines_en": "", "lines_ar": "", "letter_series": "ک", "notice_series": "ن"}


def sent(data: bytes, name: str = "logo.png") -> dict[str, object]:
    return {"logo": (io.BytesIO(data), name)}


def head(site: Site) -> Letterhead:
    """The letterhead of a paper of the election, as it is printed now."""
    installation = site.app.extensions["installation"]

    def find(digest: str) -> letterhead.Logo:
        with installation.database.reading() as db:
            return letterhead.logo(db, digest)

    return Issuer(settings=installation.settings, wording=wording("fa"), logo=find).head_of(site.held.value)


def test_an_own_logo_and_lines_stand_on_papers_to_come(site: Site) -> None:
    visitor = site.visitor("secretary")
    assert mark(head(site)).startswith("<svg")
    answer = visitor.post("/office/assembly/letterhead", FORM | sent(picture()))
    assert answer.location == "/office/assembly/letterhead"
    new = head(site)
    assert new.lines == tuple(LINES.splitlines())
    assert 'src="data:image/' in mark(new)
    assert visitor.get("/office/assembly/logo").data == new.logo
    with site.held.database.reading() as db:
        (said,) = journal.of_assembly(db, 1, journal.Kind.LETTERHEAD_CHANGED, site.held.now.replace(year=2020))
    assert said.detail["letters"] == "ک"
    site.held.to("frozen")
    visitor.post("/office/assembly/letterhead", FORM | {"lines_fa": "نشانی تازه", "drop_logo": "y"})
    assert head(site) == new
    assert visitor.get("/office/assembly/logo").status_code == 404


def test_a_letter_gets_its_number_in_the_series_of_its_assembly(site: Site) -> None:
    site.visitor("secretary").post("/office/assembly/letterhead", FORM)
    site.held.to("final")
    first = site.held.draft()[0]
    assert first.number.split("/")[1:] == ["ک", "00001"]


@pytest.mark.parametrize(
    ("wrong", "file", "status", "said"),
    [
        ({}, b"%PDF-1.7 no picture", 400, "این نوع پرونده"),
        ({}, b"GIF89a", 400, "این نوع پرونده"),
        ({"letter_series": "ن"}, None, 409, "سری"),
        ({"letter_series": "م"}, None, 409, "سری"),
        ({"letter_series": "1/2"}, None, 422, "حرف"),
        ({"lines_fa": "یک\nدو\nسه\nچهار\nپنج"}, None, 422, "چهار سطر"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(
    site: Site, wrong: dict[str, str], file: bytes | None, status: int, said: str
) -> None:
    typed = FORM | wrong | (sent(file) if file else {})
    answer = site.visitor("secretary").post("/office/assembly/letterhead", typed)
    page = html.unescape(answer.text)
    assert (answer.status_code, said in page) == (status, True)
    assert str(typed["lines_fa"]).splitlines()[0] in page
    with site.held.database.reading() as db:
        assert letterhead.letterhead(db, 1) == letterhead.LetterheadValue()


def test_a_frozen_election_that_reads_the_letterhead_of_today_is_caught(site: Site) -> None:
    """The broken twin: papers that ask the register."""
    site.held.to("frozen")
    kept = head(site)
    with site.held.database.transaction() as db:
        letterhead.change_letterhead(
            db, site.held.act(), 1, lines=Names("نو"), letter_series="ص", notice_series="ن"
        )  # fmt: skip
    assert head(site) == kept
    today = replace(site.held.value.session.assembly, lines=Names("نو"))
    with mock.patch.object(Issuer, "head_of", lambda self, found: self.head(today)):
        assert head(site) != kept
