"""Entering a vote on paper: two officers, each on an own device, and nothing of the marks is ever sent.

Each device sends a code over the marks under a key of the slip's secret (SPEC 6.5), which is not known here. Where two
codes of one slip are equal, the device that was first encrypts and casts, like any tablet.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Election, PaperDesk, PaperEntry, PaperRuled, PaperVote
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.rows import find
from app.services.voting import ballot
from app.services.voting.ballot import Receipt
from app.services.voting.challenge import BALLOT_INVALID
from app.services.voting.checkpoint import BoardSigner
from app.services.voting.paper_desk import desk_of
from app.services.voting.paper_vote import need_allowed
from app.services.voting.slip import ELECTION_NOT_OPEN, SLIP_FORGED, SLIP_USED, credential_digest, need_good, need_open
from app.services.voting.slip_shown import decoded
from app.states.paper_vote import PaperFault, PaperState
from ballots.ballot import Ballot
from ballots.holder import is_holder
from ballots.paper import CODE_DIGITS

PAPER_ENTERED = Refusal(
    code="paper-entered",
    status=409,
    words=N_("Two other officers have entered this paper already. One of them corrects it, or lays it aside."),
)
PAPER_UNEQUAL = Refusal(
    code="paper-unequal",
    status=409,
    words=N_("The two entries of this paper are not equal, or one of them is gone. Nothing was cast: enter it again."),
)

_CODE = re.compile(f"[0-9a-f]{{{CODE_DIGITS}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPaper:
    """The slip of a paper, by the public half of its credential, base 10: who asks holds its secret."""

    public: str

    @property
    def digest(self) -> bytes:
        """What is stored instead of the public half."""
        return credential_digest(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How a paper stands for the device that asks; `paper` are six digits by which both officers know which it is."""

    state: PaperState
    paper: str


def hold(db: Session, public_id: str, public: str, proof: object) -> HeldPaper:
    """The slip of a paper that somebody shows with the proof that its secret is held; before anything is locked.

    Refused: not-found, election-not-open, slip-forged.
    """
    election = find(db, public_id)
    if election.definition is None:
        raise Refused(ELECTION_NOT_OPEN)
    if not is_holder(decoded(election.definition), public, proof):
        raise Refused(SLIP_FORGED)
    return HeldPaper(public=public)


def enter(
    db: Session, act: Act, public_id: str, token: str, paper: HeldPaper, *, code: str, fault: PaperFault | None
) -> Compared:
    """Take what one officer's device says of a paper: the code over its marks, or why it is invalid.

    It takes the place of what the same device said before. Two who name the same fault rule the paper: its slip votes
    no more, and it is counted as invalid.
    Refused: not-found, election-not-open, election-closed, paper-off, paper-desk-over, credential-unknown, slip-void,
    slip-ruled, slip-used, ballot-invalid, paper-entered, and what `need_pair` refuses.
    """
    election, desk = _entered_at(db, public_id, token, lock=True)
    need_good(db, election.id, paper.public)
    if db.get(BallotIndex, (election.id, paper.digest)) is not None:
        raise Refused(SLIP_USED)
    if fault is None and not _CODE.fullmatch(code):
        raise Refused(BALLOT_INVALID, reason="paper-code")
    others = [one for one in _entries(db, election.id, paper.digest) if one.desk_id != desk]
    if len(others) > 1:
        raise Refused(PAPER_ENTERED)
    _lay_aside(db, election.id, paper.digest, desk)
    said = "" if fault is not None else code
    db.add(PaperEntry(election_id=election.id, slip=paper.digest, desk_id=desk, code=said, fault=fault))
    db.flush()
    if others and fault is not None and others[0].fault is fault:
        _rule(db, act, election, paper.digest, fault)
    return Compared(state=_state(db, election.id, paper.digest, desk), paper=short(paper.digest))


def need_desk(db: Session, public_id: str, token: str) -> None:
    """Refuse, in a session for looking, whoever may enter nothing now.

    Refused: not-found, election-not-open, election-closed, paper-off, paper-desk-over.
    """
    _entered_at(db, public_id, token)


def _entered_at(db: Session, public_id: str, token: str, *, lock: bool = False) -> tuple[Election, int]:
    """An election whose papers are entered, and the desk of this token.

    Refused: not-found, election-not-open, election-closed, paper-off, paper-desk-over.
    """
    election = find(db, public_id, lock=lock)
    need_open(election.phase)
    need_allowed(db, election.id)
    return election, desk_of(db, election.id, token)


