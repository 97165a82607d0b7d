"""The words of check.html: complete in three languages, with the same places, none of the given-up words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.verify.words import PAGES, words

GIVEN_UP = {  # words.md: files, QR codes, secrets, the latest entry, dice
    "fa": re.compile(r"پرونده|چهارخانه|اثر انگشت|سالن|تاس|بذر|سر تابلو|دست بالا|رمز رأی"),
    "ar": re.compile(r"الرمز المربّع|بصمة(?! الرقمية| رقمية)|النرد|رأس اللوحة|بذرة"),
    "en": re.compile(r"\b(dice|square code|credential|hash)\b", re.IGNORECASE),
}
LATIN = re.compile(r"\u2068[^\u2068\u2069]*\u2069|\{\w+\}")


EN = words("en")


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_every_sentence_is_there_with_its_places(language: str) -> None:
    found = words(language)
    assert list(found) == list(EN)
    places = {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in EN.items()}
    assert {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in found.items()} == places


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_no_word_is_one_that_was_given_up(language: str) -> None:
    assert {key: text for key, text in words(language).items() if GIVEN_UP[language].search(text)} == {}


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_latin_stands_isolated(language: str) -> None:
    loose = {key: text for key, text in words(language).items() if re.search(r"[A-Za-z]", LATIN.sub("", text))}
    assert loose == {}


def test_every_check_has_a_sentence() -> None:
    numbers = re.findall(r"\['(\d)\.(\d)', '", (PAGES.parent / "refusal.js").read_text("utf-8"))
    assert len(numbers) == 35
    assert {f"check_{one}_{two}" for one, two in numbers} <= set(EN)


def test_a_missing_place_and_a_given_up_word_are_caught(tmp_path: Path) -> None:
    text = (PAGES / "words-fa.js").read_text("utf-8")
    (tmp_path / "words-fa.js").write_text(text.replace("{ballots}", "").replace("کد یکتای", "اثر انگشت"), "utf-8")
    changed = words("fa", tmp_path)
    assert "{ballots}" not in changed["progress"]
    assert GIVEN_UP["fa"].search(changed["fingerprint"])
