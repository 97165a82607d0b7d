"""Work in chunks on any executor of concurrent.futures, few at a time, results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from ballots.record_errors import CheckStoppedError

Result = TypeVar("Result")


class Queue:
    """At most `in_flight` tasks submitted and not yet collected; without an executor each is done at once."""

    def __init__(self, executor: Executor | None, in_flight: int) -> None:
        """Take the executor: a pool of processes, a cluster's, or None."""
        self._executor = executor
        self._in_flight = in_flight
        self._futures: deque[Future[Any]] = deque()

    def submit(self, work: Callable[..., Result], *arguments: object) -> Iterator[Result]:
        """Start one task; give the results that are waited for to keep within the limit, oldest first.

        Raises CheckStoppedError when a worker is lost or takes no more work.
        """
        if self._executor is None:
            yield work(*arguments)
            return
        try:
            self._futures.append(self._executor.submit(work, *arguments))
        except Exception as error:  # whatever an executor raises that is shut down or has lost its workers
            raise CheckStoppedError("the workers do not take work any more") from error
        while len(self._futures) >= self._in_flight:
            yield self._collect()

    def rest(self) -> Iterator[Any]:
        """Give the results still under way, oldest first. Raises CheckStoppedError."""
        while self._futures:
            yield self._collect()

    def clear(self) -> None:
        """Forget what is under way."""
        self._futures.clear()

    def _collect(self) -> Any:
        try:
            return self._futures.popleft().result()
        except Exception as error:  # whatever an executor raises for a lost worker; tasks here return their errors
            raise CheckStoppedError("a worker stopped before it finished") from error


def ordered(
    work: Callable[..., Result], tasks: Iterable[tuple[object, ...]], executor: Executor | None, in_flight: int
) -> Iterator[Result]:
    """Give work(*task) for each task, in their order, with at most `in_flight` under way. Raises CheckStoppedError."""
    queue = Queue(executor, in_flight)
    for task in tasks:
        yield from queue.submit(work, *task)
    yield from queue.rest()
