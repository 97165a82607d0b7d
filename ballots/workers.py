"""Work in chunks on any executor of concurrent.futures, few at a time, results in order."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from ballots.archive_errors import CheckStoppedError

TASKS_PER_JOB: Final = 3
"""Enough that no process waits while results are collected."""

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
        except CheckStoppedError:
            raise
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


@contextmanager
def processes(jobs: int) -> Iterator[tuple[Executor | None, int]]:
    """Give a pool of so many processes and how many tasks it may hold; none for one job. It ends with the block."""
    if jobs <= 1:
        yield None, 1
        return
    # An interrupt from the keyboard is for this process; the workers end when it lets them go.
    executor = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield executor, TASKS_PER_JOB * jobs
    finally:
        executor.shutdown(cancel_futures=True)
