"""Withdrawing: by one until the election is frozen, then by two with a reason; after closing it moves no rank.

Who withdraws while votes are cast stays on the ballot, marked, and cannot be elected. Who does after the votes were
closed keeps votes and rank: a seat that is won so falls free, and the rule of the election says who follows.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Nomination, NominationStep
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.rows import find, find_nomination
from app.services.nomination.nomination import NominationValue, StepValue, nomination_value, note, step_value
from app.states.nomination import STANDING, NominationStatus, StepKind
from app.states.phase import AFTER_CLOSING, EARLY, POLLING, Phase

WITHDRAWAL_REASON = Refusal(
    code="withdrawal-reason",
    status=409,
    words=N_("From the freezing on a withdrawal needs its reason in words: it stands in the minutes."),
    field="withdrawal",
)
WITHDRAWAL_SEAT = Refusal(
    code="withdrawal-seat",
    status=409,
    words=N_(
        "The result is final. A seat that was won is declined or given up on the page of seats, which the secretariat "
        "keeps."
    ),
)

_ABOUT = (StepKind.WITHDRAWAL_ASKED, StepKind.WITHDRAWAL_UNASKED, StepKind.WITHDRAWN, StepKind.RENOUNCED)


def withdraw(db: Session, act: Act, public_id: str, nomination_id: int, reason: str = "") -> NominationValue:
    """Record a withdrawal by the office; again changes nothing.

    From the freezing on two officers do it, with the reason. While votes are cast the candidate stays on the ballot,
    marked; after closing it keeps votes and rank, and will not take a seat.
    Refused: not-found, phase-wrong, withdrawal-seat, withdrawal-reason; from the freezing on as `need_pair`.
    """
    election, row = find_nomination(db, public_id, nomination_id, lock=True)
    _need_withdrawable(election, row)
    if row.status == NominationStatus.WITHDRAWN or row.institution_id in renunciations(db, election.id):
        return nomination_value(db, row.id)
    if election.phase not in EARLY:
        need_pair(db, act, election.id)
        if not reason.strip():
            raise Refused(WITHDRAWAL_REASON)
    if election.phase in AFTER_CLOSING:
        _note(db, act, election, row, StepKind.RENOUNCED, journal.Kind.CANDIDATE_RENOUNCED, reason)
    else:
        _withdraw(db, act, election, row, reason)
    return nomination_value(db, row.id)


def withdraw_own(db: Session, act: Act, public_id: str, institution_id: int, reason: str = "") -> bool:
    """Withdraw by the institution's own account; whether it is done, or asked, for two officers to confirm.

    Until the freezing it is done at once; then it is asked, and asking again changes nothing.
    Refused: not-found (nothing stands that could be withdrawn), phase-wrong, withdrawal-seat.
    """
    election, row = _own(db, public_id, institution_id)
    if row.status not in STANDING or row.institution_id in renunciations(db, election.id):
        raise Refused(NOT_FOUND)
    _need_withdrawable(election, row)
    if election.phase in EARLY:
        _withdraw(db, act, election, row, reason)
        return True
    if asked(db, row.id) is None:
        _note(db, act, election, row, StepKind.WITHDRAWAL_ASKED, journal.Kind.WITHDRAWAL_ASKED, reason)
    return False


def take_back(db: Session, act: Act, public_id: str, institution_id: int) -> None:
    """Take back what `withdraw_own` asked, before two officers confirm it. Refused: not-found where nothing waits."""
    election, row = _own(db, public_id, institution_id)
    if asked(db, row.id) is None:
        raise Refused(NOT_FOUND)
    _note(db, act, election, row, StepKind.WITHDRAWAL_UNASKED, journal.Kind.WITHDRAWAL_UNASKED, "")


def asked(db: Session, nomination_id: int) -> StepValue | None:
    """What the institution asks, where it asks to withdraw and two officers have not confirmed it."""
    mine = select(NominationStep).where(NominationStep.nomination_id == nomination_id, NominationStep.kind.in_(_ABOUT))
    last = db.scalars(mine.order_by(NominationStep.id.desc()).limit(1)).first()
    return step_value(db, last.id) if last is not None and last.kind is StepKind.WITHDRAWAL_ASKED else None


def waiting(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """The candidates that ask to withdraw and wait for two officers. Refused: not-found."""
    mine = select(Nomination.id).join(NominationStep, NominationStep.nomination_id == Nomination.id)
    election_id = find(db, public_id).id
    asking = mine.where(Nomination.election_id == election_id, NominationStep.kind == StepKind.WITHDRAWAL_ASKED)
    ids = sorted(set(db.scalars(asking)))
    return tuple(nomination_value(db, one) for one in ids if asked(db, one) is not None)


def withdrawn_numbers(db: Session, election_id: int) -> tuple[int, ...]:
    """The numbers on the ballot of the candidates who withdrew after the freeze, ascending."""
    mine = (
        Nomination.election_id == election_id,
        Nomination.number.is_not(None),
        Nomination.status == NominationStatus.WITHDRAWN,
    )
    found = db.scalars(select(Nomination.number).where(*mine).order_by(Nomination.number))
    return tuple(number for number in found if number is not None)


def departures(db: Session, election_id: int) -> dict[int, StepValue]:
    """Who withdrew after the election was frozen, with the step that says so, by the ids of institutions."""
    mine = (
        Nomination.election_id == election_id,
        Nomination.number.is_not(None),
        NominationStep.kind.in_((StepKind.WITHDRAWN, StepKind.RENOUNCED)),
    )
    steps = select(Nomination.institution_id, NominationStep.id).join(
        NominationStep, NominationStep.nomination_id == Nomination.id
    )
    return {who: step_value(db, step) for who, step in db.execute(steps.where(*mine).order_by(NominationStep.id))}


def renunciations(db: Session, election_id: int) -> Mapping[int, StepValue]:
    """Who withdrew after the votes were closed, and so keeps votes and rank, by the ids of institutions."""
    return {who: one for who, one in departures(db, election_id).items() if one.kind is StepKind.RENOUNCED}


def _own(db: Session, public_id: str, institution_id: int) -> tuple[Election, Nomination]:
    election = find(db, public_id, lock=True)
    mine = (Nomination.election_id == election.id, Nomination.institution_id == institution_id)
    row = db.scalars(select(Nomination).where(*mine)).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return election, row


def _need_withdrawable(election: Election, row: Nomination) -> None:
    """Refuse what cannot be withdrawn in this phase: from the freezing on only who stands on the ballot can."""
    if election.phase == Phase.FINAL:
        raise Refused(WITHDRAWAL_SEAT)
    if election.phase not in (*EARLY, *POLLING, *AFTER_CLOSING):
        raise Refused(PHASE_WRONG, phase=election.phase)
    if election.phase not in EARLY and row.number is None:
        raise Refused(PHASE_WRONG, phase=election.phase)


def _withdraw(db: Session, act: Act, election: Election, row: Nomination, reason: str) -> None:
    row.status, row.proposal, row.version = NominationStatus.WITHDRAWN, None, row.version + 1
    _note(db, act, election, row, StepKind.WITHDRAWN, journal.Kind.NOMINATION_WITHDRAWN, reason)


def _note(
    db: Session, act: Act, election: Election, row: Nomination, kind: StepKind, entry: journal.Kind, reason: str
) -> None:
    note(db, act, row.id, kind, text=reason)
    journal.record(db, act, entry, election_id=election.id, institution=row.institution_id)
