"""Answers that eye or ear cannot tell apart: refused where an election is made, a warning where one is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import alike
from ballots.alike import AnswerFault, check_answers, find_alike, folded
from ballots.errors import AnswersAlikeError
from tests.support.archives import archive, board_events, verify_bytes
from tests.support.elections import SmallElection, question, small_election
from tests.vectors.spellings import FOLDER, files

NAMES = ("انجمن یاران رود", "بنیاد کوشا", "کانون مهر")
TWINS = {
    "equal": "بنیاد کوشا", "Arabic letters": "بنياد كوشا", "a joiner": "بنیاد کو\u200cشا", "spaces": "بنیاد  کوشا ",
    "a dash": "بنیاد-کوشا", "a vowel mark": "بُنیاد کوشا", "a stretched letter": "بنیــاد کوشا",
    "decomposed": "بنیاد کوشا\u0654",
    "presentation forms": "\ufe91\ufee7\ufbff\ufe8e\ufea9 کوشا", "a no-break space": "بنیاد\u00a0کوشا",
    "a variation selector": "بنیاد کوشا\ufe0e", "soft hyphen": "بنیاد\u00ad کوشا",
}  # fmt: skip


def faults(*answers: str) -> list[tuple[int, AnswerFault, int | None]]:
    return [(one.answer, one.fault, one.other) for one in find_alike(answers)]


def test_the_table_for_all_readers_is_the_one_that_is_made_again() -> None:
    assert (FOLDER / "alike.json").read_bytes() == files()["alike.json"]


def test_honest_names_pass() -> None:
    assert faults(*NAMES, "انجمن یاران", "بنیاد کوشا (یزد)", "بنیاد کوشا (قم)", "Society 1", "Society 2") == []


@pytest.mark.parametrize("name", TWINS)
def test_twins_are_found_whatever_makes_them_two(name: str) -> None:
    assert faults(*NAMES, TWINS[name]) == [(4, AnswerFault.ALIKE, 2)]


@pytest.mark.parametrize("digits", ["گروه 12", "گروه ١٢", "گروه ۱۲", "گروه １２"])
def test_one_number_in_two_scripts_is_one_number(digits: str) -> None:
    assert faults("گروه ۱۲", digits) == [(2, AnswerFault.ALIKE, 1)]


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_character_that_turns_the_line_is_refused(mark: str) -> None:
    assert faults(NAMES[0], f"بنیاد {mark}کوشا") == [(2, AnswerFault.STEERING, None)]


@pytest.mark.parametrize("answer", ["(blank)", "Blank", "رأی سفید", "سفيد", "ورقة بيضاء", "بيضاء"])
def test_an_answer_that_reads_as_the_blank_entry_is_refused(answer: str) -> None:
    assert faults(NAMES[0], answer) == [(2, AnswerFault.BLANK, None)]


@pytest.mark.parametrize("answer", ["", " ", "-", "\u200c", "…", "()", "\u0651"])
def test_an_answer_that_cannot_be_read_aloud_is_refused(answer: str) -> None:
    assert faults(NAMES[0], answer) == [(2, AnswerFault.SILENT, None)]


@given(st.text(min_size=1), st.text())
def test_folding_twice_is_folding_once_and_spaces_never_matter(text: str, other: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(f"{text} {other}") == folded(f"{text}{other}") or not (text + other).isascii()


def two_alike() -> SmallElection:
    return small_election(replace(question(3, 0, 1), answers=(NAMES[0], TWINS["Arabic letters"], NAMES[1])))


def test_an_election_is_not_made_with_twins_and_the_fault_names_them() -> None:
    with pytest.raises(AnswersAlikeError, match="Question 1, answers 2 and 3 cannot be told apart"):
        check_answers(two_alike().election)


def test_a_maker_of_elections_that_does_not_fold_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: compared letter by letter, the two are two."""
    monkeypatch.setattr(alike, "folded", lambda text: text)
    check_answers(two_alike().election)


def test_a_record_with_twins_is_accepted_with_a_warning() -> None:
    """Its numbers can be right: whoever reads it is told which two to ask about."""
    report = verify_bytes(archive(board_events(two_alike(), [(0, ((1, 0, 0),))])))
    assert report.ok
    assert report.warnings == ("Question 1, answers 2 and 3 cannot be told apart.",)
    assert verify_bytes(archive(board_events(small_election(), []))).warnings == ()
