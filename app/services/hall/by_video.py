"""Who attends by video: marked on the roll before, then present by the statement of who presides, never by the door.

What is known of them is what is known of everybody: hours of presence, and that a slip was handed, never which. A
personal slip belongs to them (`hall/electorate`); it stays with its holder, whatever becomes of the picture.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AssemblySession, Delegate, HallStay
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.hall import presence, roll_instant
from app.services.hall.desk_part import need_own
from app.services.hall.presence import DELEGATE_HOLDS_SLIP, need_roll_open
from app.services.hall.roll import DelegateValue, chosen, delegate
from app.services.hall.rows import find_delegate, holds_slip, note, note_in_session
from app.states.roll import RollEdit

CHAIR_MISSING = Refusal(
    code="chair-missing",
    status=409,
    words=N_(
        "Nobody is named who presides over this session. Name the chair on the page of the session first: the "
        "statement is recorded with this name."
    ),
)
VIDEO_HALL = Refusal(
    code="video-hall",
    status=409,
    words=N_(
        "%(name)s does not stand on the roll as attending by video. Who is in the hall comes in at the door, or is "
        "marked on the roll first."
    ),
)
VIDEO_NOBODY = Refusal(
    code="video-nobody",
    status=400,
    words=N_("Nobody is chosen. Tick those whom the chair sees and hears."),
    field="delegates",
)
VIDEO_PRESENT = Refusal(
    code="video-present",
    status=409,
    words=N_("This delegate is present. Record first that the person left; then the way of attending can change."),
)


def mark(
    db: Session, act: Act, session_id: int, delegate_id: int, *, by_video: bool, reason: str = ""
) -> DelegateValue:
    """Say on the roll that a delegate attends by video, or comes to the hall after all; after the instant of the roll
    two officers do, with a `reason` for the minutes. What stands there already changes nothing; who is at the door
    though marked, as a desk without network noted, may be marked as in the hall at once.

    Refused: two-officers-needed, not-found, roll-closed, slip-at-desk, video-present, delegate-holds-slip.
    """
    late = roll_instant.need_one_or_two(db, act, session_id)
    row = find_delegate(db, session_id, delegate_id)
    need_roll_open(db, session_id)
    need_own(db, row.id, None)  # a desk without network would let this one in at the door
    if row.checked_in is not None and (by_video or not presence.is_at_door(db, row.id)):
        raise Refused(VIDEO_PRESENT)
    if holds_slip(db, row):
        raise Refused(DELEGATE_HOLDS_SLIP)
    if row.by_video == by_video:
        return delegate(db, session_id, delegate_id)
    row.by_video = by_video
    db.flush()
    said: dict[str, Any] = {"reason": reason} if late else {}
    note(db, act, journal.Kind.DELEGATE_BY_VIDEO if by_video else journal.Kind.DELEGATE_IN_HALL, row, **said)
    if late:
        roll_instant.keep(db, act, row.id, RollEdit.BY_VIDEO if by_video else RollEdit.IN_HALL, reason=reason)
    return delegate(db, session_id, delegate_id)


def state_present(db: Session, act: Act, session_id: int, delegate_ids: Collection[int]) -> tuple[DelegateValue, ...]:
    """Record that who presides sees and hears these delegates, who attend by video: from now on they are present, as
    whoever is in the hall. The statement bears the name of the session's chair and the hour.

    Of whom it was stated already, nothing changes. Refused: video-nobody, chair-missing, not-found, roll-closed,
    video-hall (with the name).
    """
    ids = sorted(set(delegate_ids))
    if not ids:
        raise Refused(VIDEO_NOBODY)
    chair = db.get_one(AssemblySession, session_id).chair.strip()
    if not chair:
        raise Refused(CHAIR_MISSING)
    rows = [find_delegate(db, session_id, one) for one in ids]
    need_roll_open(db, session_id)
    for row in rows:
        if not row.by_video:
            raise Refused(VIDEO_HALL, name=row.name_fa)
    new = [row for row in rows if row.checked_in is None]
    for row in new:
        row.checked_in = act.now
        db.add(HallStay(delegate_id=row.id, came=act.now, went=None, undone=None, stated_by=chair))
    if new:
        note_in_session(
            db, act, journal.Kind.PRESENCE_STATED, session_id, stated_by=chair, delegates=[row.id for row in new]
        )
    return chosen(db, session_id, ids)


def state_gone(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Record that a delegate who attended by video is not seen and heard any more. A personal slip stays in that one's
    hand and votes until the closing, so that a broken line takes no vote away.

    Refused: not-found, roll-closed, video-hall; for that reason not delegate-holds-slip.
    """
    row = find_delegate(db, session_id, delegate_id)
    if not row.by_video:
        raise Refused(VIDEO_HALL, name=row.name_fa)
    return presence.check_out(db, act, session_id, delegate_id, voted=True)


def delegates(db: Session, session_id: int) -> tuple[DelegateValue, ...]:
    """Who of a session's roll attends by video, by their numbers."""
    mine = select(Delegate.id).where(Delegate.session_id == session_id, Delegate.by_video).order_by(Delegate.number)
    return chosen(db, session_id, db.scalars(mine).all())


def marked(db: Session, session_id: int) -> int:
    """How many of a session's roll attend by video."""
    mine = select(func.count()).select_from(Delegate).where(Delegate.session_id == session_id, Delegate.by_video)
    return db.scalar(mine) or 0
