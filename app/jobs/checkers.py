"""Who checks the ballots of a count: this computer's processors, or a cluster (MAJMA_CLUSTER), whose word is compared.

A worker of a cluster may lie. The sums that it returns are worked out here too, which is quick without the proofs; a
refusal is repeated here before anybody hears of it; and of what it calls sound a part, chosen by lot, is checked here
again. Who is caught is not asked any more: this computer checks all of it. What a liar passes off as sound beyond that
part changes no sum, and every trustee and verifier checks it in the record.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from app.config import Settings
from app.language.message import N_
from app.services.acts.refusal import Refusal, Refused
from app.services.count.ballot_box import COUNT_UNFINISHED
from ballots.archive_errors import CheckStoppedError
from ballots.cluster import open_cluster
from ballots.errors import BallotsError
from ballots.ledger import ChunkVerdict, check_chunk
from ballots.pool import Pool, cores

CLUSTER_LOST = Refusal(
    code="cluster-lost",
    status=503,
    words=N_(
        "The computers that were to check the votes do not answer, or are lost. Nothing was changed. Please try again; "
        "whoever keeps the computer can let it check the votes by itself."
    ),
)
SAMPLE = 8
"""One task in so many is done again here, chosen by lot."""
AGAIN = 60
_LOG = logging.getLogger("majma")
Result = TypeVar("Result")


def checked(settings: Settings, count: Callable[[Executor | None], Result]) -> Result:
    """What `count` makes of the executor of this installation.

    Refused: cluster-lost, and what `count` refuses. Where a worker of a cluster lied it is made here once more.
    """
    if settings.cluster:
        try:
            with open_cluster(settings.cluster) as far:
                doubted = Doubted(far)
                try:
                    return count(doubted)
                except Refused as refused:
                    if refused.why is not COUNT_UNFINISHED:
                        raise
                    if not doubted.lied:
                        raise Refused(CLUSTER_LOST, seconds=AGAIN) from refused
        except CheckStoppedError as error:
            raise Refused(CLUSTER_LOST, seconds=AGAIN) from error
        _LOG.error("a worker of the cluster %s lied: this computer checks all ballots", settings.cluster)
    with _own(settings) as executor:
        return count(executor)


class WorkerLiedError(CheckStoppedError):
    """What a worker said is not what comes out here."""

    code = "worker-lied"


class Doubted(Executor):
    """An executor whose results are compared before they are believed; `lied` once one was wrong."""

    def __init__(self, behind: Executor, chosen: Callable[[], bool] = lambda: secrets.randbelow(SAMPLE) == 0) -> None:
        """Take the executor that works, and what chooses what is done again whole."""
        self.lied = False
        self._behind, self._chosen = behind, chosen

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Start one task; no `kwargs`."""
        return _Compared(self._behind.submit(fn, *args, **kwargs), lambda said: self._need_true(fn, args, said))

    def _need_true(self, work: Callable[..., object], arguments: tuple[Any, ...], said: object) -> None:
        if not (_sums_hold(work, arguments, said) and self._is_repeated(work, arguments, said)):
            self.lied = True
            raise WorkerLiedError("a worker of the cluster lied")

    def _is_repeated(self, work: Callable[..., object], arguments: tuple[Any, ...], said: object) -> bool:
        """Whether the same comes out here, where it is a refusal or was chosen."""
        return not (_fault(said) or self._chosen()) or _alike(work(*arguments), said)


class _Compared(Future[Result]):
    """A result on its way that is compared when it comes."""

    def __init__(self, under_way: Future[Result], compare: Callable[[object], None]) -> None:
        super().__init__()
        self._under_way, self._compare = under_way, compare

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result. Raises WorkerLiedError, or what the task raised."""
        said = self._under_way.result(timeout)
        self._compare(said)
        return said


def _sums_hold(work: Callable[..., object], arguments: tuple[Any, ...], said: object) -> bool:
    """Whether this is a verdict, and the sums of a chunk that is called sound are those of its ballots."""
    if _fault(said):
        return True
    if work is not check_chunk:
        return said is None
    election, ballots = arguments
    return _alike(check_chunk(election, tuple(replace(one, known=True) for one in ballots)), said)


def _fault(said: object) -> BallotsError | None:
    """The refusal in a verdict, of a chunk or of members."""
    found = said.error if isinstance(said, ChunkVerdict) else said
    return found if isinstance(found, BallotsError) else None


def _alike(one: object, other: object) -> bool:
    mine, theirs = _fault(one), _fault(other)
    if mine or theirs:
        return type(mine) is type(theirs) and str(mine) == str(theirs)
    return one == other


@contextmanager
def _own(settings: Settings) -> Iterator[Executor | None]:
    """All processors of this computer; none beside this process where work is made within a request."""
    if settings.works_here:
        yield None
        return
    pool = Pool(cores())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
