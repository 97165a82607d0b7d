"""The rows of a session's day, for services alone: what leaves the services is a value."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AssemblySession, ChairCode, Observer, PresentationRound
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day.day_code import (
    DAY_CODE_ELSEWHERE,
    DAY_CODE_UNKNOWN,
    DIGITS,
    CodeValue,
    digest,
    digits_of,
    good_until,
    need_usable,
)
from app.states.presentation import SpeakingOrder

C = TypeVar("C", Observer, ChairCode)

MINUTES = 5
"""What each candidate has where nobody said another time, as in the councils of such institutions."""


def round_row(db: Session, session_id: int) -> PresentationRound:
    """The row of what all presentations share, made where there was none, under the lock of its session."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    row = db.get(PresentationRound, session_id, populate_existing=True)
    if row is None:
        row = PresentationRound(
            session_id=session_id, minutes=MINUTES, extra=0, drawn_by=SpeakingOrder.UNDRAWN, listed=[], announced=None,
            digits="", seed="", drawn_at=None,
        )  # fmt: skip
        db.add(row)
        db.flush()
    return row


def new_code(db: Session, act: Act, row: Observer | ChairCode) -> str:
    """Write a new code into a row, also one that was taken back; code and sign-in of before end."""
    code = act.digits(DIGITS)
    row.code, row.secret, row.used, row.revoked = digest(row.__tablename__, code), None, None, None
    row.made, row.until = act.now, good_until(db.get_one(AssemblySession, row.session_id).held_on, act.now)
    return code


def code_row(db: Session, kind: type[C], session_id: int, code_id: int) -> C:
    """The row of somebody who has a code of this session, locked. Refused: not-found."""
    mine = select(kind).where(kind.id == code_id, kind.session_id == session_id)
    row = db.scalars(mine.with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def revoke_code(act: Act, row: Observer | ChairCode) -> bool:
    """Take a code back and end its sign-in; whether that changed anything."""
    if row.revoked is not None:
        return False
    row.revoked, row.secret = act.now, None
    return True


def use_code(db: Session, act: Act, kind: type[C], typed: str, session_id: int | None) -> tuple[C, str]:
    """Spend a code; gives its row and the secret of the sign-in, 64 hexadecimal digits.

    Refused: day-code-unknown, day-code-elsewhere, day-code-revoked, day-code-over, day-code-used.
    """
    sealed = digest(kind.__tablename__, digits_of(typed))
    row = db.scalars(select(kind).where(kind.code == sealed).with_for_update()).first()
    if row is None:
        raise Refused(DAY_CODE_UNKNOWN)
    if session_id is not None and row.session_id != session_id:
        raise Refused(DAY_CODE_ELSEWHERE)
    need_usable(CodeValue(**code_fields(row)), act.now)
    secret = act.random(32).hex()
    row.used, row.secret = act.now, digest(kind.__tablename__, secret)
    return row, secret


def signed_in_row(db: Session, kind: type[C], secret: str) -> C | None:
    """Whose sign-in this is, also one whose day is over."""
    return db.scalars(select(kind).where(kind.secret == digest(kind.__tablename__, secret))).first()


def end_sign_in(db: Session, kind: type[C], secret: str) -> None:
    """End a sign-in; the code stays used."""
    row = signed_in_row(db, kind, secret)
    if row is not None:
        row.secret = None


def code_fields(row: Observer | ChairCode) -> dict[str, Any]:
    """The fields of a `CodeValue`."""
    return {
        "id": row.id, "session_id": row.session_id, "name": row.name, "made": row.made, "until": row.until,
        "used": row.used, "revoked": row.revoked,
    }  # fmt: skip
