"""What the start page shows each role: what waits for it with its number, figures and balance of the hall, papers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from app.services.acts import waiting
from app.services.day import observer_note
from app.services.election.election import ElectionValue
from app.services.hall import electorate, roll_request
from app.services.hall.electorate import Attendance
from app.services.letters import letter as letters
from app.services.nomination import review
from app.services.voting import balance, slip
from app.services.voting.balance import Balance
from app.services.whole import duty
from app.services.whole.duty import DutyValue
from app.states.officer import Permission, Role
from app.states.phase import POLLING, REGISTERING, Phase
from app.views.office.letter_issue import issuable
from app.views.office.tasks import NextAct, next_act
from app.web.access import current_officer, may
from app.web.installation import Session, now


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedWork:
    """So many of one kind wait for the officer who reads: "confirm", "issue", "draft", "review", "note" (of an
    observer), "roll" (a request about it); of which election."""

    kind: str
    count: int
    address: str
    election: ElectionValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """One election as the officer who reads works with it. `first` names the block that comes first for the role:
    "figures" or "papers". `attendance` and `balance` are None where the hall has no figures yet."""

    election: ElectionValue
    act: NextAct | None
    first: str
    attendance: Attendance | None
    balance: Balance | None
    duties: tuple[DutyValue, ...]


def console(db: Session, election: ElectionValue) -> Console:
    """The console of one election."""
    in_hall = election.phase in POLLING
    counted = in_hall and may(Permission.DECIDE) and slip.counts(db, election.public_id).sealed
    return Console(
        election=election,
        act=next_act(db, election),
        first="figures" if current_officer().role == Role.RETURNING_OFFICER else "papers",
        attendance=electorate.attendance(db, election.id) if in_hall else None,
        balance=balance.balance(db, election.public_id) if counted else None,
        duties=duty.duties(db, election.public_id) if may(Permission.PREPARE) or may(Permission.LETTERS) else (),
    )


def waits_for_me(db: Session, elections: list[ElectionValue]) -> tuple[AwaitedWork, ...]:
    """What waits for the officer who reads, with its number, the most urgent first."""
    me = current_officer()
    asked = waiting.waiting_for(db, me.assembly_id, me.username, now())
    found = []
    if asked:
        address = url_for("office.waiting_act", key=asked[0].key) if len(asked) == 1 else url_for("office.waiting_list")
        found.append(AwaitedWork(kind="confirm", count=len(asked), address=address))
    found += _notes(db, elections) if may(Permission.PRESIDE) else []
    found += _requests(db, elections) if may(Permission.DECIDE) else []
    for one in elections:
        found += _letters(db, one) if may(Permission.LETTERS) and one.phase == Phase.FINAL else []
        found += _queue(db, one) if may(Permission.REVIEW) and one.phase in REGISTERING else []
    return tuple(found)


def _notes(db: Session, elections: list[ElectionValue]) -> list[AwaitedWork]:
    """The notes of observers that nobody answered, by session."""
    counted = observer_note.unanswered(db, {one.session.id for one in elections})
    return [
        AwaitedWork(kind="note", count=count, address=url_for("office.observers", session_id=session_id))
        for session_id, count in counted.items()
    ]


def _requests(db: Session, elections: list[ElectionValue]) -> list[AwaitedWork]:
    """The requests about rolls that nobody ruled, by session."""
    counted = roll_request.waiting_in(db, {one.session.id for one in elections})
    return [
        AwaitedWork(kind="roll", count=count, address=url_for("office.roll_requests", session_id=session_id))
        for session_id, count in counted.items()
    ]


def _letters(db: Session, election: ElectionValue) -> list[AwaitedWork]:
    every = letters.letters(db, election.public_id)
    mine, due = issuable(election, every), letters.due(db, election.public_id)
    page = url_for("office.letters", public_id=election.public_id)
    to_issue = url_for("office.letters_issue", public_id=election.public_id)
    return [
        *([AwaitedWork(kind="issue", count=len(mine), address=to_issue, election=election)] if mine else ()),
        *([AwaitedWork(kind="draft", count=len(due), address=page, election=election)] if due else ()),
    ]


def _queue(db: Session, election: ElectionValue) -> list[AwaitedWork]:
    count = review.undecided(db, election.public_id)
    address = url_for("office.candidates", public_id=election.public_id)
    return [AwaitedWork(kind="review", count=count, address=address, election=election)] if count else []
