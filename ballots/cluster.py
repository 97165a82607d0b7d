"""The executor of a Dask cluster, where one machine is too small: an optional extra, `majma[cluster]`.

Only public data go to its workers. `pure=False`, because Dask would otherwise answer an equal call with an earlier
result, which must never happen to anything random.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import cast

from ballots.record_errors import CheckStoppedError

PATIENCE = 10
"""Seconds until a scheduler that does not answer is given up."""


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Give the executor of the cluster whose scheduler is at `address`, such as tcp://10.0.0.5:8786.

    Raises CheckStoppedError when Dask is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise CheckStoppedError("Dask is not installed: pip install 'majma[cluster]'") from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise CheckStoppedError(f"the cluster at {address} does not answer") from error
    with client:
        yield cast(Executor, client.get_executor(pure=False))
