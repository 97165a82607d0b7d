"""Observers of a session: admitted by the office with a code of the day (`day/day_code`).

An observer changes nothing: what that one may do is write notes (`day/observer_note`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import search_key
from app.models import AssemblySession, Observer
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.day.day_code import CodeValue
from app.services.day.rows import (
    code_fields,
    code_row,
    end_sign_in,
    new_code,
    revoke_code,
    signed_in_row,
    use_code,
)
from app.services.hall.rows import note_in_session
from app.services.hall.session import OBSERVER_CANDIDATE, represents_candidate
from app.states.day_code import CodeState

OBSERVER_THERE = Refusal(
    code="observer-there",
    status=409,
    words=N_("This observer is on the list already. If the code is lost or was used elsewhere, make a new one there."),
    field="name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserverValue(CodeValue):
    """An observer, of which organisation."""

    house: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """An observer with the new code in digits, which nobody can read anywhere afterwards."""

    observer: ObserverValue
    code: str


def admit(db: Session, act: Act, session_id: int, *, name: str, house: str) -> Admitted:
    """Admit somebody as an observer of a session. Refused: observer-there, observer-candidate."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    if represents_candidate(db, session_id, name):
        raise Refused(OBSERVER_CANDIDATE, field="name")
    same = (search_key(name), search_key(house))
    if any((search_key(one.name), search_key(one.house)) == same for one in observers(db, session_id)):
        raise Refused(OBSERVER_THERE)
    row = Observer(session_id=session_id, name=name, house=house, code="", revoked=None)
    code = new_code(db, act, row)
    db.add(row)
    note_in_session(db, act, journal.Kind.OBSERVER_ADMITTED, session_id)
    return Admitted(observer=_value(row), code=code)


def renew(db: Session, act: Act, session_id: int, observer_id: int) -> Admitted:
    """Give an observer a new code, also one whose code was taken back; code and sign-in of before end.

    Refused: not-found.
    """
    row = code_row(db, Observer, session_id, observer_id)
    code = new_code(db, act, row)
    note_in_session(db, act, journal.Kind.OBSERVER_ADMITTED, session_id)
    return Admitted(observer=_value(row), code=code)


def revoke(db: Session, act: Act, session_id: int, observer_id: int) -> None:
    """Take an observer's code back and end the sign-in; what that one noted stays. Refused: not-found."""
    if revoke_code(act, code_row(db, Observer, session_id, observer_id)):
        note_in_session(db, act, journal.Kind.OBSERVER_REVOKED, session_id)


def enter(db: Session, act: Act, typed: str, *, session_id: int | None = None) -> str:
    """Sign an observer in with a code; gives the secret of the sign-in, 64 hexadecimal digits. `session_id`: only a
    code of this session is good.

    Refused: day-code-unknown, day-code-elsewhere, day-code-revoked, day-code-over, day-code-used.
    """
    row, secret = use_code(db, act, Observer, typed, session_id)
    note_in_session(db, act, journal.Kind.OBSERVER_CAME, row.session_id)
    return secret


def leave(db: Session, secret: str) -> None:
    """End a sign-in; the code stays used."""
    end_sign_in(db, Observer, secret)


def signed_in(db: Session, secret: str, now: datetime) -> ObserverValue | None:
    """The observer of this sign-in, or None where it has ended."""
    row = signed_in_row(db, Observer, secret)
    found = None if row is None else _value(row)
    return found if found is not None and found.state(now) is CodeState.INSIDE else None


def observers(db: Session, session_id: int) -> tuple[ObserverValue, ...]:
    """The observers of a session, the one admitted first first."""
    return tuple(
        map(_value, db.scalars(select(Observer).where(Observer.session_id == session_id).order_by(Observer.id)))
    )


def _value(row: Observer) -> ObserverValue:
    return ObserverValue(house=row.house, **code_fields(row))
