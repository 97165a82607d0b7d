"""Casting, in the order of SPEC 6.3: looking the slip up, its signature, the proofs outside any lock, then one short
transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Election
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.hall.rows import personal_slips
from app.services.voting import board
from app.services.voting import challenge as challenges
from app.services.voting.challenge import BALLOT_INVALID
from app.services.voting.checkpoint import BoardSigner
from app.services.voting.slip import (
    ELECTION_NOT_OPEN,
    SLIP_FOREIGN,
    SLIP_USED,
    credential_digest,
    is_personal,
    need_good,
    need_open,
)
from app.services.voting.slip_shown import decoded
from app.services.voting.tablet import need_enrolled
from ballots.ballot import Ballot, ballot_size_limit, claimed_credential, tracker
from ballots.board import ballot_event
from ballots.door import decode_signed, find_fault
from ballots.errors import BallotsError, ForeignBallotError, SizeLimitError
from ballots.holder import is_holder

BALLOT_CHALLENGED = Refusal(
    code="ballot-challenged",
    status=409,
    words=N_("This vote was opened for a test and can no longer be cast. Please choose again."),
)


BALLOT_UNDER_WAY = Refusal(
    code="ballot-under-way",
    status=429,
    words=N_("Votes of this slip are being checked already. Please try again in %(seconds)s seconds."),
)
BALLOTS_MANY = Refusal(
    code="ballots-many",
    status=503,
    words=N_("Many votes arrive at this moment. Please try again in %(seconds)s seconds."),
)
POSTS_MANY = Refusal(
    code="posts-many",
    status=429,
    words=N_("Too much came from here that was refused. Please try again in %(seconds)s seconds."),
)

ProofCheck = Callable[[bytes, bytes], BallotsError | None]
"""What finds the fault of a ballot's proofs: the election's bytes and the ballot's go in."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a ballot is checked against."""

    definition: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A ballot that may be checked: it names a slip that is good. `slip` is the digest of its credential.

    `used`: the slip has voted, which only who signed with its secret is told (`check_arrived`).
    """

    box: Box
    data: bytes
    slip: bytes
    used: bool


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
    return Box(election.definition)


def meet(db: Session, public_id: str, data: bytes, *, signer: BoardSigner, device: str = "") -> Arrived | Receipt:
    """Look at the bytes that somebody posts before anything dear is done for them: size, known, phase, device, slip.

    Bytes that are on the board get their receipt again, in any phase; nothing is computed or written for them.
    `device` is the code by which an enrolled tablet may cast (`tablet.need_enrolled`), where the election asks for one;
    a personal slip votes on its holder's own device.
    Refused: election-not-open, election-closed, tablet-not-enrolled, slip-foreign, credential-unknown, slip-void,
    slip-ruled, ballot-invalid.
    """
    election = find(db, public_id)
    box = open_box(db, public_id)
    if len(data) > ballot_size_limit(decoded(box.definition)):
        raise Refused(BALLOT_INVALID, reason=SizeLimitError.code)
    if board.holds(db, election.id, data):
        _claimed(box, data)  # the board has other data than ballots, and no receipt says that they are some
        return _receipt(election, data, signer, repeated=True)
    need_open(election.phase)
    if not _is_of_personal_slip(db, election, box, data):
        need_enrolled(db, election.id, data, device)
    digest = need_good(db, election.id, _claimed(box, data))
    used = db.get(BallotIndex, (election.id, digest)) is not None and not election.revote
    return Arrived(box=box, data=data, slip=digest, used=used)


def recorded(db: Session, public_id: str, public: str, proof: object, *, signer: BoardSigner) -> Receipt | None:
    """The vote that was cast with a slip, for who shows that the slip's secret is held: who lost the receipt.

    The public half of its credential is on a public list; a tracker may stand on no signed head yet. None where there
    is no such vote or the proof is none. Refused: not-found, election-not-open.
    """
    if not is_holder(decoded(open_box(db, public_id).definition), public, proof):
        return None
    election = find(db, public_id)
    row = db.get(BallotIndex, (election.id, credential_digest(public)))
    if row is None:
        return None
    signed = signer.receipt(election.fingerprint or "", row.tracker)
    return Receipt(tracker=row.tracker, repeated=True, signed=signed)


def caster(db: Session, public_id: str, data: bytes) -> str:
    """The public half of the credential that a ballot names. Refused: as `meet`."""
    return _claimed(open_box(db, public_id), data)


def check(box: Box, data: bytes, check_proofs: ProofCheck = find_fault) -> Ballot:
    """Check every byte of a ballot: its form, its signature, and last, by `check_proofs`, its proofs.

    Refused: slip-foreign, ballot-invalid.
    """
    try:
        signed = decode_signed(data, decoded(box.definition))
    except BallotsError as error:
        raise _refusal(error) from error
    fault = check_proofs(box.definition, data)
    if fault is not None:
        raise _refusal(fault)
    return signed


def check_arrived(arrived: Arrived, check_proofs: ProofCheck) -> Ballot:
    """Check what `meet` let in; whether its slip has voted is told after its signature, and costs no proof.

    Credentials are on a public list: told before, everybody would learn which of them have voted while the board shows
    signed heads only. Refused: as `check`, slip-used.
    """

    def proofs_of_unused(definition: bytes, data: bytes) -> BallotsError | None:
        if arrived.used:
            raise Refused(SLIP_USED)
        return check_proofs(definition, data)

    return check(arrived.box, arrived.data, proofs_of_unused)


def _is_of_personal_slip(db: Session, election: Election, box: Box, data: bytes) -> bool:
    if personal_slips(db, election.id) == 0:
        return False
    try:
        return is_personal(db, election.id, _claimed(box, data))
    except Refused:
        return False  # what is wrong with it is said after the device


def _claimed(box: Box, data: bytes) -> str:
    try:
        return claimed_credential(data, decoded(box.definition))
    except BallotsError as error:
        raise _refusal(error) from error


def _refusal(error: BallotsError) -> Refused:
    if isinstance(error, ForeignBallotError):
        return Refused(SLIP_FOREIGN)
    return Refused(BALLOT_INVALID, reason=error.code)


def cast(db: Session, public_id: str, ballot: Ballot, *, signer: BoardSigner) -> Receipt:
    """Put a checked ballot on the board. The same bytes again get the same receipt, in any phase, and change nothing.

    Nothing is journalled and no time is stored: neither may meet the moment a delegate was handed a slip. Refused:
    election-not-open, election-closed, credential-unknown, slip-void, slip-ruled, slip-used, ballot-challenged.
    """
    election = find(db, public_id, lock=True)
    if board.holds(db, election.id, ballot.raw):
        return _receipt(election, ballot.raw, signer, repeated=True)
    need_open(election.phase)
    digest = need_good(db, election.id, ballot.credential)
    if challenges.is_opened(db, election.id, ballot):
        raise Refused(BALLOT_CHALLENGED)
    _index(db, election, digest, ballot.tracker)
    board.append(db, election.id, ballot_event(board.need_head(db, election.id), ballot.raw))
    return _receipt(election, ballot.raw, signer, repeated=False)


def _receipt(election: Election, data: bytes, signer: BoardSigner, *, repeated: bool) -> Receipt:
    found = tracker(data)
    return Receipt(tracker=found, repeated=repeated, signed=signer.receipt(election.fingerprint or "", found))


def _index(db: Session, election: Election, digest: bytes, receipt: str) -> None:
    """Let this ballot be the one that counts for its credential. Refused: slip-used unless voting again is allowed."""
    earlier = db.get(BallotIndex, (election.id, digest))
    if earlier is None:
        db.add(BallotIndex(election_id=election.id, credential=digest, tracker=receipt))
    elif election.revote:
        earlier.tracker = receipt
    else:
        raise Refused(SLIP_USED)
