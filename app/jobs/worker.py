"""The worker: one process of the installation takes what waits, one after another, each in a child of its own.

The child may be ended at any instant: nothing counts before the worker's table says that it is done. So cancelling
ends the child, a child that dies is begun again once, and so is what ran when the worker itself was killed. All of
them step back for who votes and who runs the hall.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import BinaryIO

from app.config import Settings
from app.db import Database
from app.jobs.running import ended_words, file_of, folder, run
from app.language.catalogue import compile_catalogues
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from ballots.parent import begin_below, end_with

PAUSE = 0.5
"""Seconds until it looks again what waits."""
LOOK = 0.2
"""Seconds until it looks again whether what runs is still wanted."""
TOLD = 1.0
"""Seconds between two notes of how far something is: each takes the writer for an instant."""
SWEEPING = 600.0
_LOG = logging.getLogger("majma")
Goes = Callable[[], bool]


def is_running(settings: Settings) -> bool:
    """Whether a worker of this installation runs on this machine."""
    with _door(settings) as file:
        return not _locked(file)


def wake(settings: Settings) -> None:
    """Begin a worker that ends with this process, unless one runs."""
    if not is_running(settings):
        known = {"MAJMA_INSTANCE": str(settings.instance), "MAJMA_DATABASE": settings.database}
        begin_below("app.jobs", environment=known)


def work(settings: Settings, goes_on: Goes, *, waits: bool) -> None:
    """Work while it `goes_on`; where another worker runs it `waits` for its end, or ends at once."""
    with _door(settings) as file:
        while not _locked(file):
            if not goes_on() or not waits:
                return
            time.sleep(PAUSE)
        compile_catalogues()
        Worker(settings).work(goes_on)


class Worker:
    """Takes work and runs it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._database = Database(settings.database)
        self._swept = 0.0

    def work(self, goes_on: Goes) -> None:
        """Work while it `goes_on`; what an earlier worker left is begun again first."""
        with self._database.reading() as db:
            left = jobs.running(db)
        for one in left:
            self._let_go(one)
        while goes_on():
            self._sweep()
            taken = self._take()
            if taken is None:
                time.sleep(PAUSE)
            else:
                self._run(taken, goes_on)

    def _take(self) -> JobValue | None:
        with self._database.reading() as db:  # nobody waits for a writer that finds nothing
            if not jobs.is_waiting(db):
                return None
        with self._database.transaction() as db:
            return jobs.take(db, datetime.now(UTC))

    def _run(self, taken: JobValue, goes_on: Goes) -> None:
        self._database.close()  # a child inherits no connection
        child = get_context("fork").Process(target=_in_child, args=(self.settings, taken, os.getpid()), daemon=True)
        child.start()
        while child.is_alive() and goes_on() and not self._is_unwanted(taken.id):
            child.join(LOOK)
        if child.is_alive():
            child.kill()
        child.join()
        if goes_on():
            self._let_go(taken.id)  # else the next worker does

    def _is_unwanted(self, job_id: int) -> bool:
        with self._database.reading() as db:
            return jobs.job(db, job_id).unwanted

    def _let_go(self, job_id: int) -> None:
        with self._database.transaction() as db:
            left = jobs.let_go(db, job_id, datetime.now(UTC), ended_words())
        if left is not None:
            _LOG.warning("work %s (%s) ended before it was done: %s", left.id, left.kind, left.state)
        for path in folder(self.settings).glob(f"{job_id}.*"):
            path.unlink()

    def _sweep(self) -> None:
        if time.monotonic() < self._swept + SWEEPING and self._swept:
            return
        self._swept = time.monotonic()
        with self._database.transaction() as db:
            gone = jobs.sweep(db, datetime.now(UTC))
        for one in gone:
            file_of(self.settings, one).unlink(missing_ok=True)


def _in_child(settings: Settings, taken: JobValue, parent: int) -> None:
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    end_with(parent, signal.SIGKILL)
    database = Database(settings.database)
    told = [0.0]

    def tell(steps: int, total: int) -> None:
        if time.monotonic() >= told[0] + TOLD:
            told[0] = time.monotonic()
            with database.transaction() as db:
                jobs.tell(db, taken.id, steps, total)

    run(settings, database, taken, tell=tell)
    database.close()


@contextmanager
def _door(settings: Settings) -> Iterator[BinaryIO]:
    """The file whose lock the worker holds."""
    settings.run.mkdir(mode=0o700, exist_ok=True)
    with (settings.run / "worker").open("wb") as file:
        yield file


def _locked(file: BinaryIO) -> bool:
    """Take the lock, if nobody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
