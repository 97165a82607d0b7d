"""Simulated delegates of a rehearsal: they come in, are handed slips and vote by themselves, to try the day.

Of so many slips the secrets are kept for them, in a rehearsal alone, whose people and votes mean nothing and whose
elections never become final; all of it goes when the rehearsal is discarded. What they do is the real thing: the door
and the hand-out are the desk's services, the ballot goes through each check of a booth's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Delegate, DeskShare, HandedSlip, SimulatedSlip, Slip, Voter
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.election import need_phase
from app.services.election.rehearsal import need_rehearsal
from app.services.election.rows import find
from app.services.hall import electorate, presence
from app.services.voting import tablet
from app.services.voting.slip import need_open
from app.states.election import Devices
from app.states.phase import Phase
from app.states.slip import SlipState
from ballots.device import device_code

SIMULATED_MANY = Refusal(
    code="simulated-many",
    status=409,
    words=N_(
        "%(most)s simulated delegates can still vote: so many are on the roll without a slip, and so many slips are "
        "kept for them."
    ),
    field="count",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """How many good slips are for simulated delegates of an election, the serials of those that have no vote, and how
    many delegates of the roll have no slip yet."""

    slips: int
    left: tuple[str, ...]
    waiting: int

    @property
    def voted(self) -> int:
        """How many of them have voted."""
        return self.slips - len(self.left)

    @property
    def most(self) -> int:
        """How many can still vote."""
        return min(len(self.left), self.waiting)


def keep(db: Session, election_id: int, slips: Sequence[tuple[str, str]]) -> None:
    """Keep serial and secret of the slips for simulated delegates, in the place of earlier ones.

    Refused: rehearsal-only where there are any and the session is a real one.
    """
    db.execute(delete(SimulatedSlip).where(SimulatedSlip.election_id == election_id))
    if slips:
        need_rehearsal(db, election_id)
        rows = [{"election_id": election_id, "serial": serial, "credential": secret} for serial, secret in slips]
        db.execute(insert(SimulatedSlip), rows)


def kept(db: Session, election_id: int) -> int:
    """Of how many slips of an election the secret is kept."""
    return db.scalar(_slips(election_id, func.count())) or 0


def simulation(db: Session, public_id: str) -> Simulation:
    """How the simulation of an election stands. Refused: not-found, rehearsal-only."""
    election = find(db, public_id)
    need_rehearsal(db, election.id)
    left = _unused(election.id, SimulatedSlip.serial).order_by(SimulatedSlip.serial)
    waiting = select(func.count()).select_from(Voter).join(Delegate, Delegate.id == Voter.delegate_id)
    return Simulation(
        slips=kept(db, election.id),
        left=tuple(db.scalars(left)),
        waiting=db.scalar(waiting.where(*_without_slip(election.id))) or 0,
    )


def begin(db: Session, act: Act, public_id: str, count: int) -> int:
    """Let so many simulated delegates vote; how many will have voted in all then.

    Refused: not-found, rehearsal-only, phase-wrong, simulated-many.
    """
    stands, election = simulation(db, public_id), find(db, public_id)
    need_phase(election.phase, Phase.OPEN)
    if count > stands.most:
        raise Refused(SIMULATED_MANY, most=stands.most)
    journal.record(db, act, journal.Kind.SIMULATION_BEGUN, election_id=election.id, count=count)
    return stands.voted + count


def come(db: Session, act: Act, public_id: str) -> None:
    """Let the next delegate of the roll without a slip come in, if need be, and be handed one, as a desk does.

    Refused: not-found, rehearsal-only, election-not-open, election-closed, simulated-many, and what the desk refuses:
    delegate-absent, delegate-by-video, delegate-no-elector, delegate-no-vote, delegate-personal, delegate-slip-handed,
    handing-closed, phase-wrong, roll-closed, slip-at-desk, slips-missing.
    """
    election = find(db, public_id, lock=True)  # as the ballot's, before the journal
    need_rehearsal(db, election.id)
    need_open(election.phase)
    waiting = select(Voter.delegate_id).join(Delegate, Delegate.id == Voter.delegate_id)
    next_one = db.scalar(waiting.where(*_without_slip(election.id)).order_by(Delegate.number).limit(1))
    if next_one is None:
        raise Refused(SIMULATED_MANY, most=0)
    presence.check_in(db, act, election.session_id, next_one)
    electorate.hand_slip(db, act, election.id, next_one)


def next_secret(db: Session, public_id: str) -> str | None:
    """The secret of a slip for simulated delegates that has not voted; None when all have.

    Refused: not-found, rehearsal-only.
    """
    election = find(db, public_id)
    need_rehearsal(db, election.id)
    mine = _unused(election.id, SimulatedSlip.credential).order_by(SimulatedSlip.serial)
    found: str | None = db.scalar(mine.limit(1))
    return found


def device_of(db: Session, public_id: str, data: bytes) -> str:
    """The code by which an enrolled tablet of the session sends this ballot, "" where any device may.

    Refused: not-found, rehearsal-only, tablet-not-enrolled.
    """
    election = find(db, public_id)
    need_rehearsal(db, election.id)
    return "" if election.devices is Devices.ANY else device_code(tablet.shared_key(db, election.session_id), data)


def _slips(election_id: int, asked: Any) -> Select[Any]:
    """What is asked of the good slips of an election that are kept for simulated delegates."""
    same = (Slip.election_id == SimulatedSlip.election_id) & (Slip.serial == SimulatedSlip.serial)
    mine = select(asked).select_from(SimulatedSlip).join(Slip, same)
    return mine.where(SimulatedSlip.election_id == election_id, Slip.state == SlipState.GOOD)


def _unused(election_id: int, asked: Any) -> Select[Any]:
    """The same of those that have no vote."""
    both = (BallotIndex.election_id == Slip.election_id) & (BallotIndex.credential == Slip.credential)
    return _slips(election_id, asked).outerjoin(BallotIndex, both).where(BallotIndex.credential.is_(None))


def _without_slip(election_id: int) -> tuple[ColumnElement[bool], ...]:
    """What is asked of a voter who may still be simulated: in the hall, at no desk alone, without a slip."""
    handed = select(HandedSlip.delegate_id).where(HandedSlip.election_id == election_id)
    at_desk = select(DeskShare.delegate_id)
    return (
        Voter.election_id == election_id, ~Delegate.by_video, Voter.delegate_id.not_in(handed),
        Voter.delegate_id.not_in(at_desk),
    )  # fmt: skip
