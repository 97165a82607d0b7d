"""The election's own copy of what its papers and pages say, taken at freezing: the register moves on, the record not.

Institutions are copied when the election is frozen. What may lawfully change until the poll is closed (day, place,
quorum, who is there) is copied at closing; who presides, when the result is announced, or at an annulment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Delegate, Election, Institution, Nomination
from app.services.acts.kept_value import as_kept, packed
from app.services.election.rows import find
from app.services.hall import roll
from app.services.hall.session import SessionValue, session_values
from app.services.register.body import body_values
from app.services.register.institution import kept_institution
from app.states.phase import Phase

AT_FREEZING = frozenset({"number", "assembly"})
UNTIL_ANNOUNCED = frozenset({"presidium", "agenda"})
WAYS = ("id", "address", "assembly_id", "code")
"""How an assembly or a body is found, which no paper says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who was there: a delegate, of which institution, from where."""

    name: Names
    institution: Names
    province: str


def keep(db: Session, election_id: int, phase: Phase) -> None:
    """Copy what is fixed with this phase; what was copied before stays. Without a fingerprint nothing is fixed."""
    row = db.get_one(Election, election_id)
    if row.fingerprint is None:
        return
    if phase == Phase.FROZEN:
        row.frozen = None
        _keep_institutions(db, row)
    before: dict[str, Any] = row.frozen or {}
    session = session_values(db, [row.session_id])[row.session_id]
    title = Names(row.title_fa, row.title_en, row.title_ar)
    body = body_values(db, [row.body_id])[row.body_id]
    fixed = {"title": packed(title), "body": packed(body, but=WAYS), **before}
    fixed["session"] = {**_said(session, phase), **before.get("session", {})}
    if phase != Phase.FROZEN and "present" not in fixed:
        fixed["present"] = [packed(one) for one in _present(db, row.session_id)]
    row.frozen = fixed


def attendees(db: Session, public_id: str) -> tuple[Present, ...]:
    """Who is in the hall, or was when the poll was closed, in Persian order of institutions. Refused: not-found."""
    row = find(db, public_id)
    kept: Any = (row.frozen or {}).get("present")
    if kept is None:
        return _present(db, row.session_id)
    empty = Present(name=Names(""), institution=Names(""), province="")
    return tuple(as_kept(empty, one) for one in kept)


def _said(session: SessionValue, phase: Phase) -> dict[str, object]:
    """What of a session is fixed with a phase."""
    said = {**packed(session, but=("id", "elections", "assembly")), "assembly": packed(session.assembly, but=WAYS)}
    if phase == Phase.FROZEN:
        return {name: value for name, value in said.items() if name in AT_FREEZING}
    if phase == Phase.CLOSED:
        return {name: value for name, value in said.items() if name not in UNTIL_ANNOUNCED}
    return said


def _present(db: Session, session_id: int) -> tuple[Present, ...]:
    return tuple(
        Present(name=one.name, institution=one.institution.name, province=one.institution.province)
        for one in roll.roll(db, session_id)
        if one.checked_in
    )


def _keep_institutions(db: Session, row: Election) -> None:
    """Of all nominations, also of those that are on no ballot, and of the roll."""
    nominations = db.scalars(select(Nomination).where(Nomination.election_id == row.id)).all()
    mine = select(Election.phase).where(Election.session_id == row.session_id, Election.id != row.id)
    others = set(db.scalars(mine)) & {Phase.FROZEN, Phase.OPEN}  # what these say of the roll rests on its copy
    delegates = [
        one
        for one in db.scalars(select(Delegate).where(Delegate.session_id == row.session_id))
        if one.frozen is None or not others
    ]
    named: list[Nomination | Delegate] = [*nominations, *delegates]
    ids = {one.institution_id for one in named}
    _read = db.scalars(select(Institution).where(Institution.id.in_(ids))).all()  # all at once
    kept = {number: kept_institution(db, number) for number in ids}
    for one in named:
        one.frozen = kept[one.institution_id]
