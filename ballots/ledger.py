"""The ballots of one audit: each checked, in chunks, on any executor; the last of each credential summed.

Memory grows with the list of credentials, about 80 bytes each, and with ballots that replace others, about 100 bytes
each (their digests, so that none comes back), not with the archive: of a credential's last ballot only its place is
kept, and when it is replaced it is read again and divided out.
"""

import re
from array import array
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ballots.archive_errors import ArchiveUnreadableError, BallotRepeatedError
from ballots.ballot import Ballot, check_ballot, check_members, decode_ballot
from ballots.credential_index import CredentialIndex
from ballots.election import Election, decode_election
from ballots.elgamal import EncryptedTally, divide_tallies, multiply_tallies
from ballots.errors import BallotsError, UnknownCredentialError
from ballots.tally import accumulate
from ballots.workers import Queue

ENTRIES = 300
"""Ciphertexts per task: about half a second of work, so that a cluster's own cost for a task is small beside it."""

ReadBack = Callable[[int, int], bytes]
"""Returns that many bytes (second) of the archive from a position (first)."""

_BEGINNING = re.compile(
    rb'\{"election_uuid":"[0-9A-Za-z]{1,64}","election_hash":"[0-9A-Za-z+/]{43}","credential":"([0-9]{1,617})",'
)
"""How every acceptable ballot begins."""

_DIGEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBallot:
    """A ballot's bytes, its event's height, and its credential, which the list knows, with the weight.

    A `known` one stands before a head that was checked earlier: its proofs are not checked again.
    """

    height: int
    data: bytes
    credential: str
    weight: int
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkVerdict:
    """The product of a chunk's ballots, or the error of the first refused. It travels between processes."""

    product: EncryptedTally | None = None
    error: BallotsError | None = None


class Ledger:
    """Takes the ballots of a board in order. Every method may raise the error of an earlier ballot."""

    def __init__(
        self,
        *,
        election: Election,
        credentials: CredentialIndex,
        read_back: ReadBack,
        executor: Executor | None,
        in_flight: int,
    ) -> None:
        """Check on `executor` with at most `in_flight` chunks submitted, or here and now without one."""
        self.ballots = 0
        self.voters = 0
        self.total_weight = 0
        self._election = election
        self._credentials = credentials
        self._read_back = read_back
        self._queue = Queue(executor, in_flight)
        self._chunk: list[ListedBallot] = []
        self._most = chunk_size(election)
        self._positions = array("Q", bytes(8 * len(credentials)))
        self._sizes = array("L", bytes(array("L").itemsize * len(credentials)))
        self._digests = bytearray(_DIGEST * len(credentials))
        self._replaced: set[bytes] = set()
        self._product = accumulate(election, ())
        self._divisor = self._product

    def __len__(self) -> int:
        """Return the number of credentials."""
        return len(self._credentials)

    def has_ballot(self, credential: str) -> bool | None:
        """Tell whether a public credential in base 10 has a ballot; None when it is not on the list."""
        place = self._credentials.find(credential)
        return None if place is None else bool(self._sizes[place])

    def add(self, data: bytes, *, height: int, position: int, known: bool = False) -> None:
        """Take the ballot of the event at `height`; `position` is where its bytes stand in the archive.

        Raises BallotRepeatedError or what `ballot.check_ballot` raises.
        """
        credential, place = self._look_up(data, height)
        weight = self._credentials.weight(place)
        self._place(place, data, position)
        self.ballots += 1
        self._chunk.append(ListedBallot(height=height, data=data, credential=credential, weight=weight, known=known))
        if len(self._chunk) == self._most:
            self._submit()

    def finish(self) -> None:
        """Wait for every ballot taken so far; raise the error of the first that is refused."""
        if self._chunk:
            self._submit()
        self._take(self._queue.rest())

    def encrypted_tally(self) -> EncryptedTally:
        """Return the product of the last ballots, each to its credential's weight. Call `finish` before."""
        return divide_tallies(self._election.group, self._product, self._divisor)

    def _look_up(self, data: bytes, height: int) -> tuple[str, int]:
        found = _BEGINNING.match(data)
        place = self._credentials.find(found[1].decode()) if found else None
        if found is None or place is None:
            _check(ListedBallot(height=height, data=data, credential="", weight=0), self._election)
            raise UnknownCredentialError(f"height {height}: the credential is not in the election's list")
        return found[1].decode(), place

    def _place(self, place: int, data: bytes, position: int) -> None:
        digest = sha256(data).digest()
        earlier = bytes(self._digests[place * _DIGEST : (place + 1) * _DIGEST])
        if not self._sizes[place]:
            self.voters += 1
            self.total_weight += self._credentials.weight(place)
        elif digest == earlier or digest in self._replaced:
            raise BallotRepeatedError("a ballot stands on the board twice")
        else:
            self._replaced.add(earlier)
            self._divide_out(place, earlier)
        self._positions[place], self._sizes[place] = position, len(data)
        self._digests[place * _DIGEST : (place + 1) * _DIGEST] = digest

    def _divide_out(self, place: int, digest: bytes) -> None:
        data = self._read_back(self._positions[place], self._sizes[place])
        if sha256(data).digest() != digest:
            raise ArchiveUnreadableError("the archive changed while it was read")
        weight = self._credentials.weight(place)
        product = accumulate(self._election, ((decode_ballot(data, self._election), weight),))
        self._divisor = multiply_tallies(self._election.group, self._divisor, product)

    def _submit(self) -> None:
        chunk, self._chunk = tuple(self._chunk), []
        self._take(self._queue.submit(check_chunk, self._election.raw, chunk))

    def _take(self, verdicts: Iterable[ChunkVerdict]) -> None:
        for verdict in verdicts:
            if verdict.error is not None:
                self._queue.clear()
                self._chunk.clear()
                raise verdict.error
            if verdict.product is not None:
                self._product = multiply_tallies(self._election.group, self._product, verdict.product)


def chunk_size(election: Election) -> int:
    """Return how many ballots make one task."""
    return max(1, ENTRIES // (1 + sum(question.entries for question in election.questions)))


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
        if listed.known:
            return decode_ballot(listed.data, election)
        return check_ballot(listed.data, election, {listed.credential: listed.weight})
    except BallotsError as error:
        first = _lowest(listed.data, election, error)
        raise type(first)(f"height {listed.height}: {first}") from error


def _lowest(data: bytes, election: Election, refusal: BallotsError) -> BallotsError:
    """Return the refusal of a ballot's form (4.1), which comes before any other, else `refusal`."""
    try:
        check_members(data, election)
    except BallotsError as error:
        return error
    return refusal


@lru_cache(maxsize=4)
def _election(data: bytes) -> Election:
    return decode_election(data)
