"""Names that must not stand on one ballot: whoever reads them aloud, or looks at them, takes one for the other."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.acts.refusal import Refused
from ballots.alike import STEERING, find_alike


def need_unlike(answers: Sequence[str]) -> None:
    """Refuse (answers-alike, with the names) before such a list is drawn for or an election is frozen to it."""
    for found in find_alike(answers):
        places = sorted({found.answer, found.other or found.answer})
        raise Refused("answers-alike", names=tuple(_shown(answers[place - 1]) for place in places))


def _shown(answer: str) -> str:
    """A name as it can stand in a sentence: without what turns the direction of the sentence."""
    return "".join(character for character in answer if character not in STEERING)
