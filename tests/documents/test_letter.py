"""The letter of introduction: its words, its code, its facts and its signature."""

import json
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pytest

from app.documents.letter import Letter, render_draft, render_letter
from app.language.wording import Wording
from tests.documents.pictures import codes_on, information, page_count, text_of
from tests.documents.samples import (
    ADDRESS,
    CHECK_ADDRESS,
    HEAD,
    MOMENT,
    TOKEN,
    arabic,
    arabic_letter,
    english,
    letter,
    persian,
)
from tests.support.tools import run_tool


def printed(facts: Letter, wording: Wording | None = None) -> bytes:
    return _printed(facts, wording or persian())


@lru_cache(maxsize=8)
def _printed(facts: Letter, wording: Wording) -> bytes:
    return render_letter(
        facts, token=TOKEN, address=ADDRESS, check_address=CHECK_ADDRESS, created=MOMENT, wording=wording
    )


def test_a_letter_is_one_page_of_archival_pdf_with_embedded_fonts(tmp_path: Path) -> None:
    data = printed(letter())
    assert page_count(data, tmp_path) == 1
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in information(data, "pdfinfo", tmp_path, "-meta")
    lines = information(data, "pdffonts", tmp_path).splitlines()[2:]
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_the_code_on_paper_reads_back(tmp_path: Path) -> None:
    assert codes_on(printed(letter()), tmp_path, dots=150) == [ADDRESS + TOKEN]


def test_the_facts_are_attached_in_their_canonical_bytes(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(printed(letter()))
    run_tool("pdfdetach", "-saveall", "-o", tmp_path, path)
    attached = (tmp_path / "letter.json").read_bytes()
    assert attached == letter().canonical_bytes()
    facts = json.loads(attached)
    assert facts["format"] == "majma-letter-1"
    assert facts["number"] == "1404/ص/00127"
    assert facts["until"] == "2027-11-07"
    assert "emblem" not in facts


def test_every_fact_changes_the_canonical_bytes() -> None:
    facts = letter()
    digests = {sha256(facts.canonical_bytes()).digest()}
    for name in Letter.__slots__:
        value = getattr(facts, name)
        if isinstance(value, bool):
            changed: object = not value
        elif isinstance(value, int):
            changed = value + 1
        elif isinstance(value, str):
            changed = value + "x"
        elif isinstance(value, tuple):
            changed = (*value, "x")
        elif name == "head":
            changed = replace(HEAD, assembly="x")
        else:
            changed = value.replace(year=2030)
        digests.add(sha256(replace(facts, **{name: changed}).canonical_bytes()).digest())
    assert len(digests) == 1 + len(Letter.__slots__)


def test_the_same_letter_gives_the_same_bytes() -> None:
    again = _printed.__wrapped__(letter(), persian())
    assert again == printed(letter())
    assert again != printed(letter(votes=18))


def test_an_arabic_letter_says_its_facts_in_arabic_words_and_digits(tmp_path: Path) -> None:
    data = printed(arabic_letter(), arabic())
    assert page_count(data, tmp_path) == 1
    text = text_of(data, tmp_path)
    for expected in ("٠٠١٢٧", "نوفمبر", "١٠٣٨٠٢٨٤٧٩٠", "٢٤٨١٧", "اثنا عشر", "عضو أصيل", "نسخة منه", "K7QM-2XPA-9RTD-4"):
        assert expected in text, expected
    assert not set("۰۱۲۳۴۵۶۷۸۹کیگچپژ") & set(text)


def test_the_letter_says_its_facts_in_persian_digits(tmp_path: Path) -> None:
    text = text_of(printed(letter()), tmp_path)
    for expected in ("۰۰۱۲۷", "۱۴۰۴/۰۸/۲۱", "۱۰۳۸۰۲۸۴۷۹۰", "۲۴۸۱۷", "هفده", "مهرپویا", "K7QM-2XPA-9RTD-4"):
        assert expected in text, expected


@pytest.mark.parametrize("legal_id", ["", "10380284790"])
@pytest.mark.parametrize("registration", ["", "24817"])
def test_an_institution_may_lack_either_number(legal_id: str, registration: str, tmp_path: Path) -> None:
    text = text_of(printed(letter(legal_id=legal_id, registration=registration), english()), tmp_path)
    assert ("national identifier" in text) == bool(legal_id)
    assert ("registration no." in text) == bool(registration)


def test_an_alternate_is_called_so(tmp_path: Path) -> None:
    assert "an alternate member" in text_of(printed(letter(alternate=True), english()), tmp_path)
    assert "a principal member" in text_of(printed(letter(), english()), tmp_path)


def test_a_demonstration_is_marked(tmp_path: Path) -> None:
    trial = letter(head=replace(HEAD, demonstration=True))
    assert "of no effect" in text_of(printed(trial, english()), tmp_path)
    assert "Demonstration" not in text_of(printed(letter(), english()), tmp_path)


def test_a_hostile_name_is_text_and_attaches_nothing(tmp_path: Path) -> None:
    name = '</b><link rel="attachment" href="file:///etc/hostname"><script>x</script>'
    data = printed(letter(institution=name, delegate="{{ 7 * 7 }}{% raw %}", purpose="%(x)s %s"), english())
    assert information(data, "pdfdetach", tmp_path, "-list").startswith("1 embedded files")
    text = "".join(text_of(data, tmp_path).split())
    for shown in ("<script>x</script>", "{{7*7}}{%raw%}", "%(x)s%s"):
        assert shown in text


def test_a_name_of_ten_thousand_characters_goes_on_to_more_pages_and_the_code_stays(tmp_path: Path) -> None:
    data = printed(letter(purpose="همکاری‌های بسیاردراز " * 450 + "ن" * 1000))
    assert 1 < page_count(data, tmp_path) < 12
    assert codes_on(data, tmp_path) == [ADDRESS + TOKEN]


def test_a_draft_says_that_it_is_one_and_can_be_taken_for_no_letter(tmp_path: Path) -> None:
    data = render_draft(letter(), persian())
    text = text_of(data, tmp_path)
    assert page_count(data, tmp_path) == 1
    assert codes_on(data, tmp_path, dots=150) == []
    assert letter().code not in text
    assert information(data, "pdfdetach", tmp_path, "-list").startswith("0 embedded files")
    english_text = text_of(render_draft(letter(), english()), tmp_path)
    assert "A draft" in english_text
    assert "Is this letter genuine?" not in english_text