def look(db: Session, public_id: str, token: str, paper: HeldPaper) -> Compared:
    """How a paper stands now for the device that entered it.

    Refused: not-found, paper-desk-over; election-not-open, election-closed, where the paper was not cast before.
    """
    election = find(db, public_id)
    if db.get(BallotIndex, (election.id, paper.digest)) is None:
        need_open(election.phase)
    desk = desk_of(db, election.id, token)
    return Compared(state=_state(db, election.id, paper.digest, desk), paper=short(paper.digest))


def lay_aside(db: Session, public_id: str, token: str, paper: HeldPaper) -> None:
    """Take back what this device said of a paper. Refused: not-found, paper-desk-over."""
    election = find(db, public_id, lock=True)
    desk = desk_of(db, election.id, token)
    _lay_aside(db, election.id, paper.digest, desk)


def cast(db: Session, act: Act, public_id: str, checked: Ballot, token: str, *, signer: BoardSigner) -> Receipt:
    """Put the checked ballot of a paper on the board: of the first of two equal entries. Both are forgotten, and one
    more stands in the number of votes on paper.

    Refused: as `ballot.cast`, paper-off, paper-desk-over, paper-unequal, and what `need_pair` refuses.
    """
    election = find(db, public_id, lock=True)
    given = ballot.cast(db, public_id, checked, signer=signer)
    if given.repeated:
        return given
    need_allowed(db, election.id)
    desk, digest = desk_of(db, election.id, token), credential_digest(checked.credential)
    if _state(db, election.id, digest, desk, is_cast=False) is not PaperState.MINE:
        raise Refused(PAPER_UNEQUAL)
    need_pair(db, _both(db, act, election.id, digest), election.id)
    _forget(db, election.id, digest)
    row = db.get_one(PaperVote, election.id, with_for_update=True)
    row.entered += 1
    return given


def short(digest: bytes) -> str:
    """Six digits that tell papers apart in the hands of two people; they follow from the public half alone."""
    return f"{int.from_bytes(digest[:8]) % 10**6:06}"


def _entries(db: Session, election_id: int, slip: bytes) -> list[PaperEntry]:
    """What is entered of a paper, the first first; at most two."""
    mine = select(PaperEntry).where(PaperEntry.election_id == election_id, PaperEntry.slip == slip)
    return list(db.scalars(mine.order_by(PaperEntry.id)))


def _state(db: Session, election_id: int, slip: bytes, desk_id: int, *, is_cast: bool | None = None) -> PaperState:
    if db.get(PaperRuled, (election_id, slip)) is not None:
        return PaperState.RULED
    entries = _entries(db, election_id, slip)
    mine = next((one for one in entries if one.desk_id == desk_id), None)
    if db.get(BallotIndex, (election_id, slip)) is not None if is_cast is None else is_cast:
        return PaperState.DONE if mine is None else PaperState.USED
    if mine is None or len(entries) < 2:
        return PaperState.WAITING
    first, second = entries
    if first.fault is not None or second.fault is not None or not hmac.compare_digest(first.code, second.code):
        return PaperState.UNEQUAL
    return PaperState.MINE if mine is first else PaperState.OTHER


def _rule(db: Session, act: Act, election: Election, slip: bytes, fault: PaperFault) -> None:
    both = _both(db, act, election.id, slip)
    need_pair(db, both, election.id)
    db.add(PaperRuled(election_id=election.id, slip=slip, fault=fault))
    journal.record(db, both, journal.Kind.PAPER_RULED, election_id=election.id, fault=fault.value)
    _forget(db, election.id, slip)


def _both(db: Session, act: Act, election_id: int, slip: bytes) -> Act:
    """The act of the two officers who entered a paper."""
    mine = select(PaperDesk.officer).join(PaperEntry, PaperEntry.desk_id == PaperDesk.id)
    mine = mine.where(PaperEntry.election_id == election_id, PaperEntry.slip == slip)
    return Act(officers=tuple(db.scalars(mine.order_by(PaperEntry.id))), now=act.now, random=act.random)


def _lay_aside(db: Session, election_id: int, slip: bytes, desk_id: int) -> None:
    one = (PaperEntry.election_id == election_id, PaperEntry.slip == slip, PaperEntry.desk_id == desk_id)
    db.execute(delete(PaperEntry).where(*one))


def _forget(db: Session, election_id: int, slip: bytes) -> None:
    db.execute(delete(PaperEntry).where(PaperEntry.election_id == election_id, PaperEntry.slip == slip))
    db.flush()
