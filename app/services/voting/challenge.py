"""Challenges: a ballot that is opened to test the booth is noted first, and can never be cast; nor noted once cast.

Trackers, digests of ciphertexts and verdicts are stored, and how many challenges each credential has made: no time, no
choice, and nothing that leads from a tracker to a credential.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Challenge, ChallengeCount, ChallengedCiphertext, Election
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.voting import board
from app.services.voting.slip import SLIP_USED, need_good, need_open
from app.states.board import Comparison
from ballots.ballot import Ballot
from ballots.challenge import verdict_lock
from ballots.short import FIND, Kind, short

BALLOT_INVALID = Refusal(
    code="ballot-invalid", status=400, words=N_("This ballot is damaged. Nothing was cast. Please choose again.")
)
CHALLENGE_UNKNOWN = Refusal(
    code="challenge-unknown",
    status=404,
    words=N_("No opened vote of this election has this tracker. Compare it with what was noted."),
)
CHALLENGES_MANY = Refusal(
    code="challenges-many",
    status=429,
    words=N_("%(most)s votes of this slip were opened for tests already; no more can be. You can still vote with it."),
)


MOST_EACH = 10
"""Challenges of one slip: more is not testing any more, and nobody uses up those of others."""
_HEX = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeCounts:
    """How many ballots were challenged, and what the delegates found."""

    made: int
    agrees: int
    differs: int


def record(db: Session, public_id: str, ballot: Ballot, *, lock: str) -> str:
    """Note a checked ballot as opened, before anybody sees its opening; return its tracker. Again changes nothing.

    `lock` is the digest of what the second device shows for its verdict. A slip that has a ballot opens none, where it
    may vote again neither: the ciphertexts that were cast, signed anew, would be other bytes with the same choices.
    Refused: what `ballot.cast` refuses; ballot-invalid (the lock is none), challenges-many, slip-used.
    """
    if not _HEX.fullmatch(lock):
        raise Refused(BALLOT_INVALID)
    election = find(db, public_id, lock=True)
    need_open(election.phase)
    digest = need_good(db, election.id, ballot.credential)
    if db.get(BallotIndex, (election.id, digest)) is not None:
        raise Refused(SLIP_USED)
    if db.get(Challenge, (election.id, ballot.tracker)) is None:
        _count(db, election, digest)
        db.add(Challenge(election_id=election.id, tracker=ballot.tracker, verdict=None, lock=lock))
        opened = set(_opened(db, election, ballot))
        db.add_all(
            ChallengedCiphertext(election_id=election.id, digest=one) for one in _digests(ballot) if one not in opened
        )
        db.flush()
    return ballot.tracker


def need_noted(db: Session, public_id: str, tracker: str, *, key: str) -> None:
    """Whoever opened a ballot, as the `key` to its lock shows, asks whether it was noted as a test.

    Known at once, not from a signed head on; what was cast never is. Refused: not-found, challenge-unknown.
    """
    election = find(db, public_id)
    _need_key(db.get(Challenge, (election.id, tracker)), key)


def give_verdict(db: Session, public_id: str, tracker: str, *, key: str, agrees: bool) -> None:
    """Record what the second device found, which shows that it opened the ballot by the `key` to its lock.

    "differs" stays; an "agrees" may still become "differs". Refused: not-found, challenge-unknown.
    """
    election = find(db, public_id)
    row = _need_key(db.get(Challenge, (election.id, tracker), with_for_update=True), key)
    if row.verdict != Comparison.DIFFERS:
        row.verdict = Comparison.AGREES if agrees else Comparison.DIFFERS


def note_difference(db: Session, act: Act, public_id: str, typed: str) -> str:
    """An officer notes that a delegate's second device said "differs", where that device could not say so itself.

    `typed` is the tracker, its code's text, or twelve to forty of its digits. Returns the tracker. Refused: not-found,
    challenge-unknown.
    """
    election = find(db, public_id)
    tracker = _noted(db, election, typed)
    row = db.get(Challenge, (election.id, tracker), with_for_update=True)
    if row is None:
        raise Refused(CHALLENGE_UNKNOWN)
    row.verdict = Comparison.DIFFERS
    journal.record(db, act, journal.Kind.CHALLENGE_DIFFERS, election_id=election.id, tracker=tracker)
    return tracker


def is_opened(db: Session, election_id: int, ballot: Ballot) -> bool:
    """Whether any ciphertext of the ballot was opened by a challenge."""
    election = db.get_one(Election, election_id)
    return bool(_opened(db, election, ballot))


def challenges(db: Session, public_id: str) -> ChallengeCounts:
    """The counts of an election."""
    election = find(db, public_id)
    query = select(Challenge.verdict, func.count()).where(Challenge.election_id == election.id)
    found: dict[Comparison | None, int] = {}
    for verdict, number in db.execute(query.group_by(Challenge.verdict)):
        found[verdict] = number
    return ChallengeCounts(
        made=sum(found.values()), agrees=found.get(Comparison.AGREES, 0), differs=found.get(Comparison.DIFFERS, 0)
    )


def _need_key(row: Challenge | None, key: str) -> Challenge:
    """The challenge, if there is one and this is the key to its lock. Refused: challenge-unknown."""
    if row is None or row.lock is None or not _HEX.fullmatch(key) or verdict_lock(key) != row.lock:
        raise Refused(CHALLENGE_UNKNOWN)
    return row


def _noted(db: Session, election: Election, typed: str) -> str:
    """The tracker that was typed, or the one challenge whose digits begin so. Refused: challenge-unknown."""
    code = typed.split()
    tidied = board.tidy_tracker(code[-1] if code[:2] == ["majma", "tracker"] else typed)
    if len(tidied) == board.TRACKER:
        return tidied
    if len(tidied) < FIND or not tidied.isdecimal():
        raise Refused(CHALLENGE_UNKNOWN)
    every = db.scalars(select(Challenge.tracker).where(Challenge.election_id == election.id))
    found = [one for one in every if short(Kind.TRACKER, one, len(tidied)) == tidied]
    if len(found) != 1:
        raise Refused(CHALLENGE_UNKNOWN)
    return found[0]


def _count(db: Session, election: Election, digest: bytes) -> None:
    """Count one challenge more of a credential. Refused: challenges-many."""
    row = db.get(ChallengeCount, (election.id, digest))
    if row is None:
        db.add(ChallengeCount(election_id=election.id, credential=digest, made=1))
    elif row.made >= MOST_EACH:
        raise Refused(CHALLENGES_MANY, most=MOST_EACH)
    else:
        row.made += 1


def _opened(db: Session, election: Election, ballot: Ballot) -> list[bytes]:
    query = select(ChallengedCiphertext.digest).where(
        ChallengedCiphertext.election_id == election.id, ChallengedCiphertext.digest.in_(_digests(ballot))
    )
    return list(db.scalars(query))


def _digests(ballot: Ballot) -> list[bytes]:
    """What names each ciphertext: the SHA-256 of its alpha in base 10."""
    alphas = (str(entry.alpha) for question in ballot.choices for entry in question)
    return sorted({hashlib.sha256(alpha.encode()).digest() for alpha in alphas})
