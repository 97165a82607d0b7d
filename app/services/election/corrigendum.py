"""Corrigenda: a mistake in a frozen name is mended beside it; the frozen words stay where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.language.text import fold
from app.models import Corrigendum, Delegate, Nomination, Voter
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.step import Step
from app.services.election.rows import find, find_nomination
from app.states.election import Corrects
from app.states.officer import Permission
from app.states.phase import POLLING, VOTED

CORRIGENDUM_ALIKE = Refusal(
    code="corrigendum-alike",
    status=409,
    words=N_("Another candidate of this election has this name: %(name)s. Both could not be told apart."),
    field="name_fa",
)
CORRIGENDUM_SAME = Refusal(
    code="corrigendum-same", status=409, words=N_("These names already stand so. Nothing was changed."), field="name_fa"
)


_OF_CANDIDATE = (Corrects.NAME, Corrects.REPRESENTATIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What stands beside the frozen names of a candidate; None where the frozen one is right."""

    name: Names | None = None
    representative: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrigendumValue:
    """One corrigendum: its number in the election, which name of which candidate or voter, what it was and what is
    right; `about` is None where it is about the election itself."""

    number: int
    at: datetime
    about: Names | None
    corrects: Corrects
    was: Names
    now: Names
    reason: str
    officers: tuple[str, ...]


def correct(
    db: Session, act: Act, public_id: str, nomination_id: int, *, name: Names, representative: Names, reason: str
) -> Corrected:
    """Say how a candidate and its representative are rightly named; two officers. Another corrigendum undoes it.

    Refused: not-found (also for who is not on the ballot), phase-wrong, two-officers-needed, corrigendum-same,
    corrigendum-alike.
    """
    election, row = find_nomination(db, public_id, nomination_id, lock=True)
    CORRIGENDUM.need(db, act, election.id)
    if row.number is None:
        raise Refused(NOT_FOUND)
    frozen, standing = _frozen(row), _standing(row)
    typed = {Corrects.NAME: name, Corrects.REPRESENTATIVE: representative}
    changed = {what: one for what, one in typed.items() if one != standing[what]}
    if not changed:
        raise Refused(CORRIGENDUM_SAME)
    if Corrects.NAME in changed:
        _need_unlike(db, row, name)
    for what, one in changed.items():
        enter(db, act, election.id, what, standing[what], one, reason, about=(row.id, row.institution_id))
    row.corrected = {what.value: asdict(one) for what, one in typed.items() if one != frozen[what]} or None
    _tell_voters(db, row)
    db.flush()
    return corrected(row.corrected)


def corrected(kept: Mapping[str, object] | None) -> Corrected:
    """What a row keeps of standing corrections, as a value."""
    said: dict[str, Any] = {**(kept or {})}
    return Corrected(**{what.value: Names(**said[what.value]) for what in _OF_CANDIDATE if what.value in said})


def corrections(db: Session, election_id: int) -> dict[int, Corrected]:
    """What stands beside the names of an election's candidates, by institution."""
    mine = (Nomination.election_id == election_id, Nomination.corrected.is_not(None))
    rows = db.execute(select(Nomination.institution_id, Nomination.corrected).where(*mine))
    return {one: corrected(kept) for one, kept in rows}


def corrigenda(db: Session, public_id: str, nomination_id: int | None = None) -> tuple[CorrigendumValue, ...]:
    """The corrigenda of an election, or of one candidate, the oldest first. Refused: not-found."""
    voter = (Voter.election_id == Corrigendum.election_id) & (Voter.delegate_id == Corrigendum.delegate_id)
    query = select(Corrigendum, Nomination, Voter).outerjoin(Nomination, Nomination.id == Corrigendum.nomination_id)
    query = query.outerjoin(Voter, voter).where(Corrigendum.election_id == find(db, public_id).id)
    if nomination_id is not None:
        query = query.where(Corrigendum.nomination_id == nomination_id)
    return tuple(
        CorrigendumValue(
            number=one.number, at=one.at, about=_about(candidate, voter),
            corrects=one.corrects, was=Names(**one.was), now=Names(**one.now), reason=one.reason,
            officers=tuple(one.officers),
        )
        for one, candidate, voter in db.execute(query.order_by(Corrigendum.number))
    )  # fmt: skip


