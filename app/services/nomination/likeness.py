"""Names that must not stand on one ballot: whoever reads them aloud, or looks at them, takes one for the other."""

from __future__ import annotations

from collections.abc import Sequence

from app.language.message import N_
from app.services.acts.refusal import Refusal, Refused
from ballots.alike import STEERING, find_alike

ANSWERS_ALIKE = Refusal(
    code="answers-alike",
    status=409,
    words=N_("Nobody can tell these names apart or read one: %(names)s. Please correct the register."),
)


def need_unlike(answers: Sequence[str]) -> None:
    """Refuse (answers-alike, with the names) before such a list is drawn for or an election is frozen to it."""
    for found in find_alike(answers):
        places = sorted({found.answer, found.other or found.answer})
        raise Refused(ANSWERS_ALIKE, names=tuple(_shown(answers[place - 1]) for place in places))


def _shown(answer: str) -> str:
    """A name as it can stand in a sentence: without what turns the direction of the sentence."""
    return "".join(character for character in answer if character not in STEERING)
