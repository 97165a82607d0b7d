"""No word of games: lots are drawn before a chair, clergy and people of the judiciary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.test_translations import CATALOGUES, read_catalogue
from tests.rules.tree import ROOT

_LETTER = "\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff\u200c"
_ENGLISH = r"\b(?:dice|die|gambl\w*|casino\w*|betting|roulette|lotter\w+|jackpot|(?:End)?shuffl\w*|playing cards)\b"
_PERSIAN = r"تاس|نرد|قمار\w*|بُر(?: زد\w*| بزن\w*| می‌زن\w*| ?خورد\w*)?|بر (?:زدن|بزن\w*)|شرط‌بندی|بخت‌آزمایی|لاتاری"
_ARABIC = r"زهر|مقامر\w*|يانصيب|رهان\w*|ورق اللعب"
_BEFORE, _BEHIND = rf"(?<![{_LETTER}])(?:و|ب|ال|وال|بال)?", rf"(?:‌?ها\w*|ی)?(?![{_LETTER}])"
GAMES = re.compile(rf"{_ENGLISH}|(?!برهان){_BEFORE}(?:{_PERSIAN}|{_ARABIC}){_BEHIND}", re.IGNORECASE)

FOLDERS = ("templates", "docs", "app/language/data", "app/demonstration")
FILES = ("README.md", "majma", "ballots/SPEC.md")
KINDS = {".html", ".md", ".json", ".csv", ".txt", ""}

AS_THEY_ARE = {
    "ballots/SPEC.md": {"dice", "shuffle", "endshuffles"},
    "docs/broken-records.md": {"shuffle", "shuffled", "shuffles"},
}
"""For authors of verifiers: the method of earlier elections, whose records still repeat, and Belenios' mixnet."""


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """What people read outside the program's code: where, and the text."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in KINDS:
                yield str(path.relative_to(root)), path.read_text("utf-8")
    for name in FILES:
        yield name, (root / name).read_text("utf-8")


def messages() -> Iterator[tuple[str, str]]:
    """Every message and its translations: the language, and the text."""
    for language, path in CATALOGUES.items():
        for message in read_catalogue(path):
            both = (message.id, message.string)
            for text in (one for part in both for one in (part if isinstance(part, tuple) else (part,))):
                yield language, str(text)


def games(said: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """The words of games by where they stand."""
    found: dict[str, set[str]] = {}
    for place, text in said:
        for match in GAMES.finditer(text):
            found.setdefault(place, set()).add(match[0].lower())
    return found


def test_no_text_that_people_read_has_a_word_of_games() -> None:
    assert games(texts(ROOT)) == AS_THEY_ARE


def test_no_message_in_three_languages_has_a_word_of_games() -> None:
    assert games(messages()) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Throw the dice", "a die", "Dice", "gambling", "a shuffled pile", "shuffle them", "the lottery",
        "تاس‌ها را بیندازید", "سه تاس", "تخته نرد", "تخته‌ی نرد", "قمار", "بُر زدن", "همه را بُر بزنید", "دستهٔ بُرخورده",
        "يُرمى النرد", "بالنرد", "والنرد", "حجر الزهر", "القمار", "المقامرة", "يانصيب",
    ],
)  # fmt: skip
def test_a_word_of_games_is_caught(tmp_path: Path, text: str) -> None:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "ballots").mkdir()
    for name in FILES:
        (tmp_path / name).write_text("an election\n")
    assert games(texts(tmp_path)) == {}
    (tmp_path / "templates" / "page.html").write_text(f"<p>{text}</p>")
    assert set(games(texts(tmp_path))) == {"templates/page.html"}


@pytest.mark.parametrize(
    "text",
    [
        "diet", "indices", "cardinal", "تأسیس", "تاسیس", "تاسوعا", "نردبان", "زهره", "الزهراء", "بُرنا", "برخورده",
        "برزن", "به قید قرعه", "القرعة", "draw lots", "numbered balls",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert GAMES.findall(text) == []
