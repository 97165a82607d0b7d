"""A hall under load and under attack: seconds of an honest delegate's vote (page, slip, cast over https) beside it.

python -m tests.bench.hall [--seconds N] [--only NAME,NAME]; beside slow peers: `held`

The real program is served by `serve --hall`; attackers are a process of their own on the same cores, so that what they
cost themselves is in the figures. The status is 1 where a vote takes longer than is wanted, or an answer is a 5xx other
than 503.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

from app.services.hall.turnout import turnouts
from tests.bench.console import STALE
from tests.bench.peers import FLOODS, Outcome, attack, keep_streams
from tests.bench.screen import SOON, screen_path, seconds_to_show
from tests.support.hall import ServedHall, Vote, serving_hall, vote

TABLETS = 22
SLIPS = 400
STREAMS = 600
SCREENS = 500
TOGETHER = 1.0
"""Seconds in which 22 tablets at once are answered: all wait for page and slip, then choose, then wait for the cast."""
ATTACKED = 5.0
"""Seconds within which a delegate casts under every attack."""


@dataclass(slots=True)
class Bench:
    """A hall, the next slip, and whether something did not hold."""

    hall: ServedHall
    next: int = 0
    failed: bool = False

    def slip(self) -> int:
        """A slip that has not voted."""
        self.next += 1
        return self.next - 1

    def judge(self, name: str, votes: list[Vote], most: float, more: str = "", turn: int | None = None) -> None:
        """Print a row: of whole votes, or of page with slip (0) or casting (1) alone."""
        times = sorted(one.seconds if turn is None else one.waits[turn] for one in votes)
        bad = [one.statuses for one in votes if not one.went]
        late = times[-1] > most
        self.failed |= late or bool(bad)
        word = "  TOO SLOW" if late else ""
        word += f"  NOT CAST {bad[:3]}" if bad else ""
        print(f"{name:44}{times[len(times) // 2]:8.2f}{times[-1]:8.2f}{len(times):7}  {more}{word}", flush=True)


def main() -> int:
    """Serve, disturb, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hall", description=__doc__)
    parser.add_argument("--seconds", type=float, default=12.0, help="of each attack")
    parser.add_argument("--only", default="", help="attacks by name")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving_hall(Path(folder), slips=SLIPS) as hall:
        bench = Bench(hall)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(hall.slip, range(SLIPS)))
        print(f"{'seconds of a vote beside':44}{'p50':>8}{'max':>8}{'votes':>7}")
        usual = [vote(hall, bench.slip()) for _ in range(20)]
        bench.judge("nothing", usual, TOGETHER)
        _together(bench)
        with _beside(keep_streams, hall, SCREENS, screen_path(hall)):
            _to_the_screen(bench)
        with _beside(keep_streams, hall, STREAMS):
            _together(bench, f", {STREAMS} streams")
        for name in FLOODS:
            if not given.only or name in given.only.split(","):
                _attacked(bench, name, given.seconds)
        print(_after(bench))
    return int(bench.failed)


def _together(bench: Bench, more: str = "") -> None:
    """All tablets open the page and give the slip at once, and when everybody has chosen, all cast at once."""
    places, chosen = [bench.slip() for _ in range(TABLETS)], threading.Barrier(TABLETS)
    with ThreadPoolExecutor(TABLETS) as pool:
        votes = list(pool.map(lambda place: vote(bench.hall, place, choose=lambda: chosen.wait(60)), places))
    for turn, name in enumerate(("page and slip", "cast")):
        bench.judge(f"{TABLETS} at once{more}: {name}", votes, TOGETHER, turn=turn)


def _to_the_screen(bench: Bench) -> None:
    """From the receipts of 22 tablets at once to the screen and to a console, while 500 screens and phones listen."""
    votes, *shown = seconds_to_show(bench.hall, [bench.slip() for _ in range(TABLETS)])
    bench.failed |= not all(one.went for one in votes)
    for name, delays, most in zip(("screen", "console"), shown, (SOON, STALE), strict=True):
        delays.sort()
        late = delays[-1] > most
        bench.failed |= late
        name = f"to the {name}, {SCREENS} streams"
        word = "  TOO SLOW" if late else ""
        print(f"{name:44}{delays[len(delays) // 2]:8.2f}{delays[-1]:8.2f}{len(delays):7}  {word}")


def _attacked(bench: Bench, name: str, seconds: float) -> None:
    """A vote a second beside an attack; then what became of the attackers."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[Outcome] = context.Queue()
    target = (bench.hall.port, str(bench.hall.instance), bench.hall.held.election, _given(bench))
    process = context.Process(target=attack, args=(name, target, seconds, queue))
    process.start()
    time.sleep(1.5)  # it starts, and opens its connections
    votes = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.monotonic()
        votes.append(vote(bench.hall, bench.slip()))
        time.sleep(max(0.0, 1.0 - (time.monotonic() - begun)))
    outcome = queue.get(timeout=120)
    process.join(30)
    bench.failed |= bool(outcome.faults)
    bench.judge(name, votes, ATTACKED, outcome.text())


def _given(bench: Bench) -> str:
    """A ballot that is on the board, for who changes or repeats one."""
    return bench.hall.ballot(0)


class _beside:
    """Something that a process of its own does while the block runs."""

    def __init__(self, work: Callable[..., None], hall: ServedHall, number: int, path: str = "") -> None:
        context = multiprocessing.get_context("spawn")
        self._ready: Event = context.Event()
        self._end: Event = context.Event()
        where = (hall.port, str(hall.instance), path or f"elections/{hall.held.election}")
        self._process = context.Process(target=work, args=(where, number, self._ready, self._end))

    def __enter__(self) -> None:
        self._process.start()
        if not self._ready.wait(120):
            raise RuntimeError("the streams do not open")

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._process.join(30)


def _after(bench: Bench) -> str:
    """What the board says at the end: as many ballots as were acknowledged."""
    line = bench.hall.connection("public")
    line.request("GET", f"/elections/{bench.hall.held.election}/board", headers={"Accept-Language": "en"})
    status = line.getresponse().status
    line.close()
    with bench.hall.held.database.reading() as db:
        cast = turnouts(db, [bench.hall.held.election])[bench.hall.held.election].cast
    bench.failed |= cast != bench.next
    return json.dumps({"acknowledged": bench.next, "on the board": cast, "board page": status})


if __name__ == "__main__":
    sys.exit(main())
