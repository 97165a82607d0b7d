"""Casting: a strict check of the bytes outside any lock, then one short transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Election
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.voting import board
from app.services.voting import challenge as challenges
from app.services.voting.challenge import BALLOT_INVALID
from app.services.voting.checkpoint import BoardSigner
from app.services.voting.slip import (
    CREDENTIAL_UNKNOWN,
    ELECTION_NOT_OPEN,
    SLIP_FOREIGN,
    SLIP_USED,
    need_good,
    need_open,
)
from ballots.ballot import Ballot, check_ballot, tracker
from ballots.board import ballot_event
from ballots.credential import decode_public_credentials
from ballots.election import Election as Definition
from ballots.election import decode_election
from ballots.errors import BallotsError, ForeignBallotError, UnknownCredentialError

BALLOT_CHALLENGED = Refusal(
    code="ballot-challenged",
    status=409,
    words=N_("This vote was opened for a test and can no longer be cast. Please choose again."),
)


@dataclass(frozen=True, slots=True)
class Box:
    """What a ballot is checked against."""

    definition: bytes
    credentials: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the voter keeps.

    `repeated`: the same ballot was already on the board; `signed` convicts a board that loses it.
    """

    tracker: str
    repeated: bool
    signed: str


def open_box(db: Session, public_id: str) -> Box:
    """What to check a ballot against. Refused: not-found, election-not-open."""
    election = find(db, public_id)
    if election.definition is None or election.credentials is None:
        raise Refused(ELECTION_NOT_OPEN)
    return Box(election.definition, election.credentials)


def check(box: Box, ballot: bytes) -> Ballot:
    """Check every byte and proof of a ballot. Refused: slip-foreign, credential-unknown, ballot-invalid."""
    definition, credentials = _decoded(box)
    try:
        return check_ballot(ballot, definition, credentials)
    except ForeignBallotError as error:
        raise Refused(SLIP_FOREIGN) from error
    except UnknownCredentialError as error:
        raise Refused(CREDENTIAL_UNKNOWN) from error
    except BallotsError as error:
        raise Refused(BALLOT_INVALID, reason=error.code) from error


def cast(db: Session, public_id: str, ballot: Ballot, *, signer: BoardSigner) -> Receipt:
    """Put a checked ballot on the board. The same bytes again get the same receipt, in any phase, and change nothing.

    Nothing is journalled and no time is stored: neither may meet the moment a delegate was handed a slip. Refused:
    election-not-open, election-closed, credential-unknown, slip-void, slip-used, ballot-challenged.
    """
    election = find(db, public_id, lock=True)
    receipt = tracker(ballot.raw)
    signed = signer.receipt(election.fingerprint or "", receipt)
    if board.holds(db, election.id, ballot.raw):
        return Receipt(tracker=receipt, repeated=True, signed=signed)
    need_open(election.phase)
    digest = need_good(db, election.id, ballot.credential)
    if challenges.is_opened(db, election.id, ballot):
        raise Refused(BALLOT_CHALLENGED)
    _index(db, election, digest, receipt)
    board.append(db, election.id, ballot_event(board.need_head(db, election.id), ballot.raw))
    return Receipt(tracker=receipt, repeated=False, signed=signed)


def _index(db: Session, election: Election, digest: bytes, receipt: str) -> None:
    """Let this ballot be the one that counts for its credential. Refused: slip-used unless voting again is allowed."""
    earlier = db.get(BallotIndex, (election.id, digest))
    if earlier is None:
        db.add(BallotIndex(election_id=election.id, credential=digest, tracker=receipt))
    elif election.revote:
        earlier.tracker = receipt
    else:
        raise Refused(SLIP_USED)


@lru_cache(maxsize=8)
def _decoded(box: Box) -> tuple[Definition, Mapping[str, int]]:
    return decode_election(box.definition), decode_public_credentials(box.credentials)
