"""The clock of a running server: a jump is seen against a clock that nobody can set, and time goes on as before it.

Each process compares both clocks at every request. What it sees it notes in the database (`clock_release`), where every
process finds it; until two officers have released the machine's clock, the process goes on with the time from before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from app.db import Database
from app.services.acts import clock, clock_release
from app.services.acts.act import Act
from app.services.acts.clock import TOLERANCE
from app.states.clock import Doubt


def machine_time() -> datetime:
    """What the machine's clock shows."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Seconds of a clock that nobody can set; one that also counts while the machine sleeps, where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class ClockWatch:
    """The clock of one process."""

    def __init__(
        self,
        database: Database,
        certified: Callable[[], tuple[datetime, datetime] | None],
        shows: Callable[[], datetime] = machine_time,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        """Take when the certificate of papers is valid, or None before there is one, and the two clocks."""
        self.shows = shows
        self._database, self._certified, self._steady = database, certified, steady
        self._base, self._since = shows(), steady()
        self._releases: int | None = None
        self._strayed = False
        self._lock = Lock()

    def now(self) -> datetime:
        """The time that is believed: the machine's, or the time from before it jumped and what has gone by since."""
        shown, calm = self.shows(), self._calm()
        return calm if self._strayed or abs(shown - calm) > TOLERANCE else shown

    def look(self, act: Callable[[datetime], Act]) -> None:
        """Look at the clock, and note what is wrong with it; `act` makes the act of the program at an instant."""
        if self._releases is not None and not self._strayed and abs(self.shows() - self._calm()) <= TOLERANCE:
            return
        with self._lock:
            if self._releases is None:
                self._begin(act)
            elif self._strayed or abs(self.shows() - self._calm()) > TOLERANCE:
                self._compare(act)

    def _calm(self) -> datetime:
        return self._base + timedelta(seconds=self._steady() - self._since)

    def _begin(self, act: Callable[[datetime], Act]) -> None:
        """The first look of this process: whether the hour at which it begins can be right."""
        shown = self.shows()
        with self._database.reading() as db:
            releases, last = clock.releases(db), clock.last_record(db)
            why = clock.judge_start(db, shown, self._certified(), last=last)
        if why is Doubt.BEHIND and last is not None:
            self._base, self._since, self._strayed = last, self._steady(), True
        if why is not None:
            self._note(act, why, shown)
        self._releases = releases

    def _compare(self, act: Callable[[datetime], Act]) -> None:
        """The clocks differ: either two officers have released the machine's since, or it has jumped."""
        with self._database.reading() as db:
            releases, doubted = clock.releases(db), clock.doubt(db) is not None
        shown = self.shows()
        if releases != self._releases:
            self._base, self._since, self._strayed, self._releases = shown, self._steady(), False, releases
        elif not doubted:
            self._strayed = True
            self._note(act, Doubt.JUMPED_AHEAD if shown > self._calm() else Doubt.JUMPED_BACK, shown)

    def _note(self, act: Callable[[datetime], Act], why: Doubt, shown: datetime) -> None:
        with self._database.transaction() as db:
            clock_release.begin_doubt(db, act(self.now()), why, shown)
