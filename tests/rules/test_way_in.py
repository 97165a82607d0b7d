"""Slip, booklet, office, booth and README say the same way in, each for the set-up that it is for."""

from __future__ import annotations

import re
from itertools import product

import pytest

from app.documents.templating import _environment
from app.language.catalogue import compile_catalogues, wording
from app.language.wording import Wording
from app.states.way_in import WayIn, way_in
from tests.rules.tree import ROOT

SAYERS = ("print/slips.html", "print/booklet/guide.html", "office/slips.html")
"""The templates that say it to people, by the words of one place."""


def said(way: str, words: Wording) -> str:
    """The words of one place, in a language."""
    template = _environment().from_string('{% from "way_in.html" import way_in with context %}{{ way_in(way) }}')
    return template.render(way=way, _=words.gettext)


@pytest.mark.parametrize("name", SAYERS)
def test_papers_and_pages_take_their_words_from_one_place(name: str) -> None:
    text = (ROOT / "templates" / name).read_text("utf-8")
    assert re.search(r'from "(hall/)?way_in.html" import way_in', text)
    assert "way_in(" in text
    assert not re.search(r"_\('[^']*(camera|thirty digits)", text), "said beside the one place"


def test_the_readme_quotes_the_way_of_each_set_up() -> None:
    compile_catalogues()
    readme = (ROOT / "README.md").read_text("utf-8")
    for line in ("encrypted", "none", "open"):
        assert f"«{said(way_in(line), wording('en'))}»" in readme


@pytest.mark.parametrize(("way", "locale"), list(product(WayIn, ("fa", "ar", "en"))))
def test_each_way_has_words_in_each_language(way: WayIn, locale: str) -> None:
    compile_catalogues()
    assert said(way, wording(locale))
    assert locale == "en" or said(way, wording(locale)) != said(way, wording("en"))


def test_the_booth_offers_what_papers_say() -> None:
    booth = (ROOT / "templates" / "booth" / "slip.html").read_text("utf-8")
    assert 'id="slip-digits"' in booth
    assert 'id="slip-camera"' in booth
    assert re.search(r"_\('[^']*camera[^']*'\)", booth) and re.search(r"_\('[^']*thirty digits[^']*'\)", booth)
