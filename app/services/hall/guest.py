"""Guests of a session, invited or of the press: listed and let in at the same door, never in roll, quorum or vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import text
from app.models import Guest
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.hall.rows import note_in_session
from app.states.guest import GuestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestValue:
    """A guest; `house` is the office or paper that one comes from. In the hall since `came` while `went` is None."""

    id: int
    kind: GuestKind
    name: str
    house: str
    came: datetime | None
    went: datetime | None

    @property
    def is_here(self) -> bool:
        """Whether the guest is in the hall."""
        return self.came is not None and self.went is None


def add_guest(db: Session, act: Act, session_id: int, *, kind: GuestKind, name: str, house: str) -> GuestValue:
    """Put a guest on the list of a session."""
    folded = text.search_key(f"{name} {house}")
    row = Guest(session_id=session_id, kind=kind, name=name, house=house, folded=folded, came=None, went=None)
    db.add(row)
    _note(db, act, journal.Kind.GUEST_ADDED, row)
    return _value(row)


def guest_moves(db: Session, act: Act, session_id: int, guest_id: int, *, is_in: bool) -> GuestValue:
    """Record that a guest came (`is_in`) or went; doing it twice changes nothing. Refused: not-found."""
    mine = select(Guest).where(Guest.id == guest_id, Guest.session_id == session_id)
    row = db.scalars(mine.with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    if is_in != _value(row).is_here:
        row.came, row.went = (row.came or act.now, None) if is_in else (row.came, act.now)
        _note(db, act, journal.Kind.GUEST_CAME if is_in else journal.Kind.GUEST_WENT, row)
    return _value(row)


def guests_like(db: Session, session_id: int, typed: str, *, most: int) -> tuple[GuestValue, ...]:
    """The guests whom every typed word fits, at most so many."""
    words = [text.search_key(one) for one in typed.split()]
    if not any(words):
        return ()
    asked = (Guest.folded.contains(one, autoescape=True) for one in words)
    rows = select(Guest).where(Guest.session_id == session_id, *asked).order_by(Guest.folded, Guest.id).limit(most)
    return tuple(map(_value, db.scalars(rows)))


def guests_here(db: Session, session_id: int) -> int:
    """How many guests are in the hall."""
    here = select(func.count()).where(Guest.session_id == session_id, Guest.came.is_not(None), Guest.went.is_(None))
    return db.scalar(here) or 0


def _note(db: Session, act: Act, kind: journal.Kind, row: Guest) -> None:
    note_in_session(db, act, kind, row.session_id, guest=row.id)


def _value(row: Guest) -> GuestValue:
    return GuestValue(id=row.id, kind=row.kind, name=row.name, house=row.house, came=row.came, went=row.went)
