"""The last minutes of the voting: announced to the hall, so that who is still choosing can finish."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.voting import board, paper_vote
from app.states.phase import Phase

LAST_CALL_RUNS = Refusal(
    code="last-call-runs",
    status=409,
    words=N_(
        "The hall was told that it can vote until %(until)s, and not all who hold a slip have voted. Wait so long."
    ),
)

MINUTES = (3, 5, 10)
"""How long the last minutes may be."""


def announce_closing(db: Session, act: Act, public_id: str, *, minutes: int) -> datetime:
    """Announce the last `minutes` of the voting; return until when. Whoever announces again only lengthens them.

    Refused: not-found, phase-wrong.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.OPEN)
    until = act.now + timedelta(minutes=minutes)
    told = last_call(db, row.id)
    if told is not None and told >= until:
        return told
    journal.record(db, act, journal.Kind.LAST_CALL, election_id=row.id, until=until.isoformat())
    return until


def last_call(db: Session, election_id: int) -> datetime | None:
    """Until when the hall was told that it can vote, or None where nothing was announced."""
    said = journal.of_kind(db, election_id, journal.Kind.LAST_CALL)
    return max((datetime.fromisoformat(str(one.detail["until"])) for one in said), default=None)


def need_over(db: Session, election_id: int, now: datetime) -> None:
    """Refuse (last-call-runs) to close before the announced end, unless everybody who holds a slip has voted."""
    until = last_call(db, election_id)
    if until is None or now >= until:
        return
    papers = paper_vote.paper_votes(db, election_id)
    if board.count(db, election_id) + (papers.invalid if papers else 0) < electorate.attendance(db, election_id).handed:
        raise Refused(LAST_CALL_RUNS, until=until)
