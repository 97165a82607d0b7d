"""Challenges: a ballot that is opened to test the booth is noted first, and can never be cast.

Only trackers, digests of ciphertexts and verdicts are stored: no time, no credential, no choice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Challenge, ChallengedCiphertext, Election
from app.services import board
from app.services.act import Refused
from app.services.election import find
from app.services.slip import check_token, counts, need_good, need_open
from ballots.ballot import Ballot

MOST_EACH = 20
"""Challenges for each slip of an election, over all of them: more is not testing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeCounts:
    """How many ballots were challenged, and what the delegates found."""

    made: int
    agrees: int
    differs: int


def record(
    db: Session,
    public_id: str,
    ballot: Ballot,
    *,
    token: str | None,
    keys: Mapping[int, Ed25519PublicKey],
    now: datetime,
) -> str:
    """Note a checked ballot as opened, before anybody sees its opening; return its tracker. Again changes nothing.

    Refused: what `ballot.cast` refuses; challenges-many.
    """
    election = find(db, public_id, lock=True)
    if token is not None:
        check_token(db, election, token, ballot.credential, keys, now)
    digest = need_good(db, election, ballot.credential)
    need_open(election)
    earlier = db.get(BallotIndex, (election.id, digest))
    if board.holds(db, election, ballot.raw) or (earlier is not None and not election.revote):
        raise Refused("slip-used")
    if db.get(Challenge, (election.id, ballot.tracker)) is None:
        _need_few(db, election)
        db.add(Challenge(election_id=election.id, tracker=ballot.tracker, verdict=None))
        opened = set(_opened(db, election, ballot))
        db.add_all(
            ChallengedCiphertext(election_id=election.id, digest=one) for one in _digests(ballot) if one not in opened
        )
        db.flush()
    return ballot.tracker


def give_verdict(db: Session, public_id: str, tracker: str, *, agrees: bool) -> None:
    """Record what a delegate found; the first answer stays. Refused: not-found, challenge-unknown."""
    election = find(db, public_id)
    row = db.get(Challenge, (election.id, tracker), with_for_update=True)
    if row is None:
        raise Refused("challenge-unknown")
    if row.verdict is None:
        row.verdict = "agrees" if agrees else "differs"


def is_opened(db: Session, election: Election, ballot: Ballot) -> bool:
    """Whether any ciphertext of the ballot was opened by a challenge."""
    return bool(_opened(db, election, ballot))


def challenges(db: Session, public_id: str) -> ChallengeCounts:
    """The counts of an election."""
    election = find(db, public_id)
    query = select(Challenge.verdict, func.count()).where(Challenge.election_id == election.id)
    found: dict[str | None, int] = {}
    for verdict, number in db.execute(query.group_by(Challenge.verdict)):
        found[verdict] = number
    return ChallengeCounts(made=sum(found.values()), agrees=found.get("agrees", 0), differs=found.get("differs", 0))


def _need_few(db: Session, election: Election) -> None:
    made = challenges(db, election.public_id).made
    if made >= MOST_EACH * max(1, counts(db, election.public_id).printed):
        raise Refused("challenges-many")


def _opened(db: Session, election: Election, ballot: Ballot) -> list[bytes]:
    query = select(ChallengedCiphertext.digest).where(
        ChallengedCiphertext.election_id == election.id, ChallengedCiphertext.digest.in_(_digests(ballot))
    )
    return list(db.scalars(query))


def _digests(ballot: Ballot) -> list[bytes]:
    """What names each ciphertext: the SHA-256 of its alpha in base 10."""
    alphas = (str(entry.alpha) for question in ballot.choices for entry in question)
    return sorted({hashlib.sha256(alpha.encode()).digest() for alpha in alphas})
