"""Slips that went astray: lost, given back, found again. Nothing here knows a person, and of a lost slip no serial."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, PaperRuled, Slip
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall import electorate
from app.states.phase import POLLING
from app.states.slip import SlipMishap, SlipState

LOST_TOO_MANY = Refusal(
    code="lost-too-many",
    status=409,
    words=N_("Only who was handed a slip can have lost one: %(handed)s are recorded as handed out."),
)
NOT_LOST = Refusal(
    code="not-lost", status=409, words=N_("No slip is recorded as lost. Choose what else happened."), field="what"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishaps:
    """How many slips are lost, each with another handed in its place, and how many of the void ones were given back."""

    lost: int
    refused: int


def mishaps(db: Session, election_id: int) -> Mishaps:
    """What went astray so far, with the slips of the present board."""
    ended = [one.at for one in journal.of_kind(db, election_id, journal.Kind.ELECTION_UNFROZEN)]
    voided, lost = (
        [one.detail.get("why") for one in journal.of_kind(db, election_id, kind) if not ended or one.at > max(ended)]
        for kind in (journal.Kind.SLIP_VOIDED, journal.Kind.SLIP_LOST)
    )
    return Mishaps(lost=len(lost) - voided.count(SlipMishap.FOUND), refused=voided.count(SlipMishap.REFUSED))


def note_lost(db: Session, act: Act, public_id: str) -> Mishaps:
    """Record that a delegate lost a slip that has no known serial and is handed another; two officers.

    Nothing says whose it was or which: it is told at the closing, when it alone is neither cast nor back.
    Refused: what `need_pair` refuses, not-found, phase-wrong, lost-too-many.
    """
    row = find(db, public_id, lock=True)
    need_pair(db, act, row.id)
    need_phase(row.phase, *POLLING)
    handed = electorate.attendance(db, row.id).handed
    if mishaps(db, row.id).lost >= handed:
        raise Refused(LOST_TOO_MANY, handed=handed)
    journal.record(db, act, journal.Kind.SLIP_LOST, election_id=row.id)
    return mishaps(db, row.id)


def need_lost(db: Session, election_id: int) -> None:
    """Refuse (not-lost) to have found what nobody lost."""
    if mishaps(db, election_id).lost <= 0:
        raise Refused(NOT_LOST)


def void_lost(db: Session, election_id: int, back: Collection[str]) -> tuple[str, ...]:
    """Declare void what is lost, where that can be told: when every slip but those of the serials that are `back` has
    a vote, was ruled as paper, or is one of the lost. Return the serials, none where a delegate may hold one still.

    To be called at the closing, after which nobody votes.
    """
    lost = mishaps(db, election_id).lost
    voted = select(BallotIndex.credential).where(BallotIndex.election_id == election_id)
    good = select(Slip).where(Slip.election_id == election_id, Slip.state == SlipState.GOOD)
    ruled = select(PaperRuled.slip).where(PaperRuled.election_id == election_id)
    good = good.where(Slip.credential.not_in(voted), Slip.credential.not_in(ruled))
    left = [one for one in db.scalars(good) if one.serial not in back]
    if not lost or len(left) != lost:
        return ()
    for one in left:
        one.state = SlipState.VOID
    return tuple(sorted(one.serial for one in left))
