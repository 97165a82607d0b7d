"""What stops a booth is told to the office: a tablet says so itself, and the office's pages show it within seconds.

Everybody in the hall's network can say it, so it decides nothing: it is a reason to go and look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import AssemblySession, BoothStop, Election
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election.rows import find
from app.states.booth import BoothFault
from app.states.phase import POLLING

AT_MOST_EVERY = timedelta(seconds=2)
"""A fault of one election is written no oftener: many reports at once say no more than one, and write nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothStopValue:
    """A fault that nobody has looked at yet: of which election, how often it was reported since, when last."""

    election: str
    title: Names
    fault: BoothFault
    times: int
    last: datetime


def is_news(db: Session, public_id: str, fault: BoothFault, now: datetime) -> bool:
    """Whether a report now would be written; asked in a session for looking. Refused: not-found."""
    election = find(db, public_id)
    row = db.get(BoothStop, (election.id, fault))
    return election.phase in POLLING and (row is None or not row.last <= now < row.last + AT_MOST_EVERY)


def report(db: Session, public_id: str, fault: BoothFault, now: datetime) -> None:
    """Note that a booth stopped. Refused: not-found."""
    if not is_news(db, public_id, fault, now):
        return
    key = (find(db, public_id).id, fault)
    row = db.get(BoothStop, key, with_for_update=True)
    if row is None:
        try:
            with db.begin_nested():
                db.add(BoothStop(election_id=key[0], fault=fault, times=1, last=now, seen=0))
        except IntegrityError:  # another booth was first, with the same words
            return
    else:
        row.times, row.last = row.times + 1, now


def unseen(db: Session, assembly_id: int) -> tuple[BoothStopValue, ...]:
    """What booths of an assembly's elections reported while they vote, and no officer has looked at."""
    query = (
        select(BoothStop, Election)
        .join(Election, Election.id == BoothStop.election_id)
        .join(AssemblySession, AssemblySession.id == Election.session_id)
        .where(
            AssemblySession.assembly_id == assembly_id, Election.phase.in_(POLLING), BoothStop.times > BoothStop.seen
        )
        .order_by(Election.id, BoothStop.fault)
    )
    return tuple(
        BoothStopValue(
            election=election.public_id, title=Names(election.title_fa, election.title_en, election.title_ar),
            fault=row.fault, times=row.times - row.seen, last=row.last,
        )
        for row, election in db.execute(query)
    )  # fmt: skip


def note_seen(db: Session, act: Act, public_id: str, fault: BoothFault) -> None:
    """Write down that an officer has looked at it; the next report is shown again. Refused: not-found."""
    row = db.get(BoothStop, (find(db, public_id).id, fault), with_for_update=True)
    if row is None:
        raise Refused(NOT_FOUND)
    if row.times > row.seen:
        kind = journal.Kind.BOOTH_STOP_SEEN
        journal.record(db, act, kind, election_id=row.election_id, fault=fault, times=row.times - row.seen)
        row.seen = row.times
