"""Who presides with an own phone: let in by a code of the day (`day/day_code`), for agenda, timer and speakers alone.

The tables say which buttons that is; the pages of the office read them too, so that both press the same acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import search_key
from app.models import AssemblySession, ChairCode
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.day import presentation, speech
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
from app.services.hall import agenda as agendas
from app.services.hall.rows import note_in_session
from app.states.day_code import CodeState

CHAIR_THERE = Refusal(
    code="chair-there",
    status=409,
    words=N_("This person has a code already. If it is lost or was used elsewhere, make a new one there."),
    field="name",
)
ACTOR = "chair/"
"""How the journal names who acts with a code: this and the number of the code; no user name has such a sign."""

Do = Callable[[Session, Act, int, int], object]
ITEMS: Mapping[str, Do] = {
    "start": agendas.start_item, "end": agendas.end_item, "take-back": agendas.take_back_item,
}  # fmt: skip
TURNS: Mapping[str, Do] = {
    "start": presentation.start, "pause": presentation.pause, "finish": presentation.finish,
    "take-back": presentation.take_back, "absent": presentation.mark_absent, "move": presentation.move_to_end,
    "minute": lambda db, act, session_id, seen: presentation.add_minute(db, act, session_id, seen=seen),
}  # fmt: skip
FLOOR: Mapping[str, Do] = {
    "give": speech.give, "finish": speech.finish, "put-back": speech.put_back, "absent": speech.mark_absent,
    "withdraw": speech.withdraw_request,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairNamed:
    """Who may preside, with the new code in digits, which nobody can read anywhere afterwards."""

    chair: CodeValue
    code: str


def chairs(db: Session, session_id: int) -> tuple[CodeValue, ...]:
    """Who was given a code of a session, the first first."""
    mine = select(ChairCode).where(ChairCode.session_id == session_id).order_by(ChairCode.id)
    return tuple(map(_value, db.scalars(mine)))


def named(db: Session, actors: set[str]) -> dict[str, str]:
    """The names of those among `actors` of the journal who acted with a code."""
    ids = {int(one.removeprefix(ACTOR)) for one in actors if one.startswith(ACTOR)}
    rows = db.scalars(select(ChairCode).where(ChairCode.id.in_(ids))) if ids else ()
    return {f"{ACTOR}{row.id}": row.name for row in rows}


def give_code(db: Session, act: Act, session_id: int, *, name: str) -> ChairNamed:
    """Give somebody a code of a session. Refused: chair-there."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    if search_key(name) in {search_key(one.name) for one in chairs(db, session_id)}:
        raise Refused(CHAIR_THERE)
    row = ChairCode(session_id=session_id, name=name)
    code = new_code(db, act, row)
    db.add(row)
    note_in_session(db, act, journal.Kind.CHAIR_CODE_GIVEN, session_id, chair=name)
    return ChairNamed(chair=_value(row), code=code)


def renew_code(db: Session, act: Act, session_id: int, chair_id: int) -> ChairNamed:
    """Give somebody a new code, also one whose code was taken back; code and sign-in of before end.

    Refused: not-found.
    """
    row = code_row(db, ChairCode, session_id, chair_id)
    code = new_code(db, act, row)
    note_in_session(db, act, journal.Kind.CHAIR_CODE_GIVEN, session_id, chair=row.name)
    return ChairNamed(chair=_value(row), code=code)


def take_code_back(db: Session, act: Act, session_id: int, chair_id: int) -> None:
    """Take a code back and end the sign-in. Refused: not-found."""
    row = code_row(db, ChairCode, session_id, chair_id)
    if revoke_code(act, row):
        note_in_session(db, act, journal.Kind.CHAIR_CODE_TAKEN_BACK, session_id, chair=row.name)


def enter(db: Session, act: Act, typed: str, *, session_id: int | None = None) -> str:
    """Sign somebody in with a code; gives the secret of the sign-in, 64 hexadecimal digits. `session_id`: only a code
    of this session is good.

    Refused: day-code-unknown, day-code-elsewhere, day-code-revoked, day-code-over, day-code-used.
    """
    row, secret = use_code(db, act, ChairCode, typed, session_id)
    acting = replace(act, officers=(f"{ACTOR}{row.id}",))
    note_in_session(db, acting, journal.Kind.CHAIR_CAME, row.session_id, chair=row.name)
    return secret


def leave(db: Session, secret: str) -> None:
    """End a sign-in; the code stays used."""
    end_sign_in(db, ChairCode, secret)


def signed_in(db: Session, secret: str, now: datetime) -> CodeValue | None:
    """Who presides by this sign-in, or None where it has ended."""
    row = signed_in_row(db, ChairCode, secret)
    found = None if row is None else _value(row)
    return found if found is not None and found.state(now) is CodeState.INSIDE else None


def work_item(db: Session, act: Act, session_id: int, named: str, item_id: int) -> None:
    """Begin or end an item; a speech at an item that has ended, ends. Refused: not-found."""
    _need(ITEMS, named)(db, act, session_id, item_id)
    speech.finish_with_item(db, act, session_id)


def work_turn(db: Session, act: Act, session_id: int, named: str, which: int) -> None:
    """Press a button of the timer; `which` is the turn, or how many minutes were added. Refused: as the act does."""
    _need(TURNS, named)(db, act, session_id, which)


def work_floor(db: Session, act: Act, session_id: int, named: str, speech_id: int) -> None:
    """Press a button of the speakers' list. Refused: as the act does."""
    _need(FLOOR, named)(db, act, session_id, speech_id)


def preside(db: Session, act: Act, chair: CodeValue, pressed: str) -> None:
    """What somebody with a code may do, and nothing else: `item-start:12`, `turn-pause:3`, `floor-give:7`,
    `speakers-minute:3` (of who spoke so long at the item that is dealt with).

    Refused: not-found for what there is not, and as the acts do.
    """
    button, _, which = pressed.partition(":")
    place, _, named = button.partition("-")
    if place not in _PLACES or not which.isascii() or not which.isdecimal() or len(which) > 9:
        raise Refused(NOT_FOUND)
    acting = replace(act, officers=(f"{ACTOR}{chair.id}",))
    _PLACES[place](db, acting, chair.session_id, named, int(which))


def _more_time(db: Session, act: Act, session_id: int, named: str, seen: int) -> None:
    """A minute more for all speakers at the item at which somebody has the floor."""
    present = speech.floor(db, session_id).present
    if named != "minute" or present is None:
        raise Refused(NOT_FOUND)
    speech.add_minute(db, act, session_id, present.item_id, seen=seen)


_PLACES: Mapping[str, Callable[[Session, Act, int, str, int], None]] = {
    "item": work_item, "turn": work_turn, "floor": work_floor, "speakers": _more_time,
}  # fmt: skip


def _need(table: Mapping[str, Do], named: str) -> Do:
    if named not in table:
        raise Refused(NOT_FOUND)
    return table[named]


def _value(row: ChairCode) -> CodeValue:
    return CodeValue(**code_fields(row))
