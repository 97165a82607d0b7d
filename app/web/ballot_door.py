"""The door of the board, for all booths of one process: where proofs are checked, and how many anybody may ask for.

Nobody but who holds a slip gets as far as a proof (SPEC 6.3), and each slip only one at a time and so many; so a full
pool means that many vote. What fails before is counted by network address: behind one that sends much of it every
*failing* post is told to wait, while a vote from the same address goes through.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.services.acts.refusal import Refused
from app.services.voting import ballot
from app.services.voting.ballot import BALLOT_UNDER_WAY, BALLOTS_MANY, POSTS_MANY, Arrived
from app.web.failures import Failures, place
from ballots.archive_errors import CheckStoppedError
from ballots.ballot import Ballot
from ballots.door import find_fault, prepare
from ballots.errors import BallotsError
from ballots.pool import Pool

FAILURES, FORGIVEN = 100, 0.5
"""Posts of one address that may fail at once, and the seconds for each more. Where 22 tablets stand behind one address,
each of them would have to be refused five times a minute for ever."""
PROOFS, ANOTHER = 15, 10.0
"""Ballots of one slip that are checked at once, and the seconds for each more: ten tests, a vote, some again."""
SOON = 1
"""Seconds until there is a place again; a full pool holds about that much work."""
HARMLESS = frozenset({"election-not-open", "election-closed", "not-found", "challenges-many", "ballot-challenged"})
"""What honest people are told who come too early, too late or too often, however many of them."""


class BallotDoor:
    """What stands between the posts of a hall and the board."""

    def __init__(self, checkers: int) -> None:
        """Take the number of processes that check proofs; with none of them they are checked in this one."""
        self.pool = Pool(checkers, first=prepare) if checkers else None
        self._failures = Failures(FAILURES, FORGIVEN)
        self._proofs = Failures(PROOFS, ANOTHER)
        self._under_way: set[bytes] = set()
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Let the processes begin: somebody is about to vote."""
        if self.pool is not None:
            self.pool.start()

    @contextmanager
    def counting(self, address: str) -> Iterator[None]:
        """Count what is refused in the block against a network address. Refused: posts-many beyond its limit."""
        try:
            yield
        except Refused as refused:
            if refused.code in HARMLESS or "seconds" in refused.facts:
                raise
            seconds = self._failures.wait(place(address))
            self._failures.count(place(address))
            if seconds:
                raise Refused(POSTS_MANY, seconds=seconds) from refused
            raise

    def check(self, arrived: Arrived) -> Ballot:
        """Check a ballot that may be checked. Refused: as `ballot.check_arrived`, ballot-under-way, ballots-many."""
        return ballot.check_arrived(arrived, lambda *given: self._check_proofs(arrived.slip, *given))

    def _check_proofs(self, slip: bytes, definition: bytes, data: bytes) -> BallotsError | None:
        with self._alone(slip):
            if self.pool is None:
                return find_fault(definition, data)
            try:
                return self.pool.ask(find_fault, definition, data)
            except CheckStoppedError as error:
                raise Refused(BALLOTS_MANY, seconds=SOON) from error

    @contextmanager
    def _alone(self, slip: bytes) -> Iterator[None]:
        """One ballot of a slip at a time: only who holds it can have signed them."""
        with self._lock:
            seconds = self._proofs.wait(slip) or (SOON if slip in self._under_way else 0)
            if seconds:
                raise Refused(BALLOT_UNDER_WAY, seconds=seconds)
            self._under_way.add(slip)
        self._proofs.count(slip)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(slip)
