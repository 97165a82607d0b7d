"""The executor of a Dask cluster, where one machine is too small: an optional extra, `majma[cluster]`.

Only public data go to its workers. `pure=False`, because Dask would otherwise answer an equal call with an earlier
result, which must never happen to anything random.
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

from ballots.archive_errors import CheckStoppedError

PATIENCE = 10
"""Seconds until a scheduler that does not answer is given up."""
WORKERS_PATIENCE = 60
"""Seconds without a single worker until the cluster is given up; workers that restart are back by then."""
ANSWER_PATIENCE = 120
"""Seconds until a worker that is there and does not answer is given up, and the cluster with it: a task takes about
half a second, and who holds a worker could else hold up a count for ever."""

_LOOK = 1
_LOGGERS = ("distributed", "distributed.client", "distributed.scheduler", "distributed.worker")

Result = TypeVar("Result")


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Give the executor of the cluster whose scheduler is at `address`, such as tcp://10.0.0.5:8786.

    Its futures raise CheckStoppedError when no worker is left; what a worker never answers is done here. Raises
    CheckStoppedError when Dask is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise CheckStoppedError("Dask is not installed: pip install 'majma[cluster]'") from error
    for name in _LOGGERS:  # what goes wrong is said in a line of our own, not by a traceback of a thread
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise CheckStoppedError(f"the cluster at {address} does not answer") from error
    with client:
        yield Patient(client.get_executor(pure=False), lambda: bool(client.scheduler_info()["workers"]))


class Patient(Executor):
    """An executor whose results are waited for only while there are workers, and by each of them for so long.

    `silent`: one never answered. Then everything that has not been answered is done in this process.
    """

    def __init__(self, executor: Executor, has_workers: Callable[[], bool]) -> None:
        """Take the executor that works, and what tells whether anybody is left who does."""
        self.silent = False
        self._executor = executor
        self.has_workers = has_workers

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Start one task."""
        under_way = Future[Result]() if self.silent else self._executor.submit(fn, *args, **kwargs)
        return _Awaited(under_way, self, lambda: fn(*args, **kwargs))


class _Awaited(Future[Result]):
    """A result on its way from a cluster."""

    def __init__(self, under_way: Future[Result], cluster: Patient, here: Callable[[], Result]) -> None:
        super().__init__()
        self._under_way, self._cluster, self._here = under_way, cluster, here

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result; `timeout` is not looked at. Raises CheckStoppedError, or what the task raised."""
        alone, begun = 0, time.monotonic()
        while not self._cluster.silent or self._under_way.done():
            try:
                return self._under_way.result(_LOOK)
            except TimeoutError:
                if self._under_way.done():
                    raise
            alone = 0 if self._cluster.has_workers() else alone + _LOOK
            if alone >= WORKERS_PATIENCE:
                raise CheckStoppedError("no worker of the cluster is left")
            self._cluster.silent = time.monotonic() - begun >= ANSWER_PATIENCE
        self._under_way.cancel()
        return self._here()
