"""Requests of anybody to look again at the roll: kept under a number, ruled by the office, answered under a code.

Nobody signs in for one. What keeps floods away is counted by network address, and how many may wait at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import ascii_digits, search_key
from app.models import AssemblySession, RollRequest
from app.services.accounts.throttle import count_public
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.presence import need_roll_open
from app.services.hall.rows import note_in_session
from app.states.roll import RequestState

REQUESTS_MANY = Refusal(
    code="requests-many",
    status=429,
    words=N_(
        "Very many requests wait already. Please turn to the secretariat yourself, with your institution’s letter."
    ),
)
REQUESTS_PAUSED = Refusal(
    code="requests-paused",
    status=429,
    words=N_("Very much was sent from here. Please wait %(minutes)s minutes, or turn to the secretariat yourself."),
)
REQUEST_TWICE = Refusal(
    code="request-twice",
    status=409,
    words=N_(
        "The same request was made before, under no. %(number)s, and waits. Its answer stands under its own code."
    ),
)
REQUEST_UNKNOWN = Refusal(
    code="request-unknown",
    status=404,
    words=N_("There is no request of this session with this number and this code. Please compare both with your note."),
    field="code",
)
REQUEST_RULED = Refusal(
    code="request-ruled", status=409, words=N_("This request was ruled already. Its answer is not written over.")
)

MOST_BY_ADDRESS = 20
"""So many requests of one network address make a pause: those of a whole hall behind one, not those of a program."""
MOST_LOOKS = 100
MOST_WAITING = 300
"""So many wait at most: more than any assembly has institutions that were forgotten, and few enough to be read."""
DIGITS = 12
"""Of a code: with the looks at answers counted, more than anybody guesses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestValue:
    """A request; `reason` is the office's answer, and `ruled` None until it has one."""

    session_id: int
    number: int
    institution: str
    person: str
    wrong: str
    contact: str
    made: datetime
    state: RequestState
    reason: str
    ruled: datetime | None
    ruled_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRequest:
    """A request with the code of its answer in digits, which nobody can read anywhere afterwards."""

    request: RequestValue
    code: str


def make(
    db: Session, act: Act, session_id: int, *, institution: str, person: str, wrong: str, contact: str
) -> MadeRequest:
    """Keep a request, until the voting of all elections is closed.

    Refused: roll-closed, requests-many, request-twice.
    """
    need_roll_open(db, session_id)
    db.get_one(AssemblySession, session_id, with_for_update=True)
    twin = (search_key(institution), search_key(person), search_key(wrong))
    waiting = [one for one in requests(db, session_id) if one.state is RequestState.WAITING]
    for one in waiting:
        if (search_key(one.institution), search_key(one.person), search_key(one.wrong)) == twin:
            raise Refused(REQUEST_TWICE, number=one.number)
    if len(waiting) >= MOST_WAITING:
        raise Refused(REQUESTS_MANY)
    last = db.scalar(select(func.max(RollRequest.number)).where(RollRequest.session_id == session_id)) or 0
    code = act.digits(DIGITS)
    row = RollRequest(
        session_id=session_id, number=last + 1, code_sha256=_digest(code), institution=institution, person=person,
        wrong=wrong, contact=contact, made=act.now, state=RequestState.WAITING, reason="", ruled=None, ruled_by=[],
    )  # fmt: skip
    db.add(row)
    note_in_session(db, act, journal.Kind.ROLL_REQUESTED, session_id, number=row.number)
    return MadeRequest(request=_value(row), code=code)


def count_making(db: Session, address: str, now: datetime) -> None:
    """Count one more request of this network address, kept whatever comes of it. Refused: requests-paused."""
    _count(db, "roll-request", address, now, MOST_BY_ADDRESS)


def count_looking(db: Session, address: str, now: datetime) -> None:
    """The same for a look at an answer. Refused: requests-paused."""
    _count(db, "roll-answer", address, now, MOST_LOOKS)


def answer(db: Session, session_id: int, *, number: str, code: str) -> RequestValue:
    """The request of this number, for who has its code, however both are typed. Refused: request-unknown."""
    plain = ascii_digits(number).strip()
    wanted = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else 0
    row = _row(db, session_id, wanted)
    typed = "".join(sign for sign in ascii_digits(code) if sign.isalnum())
    if row is None or row.code_sha256 != _digest(typed):
        raise Refused(REQUEST_UNKNOWN)
    return _value(row)


def rule(db: Session, act: Act, session_id: int, number: int, *, accepted: bool, reason: str) -> RequestValue:
    """Answer a request; who accepts it then changes the roll. Refused: not-found, request-ruled."""
    row = _row(db, session_id, number, lock=True)
    if row is None:
        raise Refused(NOT_FOUND)
    if row.state is not RequestState.WAITING:
        raise Refused(REQUEST_RULED)
    row.state = RequestState.ACCEPTED if accepted else RequestState.REJECTED
    row.reason, row.ruled, row.ruled_by = reason, act.now, list(act.officers)
    note_in_session(
        db, act, journal.Kind.ROLL_REQUEST_RULED, session_id, number=number, ruling=row.state.value, reason=reason
    )
    return _value(row)


def requests(db: Session, session_id: int) -> tuple[RequestValue, ...]:
    """The requests of a session, by number."""
    rows = select(RollRequest).where(RollRequest.session_id == session_id).order_by(RollRequest.number)
    return tuple(map(_value, db.scalars(rows)))


def request(db: Session, session_id: int, number: int) -> RequestValue:
    """One of them. Refused: not-found."""
    row = _row(db, session_id, number)
    if row is None:
        raise Refused(NOT_FOUND)
    return _value(row)


def waiting_in(db: Session, session_ids: Collection[int]) -> dict[int, int]:
    """How many requests wait for a ruling in these sessions, by id; those without any are left out."""
    mine = select(RollRequest.session_id, func.count()).where(RollRequest.state == RequestState.WAITING)
    rows = mine.where(RollRequest.session_id.in_(session_ids)).group_by(RollRequest.session_id)
    return dict(iter(db.execute(rows)))


def _count(db: Session, kind: str, address: str, now: datetime, most: int) -> None:
    minutes = count_public(db, kind, address, now, most)
    if minutes:
        raise Refused(REQUESTS_PAUSED, minutes=minutes)


def _row(db: Session, session_id: int, number: int, *, lock: bool = False) -> RollRequest | None:
    mine = select(RollRequest).where(RollRequest.session_id == session_id, RollRequest.number == number)
    return db.scalars(mine.with_for_update() if lock else mine).first()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _value(row: RollRequest) -> RequestValue:
    return RequestValue(
        session_id=row.session_id, number=row.number, institution=row.institution, person=row.person, wrong=row.wrong,
        contact=row.contact, made=row.made, state=row.state, reason=row.reason, ruled=row.ruled,
        ruled_by=tuple(row.ruled_by),
    )  # fmt: skip
