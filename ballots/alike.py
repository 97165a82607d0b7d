"""Answers that cannot be told apart by ear or eye, or that do not read as what they are. SPEC: election.

An election is not made with such answers; a record that holds them gets a warning and no refusal, since its numbers are
right.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ballots.election import Election
from ballots.errors import AnswersAlikeError

STEERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of a line: with them one name can show as another."""
_BLANK: Final = ("blank", "رأی سفید", "سفید", "ورقة بيضاء", "بيضاء")
_SAME: Final = str.maketrans({
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و",
    "ء": "", "ـ": "", "ς": "σ",
})  # fmt: skip
_LOCAL_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)


def folded(text: str) -> str:
    """Return what is left of a text when spaces, marks, invisible characters and letters of one look are made equal.

    The steps are those of SPEC 4.2, which a reader in another language can take too: no case folding, which not every
    language has, but lower, upper and lower case.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_LOCAL_DIGITS).lower().upper().lower().translate(_SAME)
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one)[0] in "LN")
    return unicodedata.normalize("NFC", bare)


class AnswerFault(StrEnum):
    """What is wrong with an answer; the value is what a sentence says of it."""

    STEERING = "holds characters that turn the direction of its line"
    SILENT = "cannot be read aloud"
    ALIKE = "cannot be told apart"
    BLANK = "reads as the blank entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An answer that must not stand on a ballot, by its number from 1; `other` is the earlier one that it is like."""

    answer: int
    fault: AnswerFault
    other: int | None = None

    def sentence(self, question: int) -> str:
        """Say it of the question with this number."""
        if self.other is not None:
            return f"Question {question}, answers {self.other} and {self.answer} {self.fault}."
        return f"Question {question}, answer {self.answer} {self.fault}."


def alike(election: Election) -> Iterator[str]:
    """Give a sentence for each answer that is like another or like the blank entry, or that steers its line."""
    for number, question in enumerate(election.questions, start=1):
        for found in find_alike(question.answers):
            yield found.sentence(number)


def check_answers(election: Election) -> None:
    """Raise AnswersAlikeError for the first fault: called where an election is made."""
    for sentence in alike(election):
        raise AnswersAlikeError(sentence)


def find_alike(answers: Iterable[str]) -> Iterator[Likeness]:
    """Give what is wrong with the answers of one question, in their order."""
    seen: dict[str, int] = {}
    blank = {folded(text) for text in _BLANK}
    for place, answer in enumerate(answers, start=1):
        key = folded(answer)
        if STEERING & set(answer):
            yield Likeness(answer=place, fault=AnswerFault.STEERING)
        if not key:
            yield Likeness(answer=place, fault=AnswerFault.SILENT)
        elif key in seen:
            yield Likeness(answer=place, fault=AnswerFault.ALIKE, other=seen[key])
        elif key in blank:
            yield Likeness(answer=place, fault=AnswerFault.BLANK)
        seen.setdefault(key, place)
