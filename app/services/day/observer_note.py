"""Notes of observers, each kept with its hour, and the office's answers; both stand in the minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Observer, ObserverNote
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.rows import note_in_session

NOTE_ANSWERED = Refusal(
    code="note-answered",
    status=409,
    words=N_("This note has an answer already, which its observer has read. It stays as it is."),
    field="answer",
)
NOTES_MANY = Refusal(
    code="notes-many",
    status=429,
    words=N_("You have written very many notes. Please speak to an officer."),
    field="text",
)

MOST_NOTES = 100
"""Of one observer: a signed-in device is no place to fill the minutes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteValue:
    """A note of an observer; `answered` is None and `answer` "" before somebody of the office answers."""

    id: int
    observer_id: int
    name: str
    house: str
    at: datetime
    text: str
    answer: str
    answered: datetime | None
    answered_by: str


def write_note(db: Session, act: Act, observer_id: int, text: str) -> NoteValue:
    """Keep a note with its hour; the same again, as by a second touch, is kept once. Refused: not-found, notes-many."""
    row = db.get(Observer, observer_id, with_for_update=True)
    if row is None:
        raise Refused(NOT_FOUND)
    mine = [one for one in notes(db, row.session_id) if one.observer_id == observer_id]
    if mine and mine[-1].text == text:
        return mine[-1]
    if len(mine) >= MOST_NOTES:
        raise Refused(NOTES_MANY)
    made = ObserverNote(
        session_id=row.session_id, observer_id=row.id, at=act.now, text=text, answer="", answered=None, answered_by=""
    )
    db.add(made)
    note_in_session(db, act, journal.Kind.OBSERVER_NOTED, row.session_id)
    return _value(made, row)


def answer_note(db: Session, act: Act, session_id: int, note_id: int, answer: str, *, by: str) -> NoteValue:
    """Answer a note; `by` is the name of the officer as the minutes say it. The same again changes nothing.

    Refused: not-found, note-answered.
    """
    row = db.get(ObserverNote, note_id, with_for_update=True)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    if row.answered is not None and row.answer != answer:
        raise Refused(NOTE_ANSWERED)
    if row.answered is None:
        row.answer, row.answered, row.answered_by = answer, act.now, by
        note_in_session(db, act, journal.Kind.OBSERVER_ANSWERED, session_id)
    return _value(row, db.get_one(Observer, row.observer_id))


def notes(db: Session, session_id: int) -> tuple[NoteValue, ...]:
    """The notes of a session, in the order in which they were written."""
    mine = select(ObserverNote, Observer).join(Observer, Observer.id == ObserverNote.observer_id)
    rows = db.execute(mine.where(ObserverNote.session_id == session_id).order_by(ObserverNote.id))
    return tuple(_value(note, who) for note, who in rows)


def note(db: Session, session_id: int, note_id: int) -> NoteValue:
    """One of them. Refused: not-found."""
    found = next((one for one in notes(db, session_id) if one.id == note_id), None)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def unanswered(db: Session, session_ids: Collection[int]) -> dict[int, int]:
    """How many notes wait for an answer in these sessions, by id; those without any are left out."""
    open_ones = select(ObserverNote.session_id, func.count()).where(ObserverNote.answered.is_(None))
    rows = open_ones.where(ObserverNote.session_id.in_(session_ids)).group_by(ObserverNote.session_id)
    return dict(iter(db.execute(rows)))


def _value(row: ObserverNote, who: Observer) -> NoteValue:
    return NoteValue(
        id=row.id, observer_id=who.id, name=who.name, house=who.house, at=row.at, text=row.text, answer=row.answer,
        answered=row.answered, answered_by=row.answered_by,
    )  # fmt: skip
