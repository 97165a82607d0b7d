"""Votes on paper: two officers let an election take them, and how many came. Which ballot came so is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import PaperEntry, PaperRuled, PaperVote
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election.rows import find
from app.states.officer import Permission
from app.states.paper_vote import PaperFault
from app.states.phase import Phase
from ballots.record.accounting import LEAST_REASON

PAPER_ALLOWED = Refusal(code="paper-allowed", status=409, words=N_("This election takes votes on paper already."))
PAPER_REASON = Refusal(
    code="paper-reason",
    status=400,
    words=N_("Write in a whole sentence why the vote goes on on paper. It stands in the minutes."),
    field="reason",
)
PAPER_OFF = Refusal(
    code="paper-off", status=409, words=N_("This election takes no votes on paper. Two officers allow it first.")
)
PAPERS_WAIT = Refusal(
    code="papers-wait",
    status=409,
    words=N_(
        "Papers that only one officer has entered, or two unequally: %(count)s. Enter them a second time, rule them, "
        "or end the entering on the page of votes on paper."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVotes:
    """Since when and why an election takes votes on paper; how many were cast, and how many ruled invalid, by fault."""

    since: datetime
    reason: str
    entered: int
    ruled: dict[PaperFault, int]

    @property
    def invalid(self) -> int:
        """How many papers were ruled invalid."""
        return sum(self.ruled.values())


def allow_paper(db: Session, act: Act, public_id: str, *, reason: str) -> PaperVotes:
    """Let an election take votes on paper beside those of the tablets; two officers, with a reason.

    Refused: what `need_pair` refuses, not-found, phase-wrong, paper-allowed, paper-reason.
    """
    row = find(db, public_id, lock=True)
    PAPER.need(db, act, row.id)
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(PAPER_REASON)
    db.add(PaperVote(election_id=row.id, since=act.now, reason=reason.strip(), entered=0))
    journal.record(db, act, journal.Kind.PAPER_ALLOWED, election_id=row.id, reason=reason.strip())
    db.flush()
    return need_allowed(db, row.id)


def paper_votes(db: Session, election_id: int) -> PaperVotes | None:
    """How the votes on paper of an election stand, None where it takes none."""
    row = db.get(PaperVote, election_id)
    if row is None:
        return None
    mine = select(PaperRuled.fault, func.count()).where(PaperRuled.election_id == election_id)
    ruled: dict[PaperFault, int] = dict(iter(db.execute(mine.group_by(PaperRuled.fault))))
    return PaperVotes(since=row.since, reason=row.reason, entered=row.entered, ruled=ruled)


def need_allowed(db: Session, election_id: int) -> PaperVotes:
    """How the votes on paper stand. Refused: paper-off."""
    found = paper_votes(db, election_id)
    if found is None:
        raise Refused(PAPER_OFF)
    return found


def waiting(db: Session, election_id: int) -> int:
    """How many papers are entered once, or twice unequally, and neither cast nor ruled."""
    mine = select(func.count(PaperEntry.slip.distinct())).where(PaperEntry.election_id == election_id)
    return db.scalar(mine) or 0


def need_none_waiting(db: Session, election_id: int) -> None:
    """Refuse (papers-wait) while a paper waits for its second entry or its ruling."""
    count = waiting(db, election_id)
    if count:
        raise Refused(PAPERS_WAIT, count=count)


def _need_off(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: paper-allowed."""
    if db.get(PaperVote, election_id) is not None:
        raise Refused(PAPER_ALLOWED)


PAPER = Step(
    code="paper",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.OPEN,),
    rule=_need_off,
    side=True,
    line=False,
    do=allow_paper,
    more=("reason",),
    title=N_("Let the election take votes on paper"),
    sentence=N_("When tablets fail: delegates mark the list by hand, and two officers enter each paper."),
    button=N_("Take votes on paper from now on"),
    lines=(
        N_("Each delegate marks the list for marking and fastens the own slip to it. The tablets that work go on."),
        N_("The papers are mixed. Then two officers enter each one, each alone on an own enrolled device."),
        N_("Those two officers see what unnamed papers say. The page about secrecy tells everybody so."),
        N_(
            "How many votes came on paper stands in the minutes, with the reason; which votes they are is kept nowhere."
        ),
    ),
    done=N_("The election takes votes on paper."),
    entry=journal.Kind.PAPER_ALLOWED,
    noted=N_("Votes on paper allowed"),
)
