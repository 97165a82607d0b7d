"""The speakers' list of a deliberation: who asked for the floor, in that order, who has it, what is noted of it.

Every act may come twice, from two phones or one that was touched twice: the second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AgendaItem, Delegate, Guest, Speech
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.day.noted import need_open, need_unsaid
from app.services.hall.rows import note_in_session
from app.states.speech import SpeechState

NOT_IN_HALL = Refusal(
    code="not-in-hall",
    status=409,
    words=N_("%(name)s is not in the hall by the record of the door. Let the door record it, or type the name."),
    field="who",
)
WARNING = 30
"""Seconds before the end of a speaker's time at which the timer warns."""
MOST_MINUTES = 60
_GONE = (SpeechState.ABSENT, SpeechState.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechValue:
    """One request for the floor, at the item of this id and title; `house`: what the speaker speaks for, or "";
    `minutes`: each speaker's at this item, or None."""

    id: int
    item_id: int
    item: str
    name: str
    house: str
    asked: datetime
    state: SpeechState
    started: datetime | None
    ended: datetime | None
    topic: str
    said: str
    minutes: int | None

    @property
    def ends(self) -> datetime | None:
        """When the time of who has the floor is over; None where it is not limited, and before and after."""
        if self.state is not SpeechState.SPEAKING or self.started is None or self.minutes is None:
            return None
        return self.started + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorValue:
    """Who has the floor in a session, who comes next, and at which item, "" where none is dealt with."""

    item: str
    minutes: int | None
    present: SpeechValue | None
    next: SpeechValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InHall:
    """Somebody in the hall who may ask for the floor."""

    id: int
    name: str
    house: str


def speeches(db: Session, session_id: int, item_id: int = 0) -> tuple[SpeechValue, ...]:
    """The speeches of a session, or of one item, in the order in which the floor was asked for."""
    mine = select(Speech, AgendaItem).join(AgendaItem, AgendaItem.id == Speech.item_id)
    mine = mine.where(Speech.session_id == session_id).order_by(Speech.id)
    return tuple(
        _value(row, item) for row, item in db.execute(mine.where(Speech.item_id == item_id) if item_id else mine)
    )


def floor(db: Session, session_id: int) -> FloorValue:
    """Who has the floor, at whatever item; without one, the item that is dealt with now."""
    every = speeches(db, session_id)
    present = next((one for one in every if one.state is SpeechState.SPEAKING), None)
    under_way = select(AgendaItem).where(AgendaItem.session_id == session_id, AgendaItem.started.is_not(None))
    item = db.scalars(under_way.where(AgendaItem.ended.is_(None))).first()
    if present is not None:
        item = db.get_one(AgendaItem, present.item_id)
    waiting = (one for one in every if item and one.item_id == item.id and one.state is SpeechState.WAITING)
    return FloorValue(
        item=item.title if item else "", minutes=item.minutes if item else None, present=present,
        next=next(waiting, None),
    )  # fmt: skip


def set_minutes(db: Session, act: Act, session_id: int, item_id: int, minutes: int | None) -> None:
    """Say how many minutes each speaker at an item has, from now on also who has the floor; None: no limit.

    Refused: not-found, minutes-say.
    """
    title = need_open(db, session_id, item_id)
    row = db.get_one(AgendaItem, item_id)
    if row.minutes != minutes:
        row.minutes = minutes
        note_in_session(db, act, journal.Kind.SPEECH_MINUTES, session_id, item=title, minutes=minutes or 0)


def add_minute(db: Session, act: Act, session_id: int, item_id: int, *, seen: int) -> None:
    """Add a minute for all speakers at an item alike. `seen` is how many each had when the button was shown, so that a
    second touch adds none. Refused: not-found, minutes-say."""
    need_open(db, session_id, item_id)
    if db.get_one(AgendaItem, item_id).minutes == seen and seen < MOST_MINUTES:
        set_minutes(db, act, session_id, item_id, seen + 1)


def speech(db: Session, session_id: int, speech_id: int) -> SpeechValue:
    """One of them. Refused: not-found."""
    row = _row(db, session_id, speech_id)
    return _value(row, db.get_one(AgendaItem, row.item_id))


def in_hall(db: Session, session_id: int) -> tuple[tuple[InHall, ...], tuple[InHall, ...]]:
    """The delegates and the guests who are in the hall."""
    here = select(Delegate).where(Delegate.session_id == session_id, Delegate.checked_in.is_not(None))
    guests = select(Guest).where(Guest.session_id == session_id, Guest.came.is_not(None), Guest.went.is_(None))
    return (
        tuple(
            InHall(id=one.id, name=one.name_fa, house=one.institution.name_fa)
            for one in db.scalars(here.order_by(Delegate.folded, Delegate.id))
        ),
        tuple(
            InHall(id=one.id, name=one.name, house=one.house)
            for one in db.scalars(guests.order_by(Guest.folded, Guest.id))
        ),
    )


def ask_delegate(db: Session, act: Act, session_id: int, item_id: int, delegate_id: int) -> SpeechValue:
    """Put a delegate of the roll, who is in, on the list. Refused: not-found, minutes-say, not-in-hall."""
    row = db.get(Delegate, delegate_id)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    if row.checked_in is None:
        raise Refused(NOT_IN_HALL, name=row.name_fa)
    return ask(db, act, session_id, item_id, name=row.name_fa, house=row.institution.name_fa)


def ask_guest(db: Session, act: Act, session_id: int, item_id: int, guest_id: int) -> SpeechValue:
    """Put a guest, who is in, on the list. Refused: not-found, minutes-say, not-in-hall."""
    row = db.get(Guest, guest_id)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    if row.came is None or row.went is not None:
        raise Refused(NOT_IN_HALL, name=row.name)
    return ask(db, act, session_id, item_id, name=row.name, house=row.house)


def ask(db: Session, act: Act, session_id: int, item_id: int, *, name: str, house: str) -> SpeechValue:
    """Put somebody on the list by name; who waits or speaks already is there once. Refused: not-found, minutes-say."""
    title = need_open(db, session_id, item_id)
    for one in speeches(db, session_id, item_id):
        if (one.name, one.house) == (name, house) and one.state in (SpeechState.WAITING, SpeechState.SPEAKING):
            return one
    row = Speech(
        session_id=session_id, item_id=item_id, name=name, house=house, asked=act.now, state=SpeechState.WAITING,
        started=None, ended=None, topic="", said="",
    )  # fmt: skip
    db.add(row)
    note_in_session(db, act, journal.Kind.SPEECH_ASKED, session_id, item=title)
    return _value(row, db.get_one(AgendaItem, item_id))


def give(db: Session, act: Act, session_id: int, speech_id: int) -> None:
    """Give somebody the floor, also one who was absent and has come; who had it until then ends.

    Refused: not-found, minutes-say.
    """
    row = _changing(db, session_id, speech_id)
    if row.state in (SpeechState.SPEAKING, SpeechState.OVER):
        return
    for other in _speaking(db, session_id):
        _end(db, act, other)
    row.state, row.started, row.ended = SpeechState.SPEAKING, act.now, None
    _note(db, act, journal.Kind.SPEECH_BEGUN, row)


def finish(db: Session, act: Act, session_id: int, speech_id: int) -> None:
    """End a speech; one that is over, or was never begun, stays as it is. Refused: not-found, minutes-say."""
    row = _changing(db, session_id, speech_id)
    if row.state == SpeechState.SPEAKING:
        _end(db, act, row)


def finish_with_item(db: Session, act: Act, session_id: int) -> None:
    """End the speech at an item of the agenda that has ended."""
    for row in _speaking(db, session_id):
        item = db.get_one(AgendaItem, row.item_id)
        if item.ended is not None:
            _end(db, act, row)


def put_back(db: Session, act: Act, session_id: int, speech_id: int) -> None:
    """Let wait again who was given the floor by mistake, or noted as absent or withdrawn.

    Refused: not-found, minutes-say.
    """
    row = _changing(db, session_id, speech_id)
    if row.state in (SpeechState.SPEAKING, *_GONE):
        row.state, row.started = SpeechState.WAITING, None
        _note(db, act, journal.Kind.SPEECH_CHANGED, row)


def mark_absent(db: Session, act: Act, session_id: int, speech_id: int) -> None:
    """Note that somebody was called and is not here. Refused: not-found, minutes-say."""
    _leave(db, act, session_id, speech_id, SpeechState.ABSENT)


def withdraw_request(db: Session, act: Act, session_id: int, speech_id: int) -> None:
    """Note that somebody no longer wishes to speak. Refused: not-found, minutes-say."""
    _leave(db, act, session_id, speech_id, SpeechState.WITHDRAWN)


def note_speech(
    db: Session, act: Act, session_id: int, speech_id: int, *, name: str, house: str, topic: str, said: str
) -> None:
    """Note topic and a sentence of what was said, and correct the name. Refused: not-found, minutes-say."""
    row = _changing(db, session_id, speech_id)
    if (row.name, row.house, row.topic, row.said) != (name, house, topic, said):
        row.name, row.house, row.topic, row.said = name, house, topic, said
        _note(db, act, journal.Kind.SPEECH_CHANGED, row)


def _leave(db: Session, act: Act, session_id: int, speech_id: int, state: SpeechState) -> None:
    row = _changing(db, session_id, speech_id)
    if row.state == SpeechState.WAITING:
        row.state = state
        _note(db, act, journal.Kind.SPEECH_CHANGED, row)


def _end(db: Session, act: Act, row: Speech) -> None:
    row.state, row.ended = SpeechState.OVER, act.now
    _note(db, act, journal.Kind.SPEECH_ENDED, row)


def _speaking(db: Session, session_id: int) -> list[Speech]:
    return list(db.scalars(select(Speech).where(Speech.session_id == session_id, Speech.state == SpeechState.SPEAKING)))


def _changing(db: Session, session_id: int, speech_id: int) -> Speech:
    """The row, under the lock of its session, while no minutes say it."""
    row = _row(db, session_id, speech_id)
    need_unsaid(db, session_id, row.asked)
    db.refresh(row)
    return row


def _row(db: Session, session_id: int, speech_id: int) -> Speech:
    row = db.get(Speech, speech_id)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    return row


def _note(db: Session, act: Act, kind: journal.Kind, row: Speech) -> None:
    note_in_session(db, act, kind, row.session_id, item=db.get_one(AgendaItem, row.item_id).title)


def _value(row: Speech, item: AgendaItem) -> SpeechValue:
    return SpeechValue(
        id=row.id, item_id=row.item_id, item=item.title, name=row.name, house=row.house, asked=row.asked,
        state=row.state, started=row.started, ended=row.ended, topic=row.topic, said=row.said, minutes=item.minutes,
    )  # fmt: skip
