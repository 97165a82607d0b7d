"""Looking somebody of the roll up at the door: by the code of an invitation, by number, by any words of a name."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from app.language import reference, text
from app.language.message import N_
from app.models import AssemblySession, Delegate, FormerDelegate, Institution
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.roll import DelegateValue, chosen

DOOR_CODE_ELSEWHERE = Refusal(
    code="door-code-elsewhere",
    status=404,
    words=N_("This invitation is for another session: the one of %(day)s. Please look the person up by name."),
)
DOOR_CODE_REPLACED = Refusal(
    code="door-code-replaced",
    status=409,
    words=N_("This invitation was made for %(former)s. For the same institution now comes %(name)s."),
)
DOOR_CODE_STRANGE = Refusal(
    code="door-code-strange",
    status=404,
    words=N_("This is not the code of an invitation. Please look the person up by name."),
)
DOOR_CODE_UNKNOWN = Refusal(
    code="door-code-unknown",
    status=404,
    words=N_("Nobody on this roll has this invitation. Please look the person up by name."),
)
DOOR_NOBODY = Refusal(
    code="door-nobody",
    status=404,
    words=N_("Nobody on the roll is found by this. Try a shorter part of the name, the institution or the province."),
)

PREFIX = "MAJMA:D:"
"""What the code of an invitation begins with; behind it stands which line of the roll is meant."""
CODE_LENGTH = len(PREFIX) + 12
_CODE = re.compile(PREFIX + "([A-Z2-7]{12})")
STRANGE = "^majma|^https?:|[0-9]{12}"
LONGEST = 40
"""What is a code of something else, or has a longer word than any name: it may be a slip's, and is not looked for."""


def look_up(db: Session, session_id: int, typed: str, *, most: int) -> tuple[DelegateValue, ...]:
    """The delegates whom what was scanned or typed means, at most so many, in Persian order of their institutions.

    Refused: door-code-elsewhere, door-code-replaced, door-code-strange, door-code-unknown, door-nobody.
    """
    plain = "".join(typed.split())
    found = _CODE.fullmatch(plain.upper())
    if found:
        return (_by_code(db, session_id, found[1]),)
    if re.search(STRANGE, text.fold(plain), re.IGNORECASE) or any(len(word) > LONGEST for word in typed.split()):
        raise Refused(DOOR_CODE_STRANGE)
    words = text.fold(typed).split()
    if not words:
        raise Refused(DOOR_NOBODY)
    mine = select(Delegate).join(Delegate.institution)
    mine = mine.where(Delegate.session_id == session_id, *(_has(one, alone=len(words) == 1) for one in words))
    rows = db.scalars(mine.order_by(Institution.sort_key, Delegate.id).limit(most)).all()
    if len(words) == 1 and words[0].isdecimal():  # of «12» and «112» the number itself is meant
        rows = [row for row in rows if row.number == int(words[0])] or rows
    if not rows:
        raise Refused(DOOR_NOBODY)
    return chosen(db, session_id, [row.id for row in rows])


def _by_code(db: Session, session_id: int, code: str) -> DelegateValue:
    row = db.scalars(select(Delegate).where(Delegate.code == code)).first()
    if row is None:
        raise _replaced(db, session_id, code) or Refused(DOOR_CODE_UNKNOWN)
    if row.session_id != session_id:
        raise Refused(DOOR_CODE_ELSEWHERE, day=db.get_one(AssemblySession, row.session_id).held_on)
    return chosen(db, session_id, [row.id])[0]


def _replaced(db: Session, session_id: int, code: str) -> Refused | None:
    """That the invitation was somebody's for whom a substitute comes, or None."""
    both = select(FormerDelegate.name_fa, Delegate.name_fa).join(Delegate, Delegate.id == FormerDelegate.delegate_id)
    found = db.execute(both.where(FormerDelegate.code == code, Delegate.session_id == session_id)).first()
    return None if found is None else Refused(DOOR_CODE_REPLACED, former=found[0], name=found[1])


def _has(word: str, *, alone: bool) -> ColumnElement[bool]:
    """That a word stands in the names of person or institution, whatever the spaces, in the province's, or, where it is
    `alone`, in the number."""
    named = (func.replace(column, " ", "") for column in (Delegate.folded, Institution.folded))
    asked = [one.contains(word, autoescape=True) for one in named]
    asked.append(func.lower(Delegate.name_en).contains(word, autoescape=True))
    provinces = [one.code for one in reference.provinces() if _in_province(one, word)]
    if provinces:
        asked.append(Institution.province.in_(provinces))
    if alone and word.isdecimal():
        asked.append(cast(Delegate.number, Text).contains(word))
    return or_(*asked)


def _in_province(one: reference.Province, word: str) -> bool:
    return len(word) > 1 and any(word in text.fold(one.name(language)).split() for language in text.LANGUAGES)
