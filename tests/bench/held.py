"""Peers of every slow kind at once, held for minutes, and honest delegates who vote beside them.

python -m tests.bench.held [--minutes N] [--peers N] [--only NAME;NAME]

The real program is served by `serve --hall`; the peers are a process of their own on the same cores and come back as
soon as they are closed. The status is 1 where the middle vote, or the 95th of 100, takes more than twice what it does
before and after (a tenth of a second is allowed it), a vote is not cast, a peer outlives the limit of its stage, or
the log does not have those that were closed for their slowness. A process that is kept waiting by others sees what was
closed later than it was, at each of three looks: as much is allowed on top.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.slow import KINDS, SLACK, Fate, Target, hold, places
from tests.support.hall import ServedHall, Vote, serving_hall, vote

EVERY = 3.0
"""Seconds from one honest vote to the next."""
USUAL = 15
"""Votes before and after."""
LEAST = 0.1
"""Seconds that a vote may always take."""
QUIETLY = {"kept open", "HTTP/2, then nothing", "HTTP/2, half a head"}
"""Who stands in no log: they have asked for nothing yet, or nothing that HAProxy's HTTP/2 calls a request."""
SHARE = 0.9
"""Part of those closed that must stand in the log; the last are closed by their own end of the line."""


@dataclass(slots=True)
class Held:
    """A hall, how many slips have voted, the votes by when they were cast."""

    hall: ServedHall
    given: int = 0
    votes: dict[str, list[Vote]] = field(default_factory=dict)

    def vote(self, when: str) -> None:
        """Cast the next vote, and wait for the time of the one after it."""
        begun = time.monotonic()
        self.votes.setdefault(when, []).append(vote(self.hall, self.given))
        self.given += 1
        time.sleep(max(0.0, EVERY - (time.monotonic() - begun)))

    def seconds(self, *when: str) -> tuple[float, float, float]:
        """The middle vote, the 95th of 100, the longest."""
        times = sorted(one.seconds for name in when for one in self.votes[name])
        return times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]


def main() -> int:
    """Serve, hold, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.held", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--peers", type=int, default=64, help="of each kind")
    parser.add_argument("--only", default="", help="kinds by name")
    given = parser.parse_args()
    names = tuple(name for name in KINDS if not given.only or name in given.only.split(";"))
    slips = int(given.minutes * 60 / EVERY) + 2 * USUAL + 80
    with tempfile.TemporaryDirectory() as folder, serving_hall(Path(folder), slips=slips) as hall:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(hall.ballot, range(slips)))
        held = Held(hall)
        for _ in range(USUAL):
            held.vote("before")
        fates = _beside(held, names, given.peers, given.minutes * 60)
        for _ in range(USUAL):
            held.vote("after")
        _count_log(hall, fates)
    faults = [*_faults_of_votes(held), *_faults_of_peers(fates)]
    for name, fate in fates.items():
        print(f"{name:32}{fate.closed:6} closed within {fate.longest:5.0f} s of {KINDS[name].limit:3.0f}, "
              f"{fate.refused:4} not let in, {fate.left:3} left, {fate.logged:6} in the log")  # fmt: skip
    for fault in faults:
        print(f"NOT HELD: {fault}")
    late = max(one.late for one in fates.values())
    usual, beside = held.seconds("before", "after"), held.seconds("beside")
    figures = " / ".join(f"{one:.2f}" for one in usual), " / ".join(f"{one:.2f}" for one in beside)
    print(
        f"{len(names)} kinds x {given.peers} peers, {given.minutes:g} min: a vote takes {figures[1]} s beside them, "
        f"{figures[0]} s without (middle / 95 of 100 / longest), {sum(one.closed for one in fates.values())} closed, "
        f"{len(faults)} faults; load {os.getloadavg()[1]:.1f}, peers up to {late:.1f} s late"
    )
    return int(bool(faults))


def _beside(held: Held, names: tuple[str, ...], peers: int, seconds: float) -> dict[str, Fate]:
    """Vote while the peers are there, until the last of them is closed."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[dict[str, Fate]] = context.Queue()
    root = str(held.hall.instance / "keys" / "hall-root.pem")
    target = Target(port=held.hall.port, root=root, election=held.hall.held.election)
    process = context.Process(target=hold, args=(names, target, peers, seconds, queue))
    process.start()
    time.sleep(8)  # until the last of them has come
    until = time.monotonic() + seconds - 8
    while time.monotonic() < until:
        held.vote("beside")
    fates = queue.get(timeout=max(one.limit for one in KINDS.values()) + 300)
    process.join(30)
    process.kill()
    return fates


def _count_log(hall: ServedHall, fates: dict[str, Fate]) -> None:
    """How many lines of the log name an address of each kind."""
    lines = Counter(re.findall(r"127\.0\.(\d+)\.\d+", hall.log.read_text(errors="replace")))
    for name, fate in fates.items():
        fate.logged = lines[places(list(KINDS).index(name), 0, apart=True).split(".")[2]]


def _faults_of_votes(held: Held) -> list[str]:
    found = [
        f"a vote {when}: {one.statuses}, {one.seconds:.1f} s"
        for when, votes in held.votes.items()
        for one in votes
        if not one.tracker
    ]
    usual, beside = held.seconds("before", "after"), held.seconds("beside")
    for which, name in enumerate(("the middle vote", "the 95th of 100 votes")):
        if beside[which] > max(LEAST, 2 * usual[which]):
            found.append(f"{name}: {beside[which]:.2f} s beside them, {usual[which]:.2f} s without")
    return found


def _faults_of_peers(fates: dict[str, Fate]) -> list[str]:
    found = []
    for name, fate in fates.items():
        if fate.left:
            found.append(f"{name}: {fate.left} were not closed")
        if fate.longest > KINDS[name].limit + SLACK + 3 * fate.late:
            found.append(f"{name}: closed after {fate.longest:.0f} s, not {KINDS[name].limit:.0f}")
        if not fate.closed:
            found.append(f"{name}: nobody was closed")
        if name not in QUIETLY and fate.logged < SHARE * fate.closed:
            found.append(f"{name}: {fate.logged} of {fate.closed} in the log")
    return found


if __name__ == "__main__":
    sys.exit(main())