def _about(candidate: Nomination | None, voter: Voter | None) -> Names | None:
    """Whom a corrigendum is about, by the frozen name."""
    if candidate is not None:
        return _frozen(candidate)[Corrects.NAME]
    said: dict[str, Any] = {**((voter.frozen if voter is not None else None) or {})}
    return Names(**said["name"]) if said else None


def _tell_voters(db: Session, row: Nomination) -> None:
    """Say the candidate's right name also where the attendance sheet names it as who sent a delegate."""
    mine = select(Voter).join(Delegate, Delegate.id == Voter.delegate_id)
    mine = mine.where(Voter.election_id == row.election_id, Delegate.institution_id == row.institution_id)
    right = (row.corrected or {}).get(Corrects.NAME.value)
    for voter in db.scalars(mine):
        others = {what: one for what, one in (voter.corrected or {}).items() if what != Corrects.DELEGATION}
        voter.corrected = {**others, **({Corrects.DELEGATION.value: right} if right else {})} or None


def need_open(db: Session, act: Act, election_id: int) -> None:
    """Refuse a corrigendum in this phase, or by fewer than two. Refused: phase-wrong, two-officers-needed."""
    CORRIGENDUM.need(db, act, election_id)


def enter(
    db: Session, act: Act, election_id: int, what: Corrects, was: Names, now: Names, reason: str, *,
    about: tuple[int, int] | None = None, delegate_id: int | None = None,
) -> None:  # fmt: skip
    """Give a corrigendum the next number of its election, and write it down.

    `about` are the ids of a candidate's nomination and institution.
    """
    nomination_id, institution_id = about or (None, None)
    last = db.scalar(select(func.max(Corrigendum.number)).where(Corrigendum.election_id == election_id)) or 0
    made = Corrigendum(
        election_id=election_id, nomination_id=nomination_id, delegate_id=delegate_id,
        number=last + 1, corrects=what, was=asdict(was), now=asdict(now), reason=reason, officers=list(act.officers),
        at=act.now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    whom: dict[str, Any] = {"institution": institution_id, "delegate": delegate_id}
    journal.record(
        db, act, journal.Kind.NAME_CORRECTED, election_id=election_id, number=made.number, corrects=what.value,
        was=made.was, now=made.now, reason=reason, **{word: one for word, one in whom.items() if one is not None},
    )  # fmt: skip


def _frozen(row: Nomination) -> dict[Corrects, Names]:
    """The names as they were frozen."""
    said: dict[str, Any] = {**(row.frozen or {})}
    return {
        Corrects.NAME: Names(**said["name"]),
        Corrects.REPRESENTATIVE: Names(row.representative_fa, row.representative_en, row.representative_ar),
    }


def _standing(row: Nomination) -> dict[Corrects, Names]:
    """The names as they are said to be right by now."""
    beside = corrected(row.corrected)
    return {what: getattr(beside, what.value) or one for what, one in _frozen(row).items()}


def _need_unlike(db: Session, row: Nomination, name: Names) -> None:
    mine = (Nomination.election_id == row.election_id, Nomination.number.is_not(None), Nomination.id != row.id)
    for other in db.scalars(select(Nomination).where(*mine)):
        names = (_frozen(other)[Corrects.NAME], _standing(other)[Corrects.NAME])
        if fold(name.fa) in {fold(one.fa) for one in names}:
            raise Refused(CORRIGENDUM_ALIKE, name=name.fa)


CORRIGENDUM = Step(
    code="corrigendum",
    permission=Permission.DECIDE,
    officers=2,
    before=(*POLLING, *VOTED),
    side=True,
    line=False,
    page="office.corrigenda",
    form="office.corrigendum",
    entry=journal.Kind.NAME_CORRECTED,
    noted=N_("Frozen name corrected"),
    title=N_("Correct a frozen name"),
    sentence=N_("The frozen words stay. The right name stands beside them on ballot, result, minutes and letters."),
    button=N_("Go to the corrections"),
)
