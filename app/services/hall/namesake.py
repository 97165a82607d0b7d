"""One person stands on one line of a roll: two lines of one name are two slips, unless they are two persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import Delegate, Election
from app.services.acts.refusal import Refusal, Refused
from app.services.hall.rows import voting

PERSON_ON_ROLL = Refusal(
    code="person-on-roll",
    status=409,
    words=N_(
        "A person of this name stands on the roll for %(institution)s, and each line of the roll gets a slip. If this "
        "is another person of the same name, tick that."
    ),
    field="name_fa",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A name that several lines of a roll have, and the institutions of these."""

    name: Names
    institutions: tuple[Names, ...]


def need_unlike(db: Session, session_id: int, name: Names, *, but: int = 0) -> None:
    """Refuse (person-on-roll) a name that stands on the roll of a session, on another line than that `but`."""
    lines = select(Delegate).where(Delegate.session_id == session_id, Delegate.id != but).order_by(Delegate.number)
    wanted = text.search_key(name.fa)
    for one in db.scalars(lines):
        if text.search_key(one.name_fa) == wanted:
            raise Refused(PERSON_ON_ROLL, institution=one.institution.name_fa)


def doubtful(db: Session, session_id: int, names: Collection[str], *, among_themselves: bool) -> frozenset[str]:
    """Which of these names stand on the roll already, or several times among themselves: nobody knows whether they are
    one person until the office says so."""
    enrolled = select(Delegate.name_fa).where(Delegate.session_id == session_id)
    there = {text.search_key(one) for one in db.scalars(enrolled)}
    often = Counter(text.search_key(one) for one in names)
    return frozenset(
        one for one in names if (key := text.search_key(one)) in there or (among_themselves and often[key] > 1)
    )


def alike(db: Session, election_id: int) -> tuple[Alike, ...]:
    """The names that several have who would vote in an election if it were frozen now."""
    lines = select(Delegate).where(*voting(db.get_one(Election, election_id))).order_by(Delegate.number)
    found: dict[str, list[Delegate]] = {}
    for one in db.scalars(lines):
        found.setdefault(text.search_key(one.name_fa), []).append(one)
    return tuple(
        Alike(
            name=Names(rows[0].name_fa, rows[0].name_en),
            institutions=tuple(
                Names(one.institution.name_fa, one.institution.name_en, one.institution.name_ar) for one in rows
            ),
        )
        for rows in found.values()
        if len(rows) > 1
    )
