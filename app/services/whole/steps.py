"""All acts of the office with an election, in the order in which they come."""

from __future__ import annotations

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.step import Step
from app.services.count.announcement import FINALISE, PUBLISH
from app.services.count.lots import LOTS
from app.services.count.objection import OBJECTIONS
from app.services.count.tally import TALLY
from app.services.election.corrigendum import CORRIGENDUM
from app.services.election.election import NOMINATE, REVIEW, SETTINGS
from app.services.election.timetable import CORRECT, TIMETABLE
from app.services.hall.roll import ROLL
from app.services.letters.letter import LETTERS
from app.services.letters.overturning import OVERTURN
from app.services.letters.sealed_paper import AMEND, MINUTES
from app.services.nomination.review import CANDIDATES
from app.services.seats.seat import SEATS
from app.services.voting.annulment import ANNUL
from app.services.voting.freeze import ANNOUNCE, FREEZE
from app.services.voting.key_destruction import DESTROY
from app.services.voting.paper_vote import PAPER
from app.services.voting.poll import CLOSE, OPEN, TABLETS, ZERO
from app.services.voting.setup import SLIPS
from app.services.voting.trustee import TRUSTEES
from app.services.voting.unfreezing import UNFREEZE

STEPS = (
    *(SETTINGS, TIMETABLE, CORRECT, ROLL),
    *(NOMINATE, CANDIDATES, REVIEW, TRUSTEES, ANNOUNCE, FREEZE),
    *(SLIPS, TABLETS, OPEN, ZERO, PAPER, CLOSE),
    *(TALLY, LOTS, PUBLISH, OBJECTIONS, FINALISE),
    *(MINUTES, SEATS, LETTERS, DESTROY, CORRIGENDUM, AMEND, UNFREEZE, ANNUL, OVERTURN),
)


def step(code: str) -> Step:
    """The act of a code. Refused: not-found."""
    for one in STEPS:
        if one.code == code:
            return one
    raise Refused(NOT_FOUND)
