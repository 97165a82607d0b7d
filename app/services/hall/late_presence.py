"""What a desk noted while it had no network, put in its place among the stays that are known: nothing of it is lost.

A coming of which nothing is known yet begins a stay, which lasts until the next one begins, where there is one; what
other desks noted is never moved. A coming within a stay that is known lets that stay go on in one of its own from
there. What does not fit is a question for people, and changes nothing. So is it of whoever was marked meanwhile as
attending by video: that this one came in at the door is kept, no slip follows from it, and what who presides stated is
not ended by a desk.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Delegate, HallStay
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.hall.rows import end_unmade, find_delegate, go_on, holds_slip, note, stay_rows
from app.states.desk import DeskDoubt


def came(db: Session, act: Act, session_id: int, delegate_id: int, part_id: int, at: datetime) -> DeskDoubt | None:
    """A desk noted at this hour that a delegate came. Refused: not-found."""
    row = find_delegate(db, session_id, delegate_id)
    stays = stay_rows(db, row)
    note(db, act, journal.Kind.DELEGATE_CHECKED_IN, row, desk=part_id, noted=at.isoformat())
    known = next((one for one in stays if one.came <= at and (one.went is None or at < one.went)), None)
    stay = HallStay(delegate_id=row.id, came=at, went=None, undone=None, came_desk_id=part_id)
    if known is None:
        db.add(stay)
        go_on(row, stay, stays)
    elif known.stated_by is not None or known.came == at:
        known.again = True
    else:
        _split(db, row, known, stay)
    db.flush()
    return _of_video(row)


def went(
    db: Session, act: Act, session_id: int, delegate_id: int, part_id: int, at: datetime, *, voted: bool
) -> DeskDoubt | None:
    """A desk noted at this hour that a delegate went. Refused: not-found."""
    row = find_delegate(db, session_id, delegate_id)
    stays = stay_rows(db, row)
    note(db, act, journal.Kind.DELEGATE_CHECKED_OUT, row, desk=part_id, noted=at.isoformat())
    stay = next((one for one in reversed(stays) if one.came <= at), None)
    if stay is None or (stay.went is not None and stay.went < at):
        return DeskDoubt.LEFT_UNKNOWN
    if stay.went is not None and not stay.goes_on:
        return None if stay.went == at else DeskDoubt.LEFT_TWICE
    if stay.stated_by is not None:
        return DeskDoubt.BY_VIDEO
    if stay.went is None:
        row.checked_in = None
    stay.went, stay.went_desk_id, stay.goes_on = at, part_id, False
    db.flush()
    return DeskDoubt.LEFT_WITH_SLIP if not voted and row.checked_in is None and holds_slip(db, row) else None


def undo(db: Session, act: Act, session_id: int, delegate_id: int, part_id: int, *, leaving: bool) -> DeskDoubt | None:
    """A desk took back what it noted last of a delegate: the going (`leaving`), or the coming. Refused: not-found."""
    row = find_delegate(db, session_id, delegate_id)
    stays = stay_rows(db, row)
    note(db, act, journal.Kind.PRESENCE_UNDONE, row, desk=part_id)
    mine = [one for one in stays if part_id == (one.went_desk_id if leaving else one.came_desk_id)]
    if not mine:
        return None  # it changed nothing here: others had noted the same
    stay = mine[-1]
    if leaving:
        go_on(row, stay, stays)
        db.flush()
        return _of_video(row)
    if stay.again or not _may_end(db, row, stay):
        return DeskDoubt.UNDO_LATE
    end_unmade(db, row, stay, act.now)
    return None


def _split(db: Session, row: Delegate, known: HallStay, stay: HallStay) -> None:
    """Let a stay within which a coming was noted go on in one of its own.

    A going that was noted between the two, and arrives later still, ends the first alone.
    """
    stay.went, stay.went_desk_id, stay.goes_on = known.went, known.went_desk_id, known.goes_on
    known.went, known.went_desk_id, known.goes_on = stay.came, None, True
    db.flush()  # one stay of each is open at a time
    db.add(stay)
    if stay.went is None:
        row.checked_in = stay.came


def _of_video(row: Delegate) -> DeskDoubt | None:
    return DeskDoubt.BY_VIDEO if row.by_video else None


def _may_end(db: Session, row: Delegate, stay: HallStay) -> bool:
    """Whether a coming can still be taken back: nobody noted the leaving, and no slip is held on it."""
    return not holds_slip(db, row) if stay.went is None else stay.goes_on
