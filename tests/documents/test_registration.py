"""Receipts, notices and the booklet on paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from app.documents import booklet as booklet_paper
from app.documents import notice as notice_paper
from app.documents import receipt as receipt_paper
from app.documents import templating
from app.documents.booklet import Picture, render_booklet
from app.documents.letterhead import Letterhead
from app.documents.notice import Notice, render_notice
from app.documents.receipt import render_receipt
from app.language.text import apart
from app.language.wording import Wording
from tests.documents.pictures import codes_on, information, page_count, text_of
from tests.documents.registration import DOSSIER, SENT, booklet, candidate, notice, picture, receipt
from tests.documents.samples import HEAD, english, persian
from tests.support.tools import run_tool

HOSTILE = '</td><link rel=attachment href=file:///etc/hostname><b style="x:url(file:///etc/passwd)">{{ 7*7 }}%(x)s'


@lru_cache(maxsize=2)
def receipt_in(locale: str) -> bytes:
    return render_receipt(receipt(), persian() if locale == "fa" else english())


@pytest.mark.parametrize("locale", ["fa", "en"])
def test_a_receipt_is_one_page_whose_code_leads_to_it(locale: str, tmp_path: Path) -> None:
    data = receipt_in(locale)
    assert page_count(data, tmp_path) == 1
    assert codes_on(data, tmp_path) == [f"{receipt().address}#{receipt().number}"]


def test_the_fingerprint_on_a_receipt_is_that_of_the_attached_dossier(tmp_path: Path) -> None:
    data = receipt_in("en")
    shown = "".join(text_of(data, tmp_path).split())
    run_tool("pdfdetach", "-saveall", "-o", tmp_path, tmp_path / "document.pdf")
    attached = (tmp_path / "dossier.json").read_bytes()
    assert attached == DOSSIER
    assert hashlib.sha256(attached).hexdigest() in shown


def test_a_receipt_says_both_calendars(tmp_path: Path) -> None:
    text = text_of(receipt_in("fa"), tmp_path)
    for said in ("۱۴۰۴", "۲۰۲۵", "۱۳:۰۵"):
        assert said in text


def text_in_english(facts: Notice, folder: Path) -> str:
    return " ".join(text_of(render_notice(facts, english()), folder).split())


def test_a_rejection_says_why_until_when_to_appeal_and_who_decides(tmp_path: Path) -> None:
    text = text_in_english(notice("rejected"), tmp_path)
    for said in ("Reason R2", "appeal once, until Wednesday 29 October 2025", "16:00", "took no part in this decision"):
        assert said in text, said


def test_a_return_says_until_when_to_mend_and_where(tmp_path: Path) -> None:
    text = text_in_english(notice("returned"), tmp_path)
    assert "hand the dossier in again by Wednesday 29 October 2025" in text
    assert notice().address in text


def test_a_decision_on_an_appeal_names_the_notice_it_comes_back_to_and_offers_no_second_one(tmp_path: Path) -> None:
    text = text_in_english(notice("rejected", appealed=SENT, answers="1404/ن/00012"), tmp_path)
    assert "00012" in text
    assert "no second appeal" in text
    assert "You may appeal" not in text


@pytest.mark.parametrize("frozen", [True, False])
def test_a_withdrawal_says_what_becomes_of_the_name(frozen: bool, tmp_path: Path) -> None:
    text = text_in_english(notice("withdrawn", frozen=frozen), tmp_path)
    assert ("stays on it, marked as withdrawn" in text) == frozen
    assert ("will not stand on the ballot" in text) == (not frozen)


def test_without_a_deadline_no_date_is_made_up(tmp_path: Path) -> None:
    assert "before the list of candidates is fixed" in text_in_english(notice("rejected", deadline=None), tmp_path)


def test_a_long_notice_goes_on_to_more_pages_each_with_its_number(tmp_path: Path) -> None:
    data = render_notice(notice("returned", text="\n".join(["تصویر پروانه خوانا نیست " * 8] * 40)), persian())
    pages = page_count(data, tmp_path)
    assert pages > 1
    assert text_of(data, tmp_path).count("۰۰۰۳۱") >= pages


def test_the_same_notice_gives_the_same_bytes() -> None:
    assert render_notice(notice("accepted"), persian()) == render_notice(notice("accepted"), persian())


def test_the_contents_name_the_page_on_which_each_candidate_begins(tmp_path: Path) -> None:
    long = candidate(1, institution="First", introduction="\n".join(["A long line of text. " * 12] * 40))
    people = (long, candidate(2, institution="Second"), candidate(3, institution="Third", withdrawn=True))
    data = render_booklet(booklet(candidates=people), english())
    pages = text_of(data, tmp_path).split("\f")
    for name in ("First", "Second", "Third"):
        line = re.search(rf"{name}.* (\d+)$", pages[1], re.MULTILINE)
        assert line is not None
        assert name in pages[int(line[1]) - 1]
    assert "Withdrawn: cannot be elected" in pages[-2]
    assert page_count(data, tmp_path) > 5


def test_before_the_list_is_fixed_every_page_says_so(tmp_path: Path) -> None:
    people = tuple(candidate(place, number=None) for place in (1, 2))
    data = render_booklet(booklet(candidates=people, final=False), english())
    pages = text_of(data, tmp_path).split("\f")[:-1]
    assert all("ot final" in page for page in pages)
    assert "Not final" not in text_of(render_booklet(booklet(1), english()), tmp_path)


def test_portraits_are_printed_and_a_file_that_is_no_picture_harms_nothing(tmp_path: Path) -> None:
    good = render_booklet(booklet(candidates=(candidate(1, portrait=picture()),)), english())
    assert "jpeg" in information(good, "pdfimages", tmp_path, "-list")
    broken = Picture(b"<svg onload=x>", "image/png")
    harmless = render_booklet(booklet(candidates=(candidate(1, portrait=broken, logo=broken),)), english())
    assert page_count(harmless, tmp_path) == 3


def test_every_fact_changes_the_digest_of_a_booklet() -> None:
    first = booklet(2)
    other = replace(first.candidates[1], withdrawn=True)
    changed = [
        booklet(1), replace(first, final=False), replace(first, place="x"),
        replace(first, head=replace(HEAD, emblem=2)),
        replace(first, candidates=(first.candidates[0], other)),
        replace(first, candidates=(replace(first.candidates[0], portrait=Picture(b"1", "")), first.candidates[1])),
    ]  # fmt: skip
    assert len({first.digest(), *(one.digest() for one in changed)}) == 1 + len(changed)
    assert booklet(2).digest() == first.digest()


def test_a_foreign_name_is_kept_whole_whatever_marks_it_holds() -> None:
    assert apart("Ann (NGO)\u2069\u202e") == "\u2068Ann (NGO)\u202e\u2069"
    assert apart("") == ""


def pages_of(said: str) -> dict[str, str]:
    """The HTML of every paper of registration, with `said` in each of its texts."""
    head = Letterhead(assembly=said, office=said, emblem=1, demonstration=False)
    one = candidate(
        1, institution=said, representative=said, introduction=said, fields=(said,), kind=said, province=said,
        headings=(booklet_paper.Heading(said, (said,)),), tracks=(said,),
        achievements=(booklet_paper.Achievement(year=1, field=said, text=said, number=1, indicator=said),),
    )  # fmt: skip
    shared: dict[str, object] = {
        "head": head, "election": said, "institution": said, "province": said, "representative": said, "address": said,
    }  # fmt: skip
    told = {**shared, "text": said, "reason": said, "answers": said, "appealed": SENT}
    found = {"receipt": html_of(receipt_paper, render_receipt, receipt(**shared))}
    found["booklet"] = html_of(
        booklet_paper, render_booklet, booklet(head=head, election=said, place=said, candidates=(one,))
    )
    for kind in ("accepted", "returned", "rejected", "withdrawn"):
        found[kind] = html_of(notice_paper, render_notice, notice(kind, **told))
    return found


def html_of(module: ModuleType, render: Callable[[Any, Wording], bytes], paper: object) -> str:
    """What would be printed."""

    def write(template: str, values: dict[str, object], wording: Wording, **_: object) -> str:
        return templating.render_template(template, values, wording)

    with mock.patch.object(module, "make_pdf", write):
        return str(render(paper, persian()))


def marked_up() -> list[str]:
    """The papers in which a hostile text becomes markup."""
    plain, hostile = pages_of("x"), pages_of(HOSTILE)
    return [name for name, html in hostile.items() if html.count("<") != plain[name].count("<")]


def test_what_people_wrote_is_text_in_every_paper() -> None:
    assert marked_up() == []
    assert not any(set("\u202a\u202b\u202c\u202d\u202e") & set(html) for html in pages_of("a\u202eb").values())


def test_papers_that_trust_what_people_wrote_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    careless = templating._environment().overlay(autoescape=False)
    monkeypatch.setattr(templating, "_environment", lambda: careless)
    assert {"receipt", "booklet", "rejected"} <= set(marked_up())


def test_hostile_texts_are_shown_as_they_are_and_carry_no_file_away(tmp_path: Path) -> None:
    one = candidate(1, institution=HOSTILE, introduction=f"javascript:alert(1)\n{HOSTILE}")
    data = render_booklet(booklet(candidates=(one,)), english())
    assert information(data, "pdfdetach", tmp_path, "-list").startswith("0 embedded files")
    text = "".join(text_of(data, tmp_path).split())
    for shown in ("<linkrel=attachmenthref=file:///etc/hostname>", "file:///etc/passwd", "{{7*7}}", "javascript:alert"):
        assert shown in text, shown
    letter = render_notice(notice("rejected", text=HOSTILE), english())
    assert information(letter, "pdfdetach", tmp_path, "-list").startswith("0 embedded files")


@pytest.mark.parametrize(("most", "said"), [(6, "حداکثر ۶ نامزد"), (1, "حداکثر ۱ نامزد")])
def test_the_guide_says_how_many_may_be_chosen(most: int, said: str) -> None:
    html = html_of(booklet_paper, render_booklet, booklet(1, most_marks=most))
    assert said in html
