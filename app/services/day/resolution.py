"""Resolutions of a session: their text and the votes for, against and abstained, noted on the chair's page.

Noting the same twice, as by a second touch, notes it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AgendaItem, Resolution
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.day.noted import need_open, need_unsaid
from app.services.hall import presence
from app.services.hall.rows import note_in_session
from app.states.resolution import Manner

NO_VOTES = Refusal(
    code="no-votes",
    status=422,
    words=N_("Please enter how many were for, against and abstained. A resolution by acclamation has no numbers."),
    field="in_favour",
)
MORE_THAN_PRESENT = Refusal(
    code="more-than-present",
    status=409,
    words=N_(
        "Together these are %(votes)s votes, but by the record of the door %(present)s delegates were in the hall. "
        "Please look at the numbers again, or confirm that they are right."
    ),
    field="sure",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Whole numbers of those for, against and abstained."""

    in_favour: int
    against: int
    abstained: int

    @property
    def sum(self) -> int:
        """How many voted or abstained."""
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionValue:
    """One resolution at the item of this id and title; `votes` is None where it was taken by acclamation."""

    id: int
    item_id: int
    item: str
    at: datetime
    text: str
    votes: Votes | None


def resolutions(db: Session, session_id: int) -> tuple[ResolutionValue, ...]:
    """The resolutions of a session, in the order in which they were noted."""
    mine = select(Resolution, AgendaItem.title).join(AgendaItem, AgendaItem.id == Resolution.item_id)
    mine = mine.where(Resolution.session_id == session_id).order_by(Resolution.at, Resolution.id)
    return tuple(_value(row, title) for row, title in db.execute(mine))


def resolution(db: Session, session_id: int, resolution_id: int) -> ResolutionValue:
    """One of them. Refused: not-found."""
    row = _row(db, session_id, resolution_id)
    return _value(row, db.get_one(AgendaItem, row.item_id).title)


def resolve(
    db: Session, act: Act, session_id: int, item_id: int, *, text: str, votes: Votes | None, sure: bool = False
) -> ResolutionValue:
    """Note a resolution; without `votes` it was by acclamation. `sure`: more votes than those present are right.

    Refused: not-found, minutes-say, no-votes, more-than-present.
    """
    title = need_open(db, session_id, item_id)
    same = (one for one in resolutions(db, session_id) if (one.item_id, one.text, one.votes) == (item_id, text, votes))
    noted = next(same, None)
    if noted is not None:
        return noted
    _need_plausible(db, session_id, votes, act.now, sure=sure)
    row = Resolution(session_id=session_id, item_id=item_id, at=act.now)
    _write(row, text, votes)
    db.add(row)
    note_in_session(db, act, journal.Kind.RESOLUTION_NOTED, session_id, item=title)
    return _value(row, title)


def correct(
    db: Session, act: Act, session_id: int, resolution_id: int, *, text: str, votes: Votes | None, sure: bool = False
) -> ResolutionValue:
    """Write a resolution anew; those present are those at the hour when it was first noted.

    Refused: not-found, minutes-say, no-votes, more-than-present.
    """
    row = _row(db, session_id, resolution_id)
    need_unsaid(db, session_id, row.at)
    _need_plausible(db, session_id, votes, row.at, sure=sure)
    before = resolution(db, session_id, resolution_id)
    _write(row, text, votes)
    if (before.text, before.votes) != (text, votes):
        note_in_session(db, act, journal.Kind.RESOLUTION_CORRECTED, session_id, item=before.item)
    return resolution(db, session_id, resolution_id)


def strike(db: Session, act: Act, session_id: int, resolution_id: int) -> None:
    """Take away a resolution that was noted by mistake. Refused: not-found, minutes-say."""
    row = _row(db, session_id, resolution_id)
    need_unsaid(db, session_id, row.at)
    title = db.get_one(AgendaItem, row.item_id).title
    db.delete(row)
    note_in_session(db, act, journal.Kind.RESOLUTION_STRUCK, session_id, item=title)


def _need_plausible(db: Session, session_id: int, votes: Votes | None, at: datetime, *, sure: bool) -> None:
    if votes is None:
        return
    if not votes.sum:
        raise Refused(NO_VOTES)
    present = presence.present_at(db, session_id, at)
    if votes.sum > present and not sure:
        raise Refused(MORE_THAN_PRESENT, votes=votes.sum, present=present)


def _row(db: Session, session_id: int, resolution_id: int) -> Resolution:
    row = db.get(Resolution, resolution_id)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    return row


def _write(row: Resolution, text: str, votes: Votes | None) -> None:
    row.text, row.manner = text, Manner.ACCLAMATION if votes is None else Manner.VOTE
    row.in_favour = None if votes is None else votes.in_favour
    row.against = None if votes is None else votes.against
    row.abstained = None if votes is None else votes.abstained


def _value(row: Resolution, title: str) -> ResolutionValue:
    votes = None
    if row.manner is Manner.VOTE:
        votes = Votes(in_favour=row.in_favour or 0, against=row.against or 0, abstained=row.abstained or 0)
    return ResolutionValue(id=row.id, item_id=row.item_id, item=title, at=row.at, text=row.text, votes=votes)
