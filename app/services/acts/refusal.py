"""What a refusal is. Each stands in the module of its rule; here are those that any rule may give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.language.dates import with_clock, with_weekday
from app.language.message import N_
from app.language.text import digits
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A reason why an act is not allowed.

    `code` is stable, for programs; `status` that of HTTP; `words` are what people read, `named` the same of a slip
    that an officer named, and `early` where another act comes first, all filled with facts; `advice` is what a delegate
    at a booth does next; `field` is what was typed wrong, where a form has such a field.
    """

    code: str
    status: int
    words: str
    named: str = ""
    early: str = ""
    advice: str = ""
    field: str | None = None


class Refused(Exception):
    """An act that the rules do not allow; nothing was changed. `facts` fill the words of its reason."""

    def __init__(self, why: Refusal, **facts: object) -> None:
        super().__init__(why.code)
        self.why = why
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable code of the reason."""
        return self.why.code


def words_in(refused: Refused, wording: Wording) -> str:
    """What a refusal says in a language: numbers, days and several persons as that language writes them."""
    facts = {name: _written(value, wording) for name, value in refused.facts.items()}
    text = (refused.why.named if "serial" in facts else "") or refused.why.words
    if refused.why.early and "first" in facts:
        text, facts["first"] = refused.why.early, wording.gettext(str(facts["first"]))
    return wording.gettext(text) % {"": "", **facts}


def _written(fact: object, wording: Wording) -> object:
    if isinstance(fact, datetime):
        return with_clock(fact, wording.locale)
    if isinstance(fact, date):
        return with_weekday(fact, wording.locale)
    if isinstance(fact, tuple):
        return wording.gettext(", ").join(fact)
    if isinstance(fact, int) or (isinstance(fact, str) and fact.isdecimal()):
        return digits(fact, wording.locale)
    return fact


NOT_FOUND = Refusal(code="not-found", status=404, words=N_("What you look for is not here."))
PHASE_WRONG = Refusal(
    code="phase-wrong",
    status=409,
    words=N_("The election has moved on. This act is not possible in its present phase."),
    early=N_("Not yet: first comes “%(first)s”."),
)
