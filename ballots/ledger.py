"""The ballots of one audit: each checked, in chunks, on any executor; the last of each credential summed.

Memory grows with the list of credentials and with ballots replaced by a later one, not with the archive: of a
credential's last ballot only its place is kept, and when it is replaced it is read again and divided out.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ballots.ballot import Ballot, check_ballot, decode_ballot
from ballots.election import Election, decode_election
from ballots.elgamal import Ciphertext, EncryptedTally
from ballots.errors import BallotsError, UnknownCredentialError
from ballots.group import Element
from ballots.record_errors import ArchiveUnreadableError, BallotRepeatedError, CheckStoppedError
from ballots.tally import accumulate

CHUNK = 8
"""Ballots per task: about a third of a second of work for 22 candidates."""

ReadBack = Callable[[int, int], bytes]
"""Returns that many bytes (second) of the archive from a position (first)."""

_BEGINNING = re.compile(
    rb'\{"election_uuid":"[0-9A-Za-z]{1,64}","election_hash":"[0-9A-Za-z+/]{43}","credential":"([0-9]{1,617})",'
)
"""How every acceptable ballot begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBallot:
    """A ballot's bytes, its event's height, and its credential, which the list knows, with the weight."""

    height: int
    data: bytes
    credential: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkVerdict:
    """The product of a chunk's ballots, or the error of the first refused. It travels between processes."""

    product: EncryptedTally | None = None
    error: BallotsError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    position: int
    size: int
    digest: bytes


class Ledger:
    """Takes the ballots of a board in order. Every method may raise the error of an earlier ballot."""

    def __init__(
        self,
        *,
        election: Election,
        weights: Mapping[str, int],
        read_back: ReadBack,
        executor: Executor | None,
        in_flight: int,
    ) -> None:
        """Check on `executor` with at most `in_flight` chunks submitted, or here and now without one."""
        self.ballots = 0
        self.total_weight = 0
        self._election = election
        self._weights = {_digest(credential): weight for credential, weight in weights.items()}
        self._read_back = read_back
        self._executor = executor
        self._in_flight = in_flight
        self._chunk: list[ListedBallot] = []
        self._futures: deque[Future[ChunkVerdict]] = deque()
        self._last: dict[bytes, _Place] = {}
        self._replaced: set[bytes] = set()
        self._product = accumulate(election, ())
        self._divisor = self._product

    @property
    def voters(self) -> int:
        """How many credentials cast a ballot."""
        return len(self._last)

    def add(self, data: bytes, *, height: int, position: int) -> None:
        """Take the ballot of the event at `height`; `position` is where its bytes stand in the archive.

        Raises BallotRepeatedError or what `ballot.check_ballot` raises.
        """
        credential, weight = self._look_up(data, height)
        place = _Place(position=position, size=len(data), digest=sha256(data).digest())
        self._place(credential, weight, place)
        self.ballots += 1
        self._chunk.append(ListedBallot(height=height, data=data, credential=credential, weight=weight))
        if len(self._chunk) == CHUNK:
            self._submit()

    def finish(self) -> None:
        """Wait for every ballot taken so far; raise the error of the first that is refused."""
        if self._chunk:
            self._submit()
        while self._futures:
            self._collect()

    def encrypted_tally(self) -> EncryptedTally:
        """Return the product of the last ballots, each to its credential's weight. Call `finish` before."""
        return _combine(self._product, self._divisor, self._election.group.divide)

    def _look_up(self, data: bytes, height: int) -> tuple[str, int]:
        found = _BEGINNING.match(data)
        weight = self._weights.get(_digest(found[1].decode())) if found else None
        if found is None or weight is None:
            _check(ListedBallot(height=height, data=data, credential="", weight=0), self._election)
            raise UnknownCredentialError(f"height {height}: the credential is not in the election's list")
        return found[1].decode(), weight

    def _place(self, credential: str, weight: int, place: _Place) -> None:
        key = _digest(credential)
        earlier = self._last.get(key)
        if earlier is None:
            self.total_weight += weight
        elif place.digest == earlier.digest or place.digest in self._replaced:
            raise BallotRepeatedError("a ballot stands on the board twice")
        else:
            self._replaced.add(earlier.digest)
            self._divide_out(earlier, weight)
        self._last[key] = place

    def _divide_out(self, place: _Place, weight: int) -> None:
        data = self._read_back(place.position, place.size)
        if sha256(data).digest() != place.digest:
            raise ArchiveUnreadableError("the archive changed while it was read")
        product = accumulate(self._election, ((decode_ballot(data, self._election), weight),))
        self._divisor = _multiply(self._election, self._divisor, product)

    def _submit(self) -> None:
        chunk, self._chunk = tuple(self._chunk), []
        if self._executor is None:
            self._take(check_chunk(self._election.raw, chunk))
            return
        try:
            self._futures.append(self._executor.submit(check_chunk, self._election.raw, chunk))
        except RuntimeError as error:
            raise CheckStoppedError("the workers do not take work any more") from error
        while len(self._futures) >= self._in_flight:
            self._collect()

    def _collect(self) -> None:
        try:
            verdict = self._futures.popleft().result()
        except (RuntimeError, OSError, MemoryError) as error:
            raise CheckStoppedError("a worker stopped before it finished") from error
        self._take(verdict)

    def _take(self, verdict: ChunkVerdict) -> None:
        if verdict.error is not None:
            self._futures.clear()
            self._chunk.clear()
            raise verdict.error
        if verdict.product is not None:
            self._product = _multiply(self._election, self._product, verdict.product)


def check_chunk(election_bytes: bytes, ballots: tuple[ListedBallot, ...]) -> ChunkVerdict:
    """Check ballots of one election, given as its bytes: what a worker runs. Only public data travels."""
    election = _election(election_bytes)
    try:
        checked = [(_check(listed, election), listed.weight) for listed in ballots]
    except BallotsError as error:
        return ChunkVerdict(error=error)
    return ChunkVerdict(product=accumulate(election, checked))


def _check(listed: ListedBallot, election: Election) -> Ballot:
    try:
        return check_ballot(listed.data, election, {listed.credential: listed.weight})
    except BallotsError as error:
        raise type(error)(f"height {listed.height}: {error}") from error


@lru_cache(maxsize=4)
def _election(data: bytes) -> Election:
    return decode_election(data)


def _digest(credential: str) -> bytes:
    return sha256(credential.encode()).digest()


def _multiply(election: Election, first: EncryptedTally, second: EncryptedTally) -> EncryptedTally:
    return _combine(first, second, election.group.multiply)


def _combine(
    first: EncryptedTally, second: EncryptedTally, operation: Callable[[Element, Element], Element]
) -> EncryptedTally:
    return EncryptedTally(
        tuple(
            tuple(
                Ciphertext(operation(one.alpha, other.alpha), operation(one.beta, other.beta))
                for one, other in zip(row, other_row, strict=True)
            )
            for row, other_row in zip(first.questions, second.questions, strict=True)
        )
    )
