"""Fifty tablets that give the same slips at once and go on asking until each has an answer, whatever is killed."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import select

from app.models import BallotIndex, BoardData, BoardEvent, Election
from ballots import board as chain
from ballots.ballot import ballot_credential, tracker
from tests.support.hall import HOST, ServedHall

THREADS = 50
SLIPS = 20
PATIENCE = 300.0
"""Seconds within which every tablet has its answer: a kill and a start are in it, also on a busy machine."""
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(slots=True)
class Answers:
    """What tablets were told: the trackers of each slip, how often which status came, who had no answer in time."""

    trackers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: Counter[int] = field(default_factory=Counter)
    late: int = 0

    def faults(self, slips: Sequence[int], kept: dict[str, str], credentials: dict[int, str]) -> list[str]:
        """What is wrong with it, by the trackers that the board keeps for each public credential."""
        found = [f"{self.late} tablets without an answer"] if self.late else []
        for place in slips:
            said, lies = self.trackers[place], kept.get(credentials[place])
            if lies is None:
                found.append(f"slip {place}: lost")
            elif said != {lies}:
                found.append(f"slip {place}: told {sorted(said)}, kept {lies}")
        return found

    def __iadd__(self, other: Self) -> Self:
        """Add what others were told."""
        self.statuses += other.statuses
        self.late += other.late
        for place, said in other.trackers.items():
            self.trackers[place] |= said
        return self


class Crowd:
    """Tablets; those that work can be waited for, and meanwhile something be killed."""

    def __init__(self, hall: ServedHall, slips: Sequence[int], patience: float = PATIENCE) -> None:
        """Each slip has two ballots made: what most tablets give, and what one in five does."""
        self.hall, self.slips, self.told = hall, slips, Answers()
        self._until = time.monotonic() + patience
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._tablet, args=(number,)) for number in range(THREADS)]

    @contextmanager
    def working(self) -> Iterator[Answers]:
        """All of them work while the block runs, and at its end each has an answer for each slip."""
        for one in self._threads:
            one.start()
        try:
            yield self.told
        finally:
            for one in self._threads:
                one.join()

    def _tablet(self, number: int) -> None:
        own, order = Answers(), list(self.slips)
        random.shuffle(order)
        line: _Line | None = None
        for place in order:
            ballot = self.hall.ballot(place) if number % 5 else second_ballot(self.hall, place)
            while time.monotonic() < self._until:
                try:
                    line = line or _Line(self.hall, number)
                    status, said = line.cast(ballot)
                except (OSError, http.client.HTTPException, ValueError):
                    line, status, said = None, 0, {}
                own.statuses[status] += 1
                if status == 200:
                    own.trackers[place].add(said["tracker"])
                if status in (200, 409):
                    break
                time.sleep(random.uniform(0.2, 0.6))
            else:
                own.late += 1
        with self._lock:
            self.told += own


def second_ballot(hall: ServedHall, place: int) -> str:
    """Another ballot of the same slip."""
    if -1 - place not in hall.ballots:
        hall.ballots[-1 - place] = hall.held.ballot(place, 2).decode()
    return hall.ballots[-1 - place]


class _Line:
    """A tablet's connection, with a page's token; it has an address of its own, as in a hall."""

    def __init__(self, hall: ServedHall, number: int) -> None:
        self._path = f"/B/{hall.held.election}"
        self._line = http.client.HTTPSConnection(
            HOST, hall.port, timeout=20, context=hall.trusting(), source_address=(f"127.0.2.{1 + number}", 0)
        )
        self._line.request("GET", self._path)
        answer = self._line.getresponse()
        found = _TOKEN.search(answer.read().decode())
        if found is None:
            raise ValueError(f"no page but {answer.status}")
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        self._headers = {"Content-Type": "application/json", "X-CSRFToken": found[1], "Cookie": cookie}

    def cast(self, ballot: str) -> tuple[int, dict[str, str]]:
        self._line.request("POST", f"{self._path}/ballot", json.dumps({"ballot": ballot}), self._headers)
        answer = self._line.getresponse()
        heard = answer.read()
        return answer.status, json.loads(heard) if answer.status == 200 else {}


def on_the_board(hall: ServedHall) -> dict[str, str]:
    """The tracker of each public credential that has voted, from the ballots themselves.

    Raises ValueError where a slip has two, or the register of slips that voted names others.
    """
    with hall.held.database.reading() as db:
        mine = select(BoardEvent.data).join(Election).where(Election.public_id == hall.held.election)
        hashes = [data[0] for data in db.scalars(mine.where(BoardEvent.type == chain.BALLOT))]
        kept = {row.hash: row.content for row in db.execute(select(BoardData.hash, BoardData.content))}
        index = set(db.scalars(select(BallotIndex.tracker)))
    found = {ballot_credential(kept[one]): tracker(kept[one]) for one in hashes}
    if len(found) != len(hashes) or set(found.values()) != index:
        raise ValueError(f"{len(hashes)} ballots of {len(found)} slips, {len(index)} in the register")
    return found


def credentials(hall: ServedHall, slips: Sequence[int]) -> dict[int, str]:
    """The public credentials of slips."""
    return {place: json.loads(hall.ballot(place))["credential"] for place in slips}
