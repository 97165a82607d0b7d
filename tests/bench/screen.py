"""How long after a ballot was acknowledged the screen in the hall and a console show it: who heard of it, and when."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bench.console import Console
from tests.support.hall import ServedHall, Vote, vote

SOON = 1.0
"""Seconds within which a ballot is on the screen."""


def screen_path(hall: ServedHall) -> str:
    """The path of the hall's screens below /live/."""
    return f"screens/{hall.held.address}/{hall.held.value.session.number}/0"


class Watched:
    """One screen that listens: when it heard of how many ballots."""

    def __init__(self, hall: ServedHall) -> None:
        self._line = hall.connection("public")
        self._line.request("GET", f"/live/{screen_path(hall)}")
        self._answer = self._line.getresponse()
        self.heard: list[tuple[float, int]] = []
        self._first = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        self._first.wait(30)

    def _listen(self) -> None:
        while line := self._answer.readline():
            if line.startswith(b"data: "):
                self.heard.append((time.monotonic(), json.loads(line[6:])["cast"]))
                self._first.set()

    def when(self, cast: int) -> float:
        """The instant at which so many ballots were known, or never."""
        return next((at for at, many in self.heard if many >= cast), float("inf"))


def seconds_to_show(hall: ServedHall, places: list[int]) -> tuple[list[Vote], list[float], list[float]]:
    """Votes of so many tablets at once, and for each the seconds from its receipt to the screen and to the console."""
    watched, console = Watched(hall), Console(hall)
    before = watched.heard[-1][1]
    with ThreadPoolExecutor(len(places)) as pool:
        ended = list(pool.map(lambda place: (vote(hall, place), time.monotonic()), places))
    until = time.monotonic() + 30
    while time.monotonic() < until and min(one.heard[-1][1] for one in (watched, console)) < before + len(places):
        time.sleep(0.05)
    console.close()
    ends = sorted(at for _, at in ended)
    screen, figures = (
        [max(0.0, one.when(before + count) - at) for count, at in enumerate(ends, start=1)]
        for one in (watched, console)
    )
    return [one for one, _ in ended], screen, figures
