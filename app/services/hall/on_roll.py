"""«Am I on the roll?»: what everybody may ask, and is answered without a list of persons being given out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.names import Names
from app.models import Delegate, Institution

LEAST = 4
"""Letters of an institution's name that are asked for at least; a person's name is asked for as a whole."""
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoll:
    """An institution with a delegate on the roll; `is_asked`: the delegate is who was asked for."""

    institution: Names
    province: str
    is_asked: bool


def on_roll(db: Session, session_id: int, asked: str) -> tuple[OnRoll, ...]:
    """The institutions of a roll whose delegate has exactly the name that is asked for, however it is spelt, or whose
    own name has it in it; a delegate's name is never said."""
    plain = text.search_key(asked)
    if len(plain) < LEAST:
        return ()
    person, institution = (func.replace(column, " ", "") for column in (Delegate.folded, Institution.folded))
    mine = select(Institution.name_fa, Institution.name_en, Institution.name_ar, Institution.province, person == plain)
    found = mine.join(Delegate, Delegate.institution_id == Institution.id).where(
        Delegate.session_id == session_id, (person == plain) | institution.contains(plain, autoescape=True)
    )
    rows = db.execute(found.order_by(Institution.sort_key, Institution.id).limit(MOST))
    return tuple(
        OnRoll(institution=Names(fa, en, ar), province=province, is_asked=bool(same))
        for fa, en, ar, province, same in rows
    )
