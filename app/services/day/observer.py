"""Observers of a session: admitted by the office with a code that is good once, signed in with it until the day ends.

A code has twelve digits, more than anybody guesses at a server within a day; only digests of it and of the sign-in are
kept. An observer changes nothing: what that one may do is write notes (`day/observer_note`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import at_tehran, in_tehran
from app.language.message import N_
from app.language.text import ascii_digits, search_key
from app.models import AssemblySession, Observer
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.rows import note_in_session
from app.services.hall.session import OBSERVER_CANDIDATE, represents_candidate
from app.states.observer import ObserverState

OBSERVER_THERE = Refusal(
    code="observer-there",
    status=409,
    words=N_("This observer is on the list already. If the code is lost or was used elsewhere, make a new one there."),
    field="name",
)
OBSERVER_CODE_UNKNOWN = Refusal(
    code="observer-code-unknown",
    status=403,
    words=N_("No observer has this code. Compare it with what the office gave you: twelve digits."),
    field="code",
)
OBSERVER_CODE_ELSEWHERE = Refusal(
    code="observer-code-elsewhere",
    status=403,
    words=N_("This code is for another session. Open the address that stands beside the code on its sheet."),
    field="code",
)
OBSERVER_CODE_USED = Refusal(
    code="observer-code-used",
    status=403,
    words=N_(
        "This code was used already, and is good once. If it was not you, tell the office; it gives you a new one."
    ),
    field="code",
)
OBSERVER_CODE_REVOKED = Refusal(
    code="observer-code-revoked",
    status=403,
    words=N_("The office has taken this code back. Please ask there why, or for a new one."),
    field="code",
)
OBSERVER_CODE_OVER = Refusal(
    code="observer-code-over",
    status=403,
    words=N_("The day for which this code was made is over. What is public stays on the pages of the election."),
    field="code",
)

DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserverValue:
    """An observer, of which organisation; the code was `used` then, and is good `until`."""

    id: int
    session_id: int
    name: str
    house: str
    made: datetime
    until: datetime
    used: datetime | None
    revoked: datetime | None

    @property
    def last_day(self) -> date:
        """The day in Tehran at whose end the code is worth nothing any more."""
        return in_tehran(self.until - timedelta(seconds=1)).date()

    def state(self, now: datetime) -> ObserverState:
        """How far this one has come."""
        if self.revoked is not None:
            return ObserverState.REVOKED
        if now >= self.until:
            return ObserverState.OVER
        return ObserverState.INVITED if self.used is None else ObserverState.INSIDE


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
    code = _new_code(db, act, row)
    db.add(row)
    note_in_session(db, act, journal.Kind.OBSERVER_ADMITTED, session_id)
    return Admitted(observer=_value(row), code=code)


def renew(db: Session, act: Act, session_id: int, observer_id: int) -> Admitted:
    """Give an observer a new code, also one whose code was taken back; code and sign-in of before end.

    Refused: not-found.
    """
    row = _row(db, session_id, observer_id)
    code = _new_code(db, act, row)
    row.revoked = None
    note_in_session(db, act, journal.Kind.OBSERVER_ADMITTED, session_id)
    return Admitted(observer=_value(row), code=code)


def revoke(db: Session, act: Act, session_id: int, observer_id: int) -> None:
    """Take an observer's code back and end the sign-in; what that one noted stays. Refused: not-found."""
    row = _row(db, session_id, observer_id)
    if row.revoked is None:
        row.revoked, row.secret = act.now, None
        note_in_session(db, act, journal.Kind.OBSERVER_REVOKED, session_id)


def enter(db: Session, act: Act, typed: str, *, session_id: int | None = None) -> str:
    """Sign an observer in with a code; gives the secret of the sign-in, 64 hexadecimal digits. `session_id`: only a
    code of this session is good.

    Refused: observer-code-unknown, observer-code-elsewhere, observer-code-revoked, observer-code-over,
    observer-code-used.
    """
    digest = _digest("".join(one for one in ascii_digits(typed) if one.isdigit()))
    row = db.scalars(select(Observer).where(Observer.code == digest).with_for_update()).first()
    if row is None:
        raise Refused(OBSERVER_CODE_UNKNOWN)
    if session_id is not None and row.session_id != session_id:
        raise Refused(OBSERVER_CODE_ELSEWHERE)
    state = _value(row).state(act.now)
    if state is ObserverState.REVOKED:
        raise Refused(OBSERVER_CODE_REVOKED)
    if state is ObserverState.OVER:
        raise Refused(OBSERVER_CODE_OVER)
    if state is ObserverState.INSIDE:
        raise Refused(OBSERVER_CODE_USED)
    secret = act.random(32).hex()
    row.used, row.secret = act.now, _digest(secret)
    note_in_session(db, act, journal.Kind.OBSERVER_CAME, row.session_id)
    return secret


def leave(db: Session, secret: str) -> None:
    """End a sign-in; the code stays used."""
    row = db.scalars(select(Observer).where(Observer.secret == _digest(secret))).first()
    if row is not None:
        row.secret = None


def signed_in(db: Session, secret: str, now: datetime) -> ObserverValue | None:
    """The observer of this sign-in, or None where it has ended."""
    row = db.scalars(select(Observer).where(Observer.secret == _digest(secret))).first()
    found = None if row is None else _value(row)
    return found if found is not None and found.state(now) is ObserverState.INSIDE else None


def observers(db: Session, session_id: int) -> tuple[ObserverValue, ...]:
    """The observers of a session, the one admitted first first."""
    return tuple(
        map(_value, db.scalars(select(Observer).where(Observer.session_id == session_id).order_by(Observer.id)))
    )


def _new_code(db: Session, act: Act, row: Observer) -> str:
    """Write a new code into the row, good until the midnight after the session's day in Tehran, or after today."""
    code = f"{int.from_bytes(act.random(16)) % 10**DIGITS:0{DIGITS}d}"
    last = max(db.get_one(AssemblySession, row.session_id).held_on, in_tehran(act.now).date())
    row.code, row.secret, row.used = _digest(code), None, None
    row.made, row.until = act.now, at_tehran(last + timedelta(days=1), time(0))
    return code


def _digest(text: str) -> str:
    return hashlib.sha256(f"observer|{text}".encode()).hexdigest()


def _row(db: Session, session_id: int, observer_id: int) -> Observer:
    mine = select(Observer).where(Observer.id == observer_id, Observer.session_id == session_id)
    row = db.scalars(mine.with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _value(row: Observer) -> ObserverValue:
    return ObserverValue(
        id=row.id, session_id=row.session_id, name=row.name, house=row.house, made=row.made, until=row.until,
        used=row.used, revoked=row.revoked,
    )  # fmt: skip
