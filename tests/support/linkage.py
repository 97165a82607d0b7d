"""Days in a hall whose truth is known, for guessers who get all that is stored of them (`guessers`).

A day goes through the services: people come, slips are drawn from a stack, ballots are cast, the poll is closed. Each
slip's ballot is made and checked once and cast on every day: nothing of the check is stored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.services.hall import electorate, presence
from app.services.voting import ballot, checkpoint
from ballots.ballot import Ballot
from tests.support.assemblies import Simulation
from tests.support.guessers import Day, orders, read

Hand = Callable[[Session, Simulation, int, int], None]
"""Hands a slip of an election, by its id, to a delegate."""
STEP = timedelta(seconds=40)
"""Between two who come, or are called."""
IN_BOOTH = timedelta(seconds=50)


def hand(db: Session, held: Simulation, election_id: int, delegate_id: int) -> None:
    """Hand a slip as the desk does."""
    electorate.hand_slip(db, held.act("desk"), election_id, delegate_id)


@dataclass(slots=True, kw_only=True)
class Hall:
    """One day: `made` are a ballot of each slip; `shuffled`: whether the stack of slips was."""

    held: Simulation
    made: Sequence[Ballot]
    chance: Random
    hand: Hand = hand
    shuffled: bool = True
    election_id: int = 0
    cast: list[int] = field(default_factory=list)

    def live(self, *, called: bool) -> Day:
        """Everybody comes before the poll opens. Slips are handed at the door, and people go and vote when they like;
        or they are handed when people are `called` in another order, and each goes to vote at once."""
        held, ids = self.held, [one.id for one in self.held.delegates]
        self.election_id = held.value.id
        came, turns = self.chance.sample(ids, len(ids)), self.chance.sample(ids, len(ids))
        stack = list(self.made)
        if self.shuffled:
            self.chance.shuffle(stack)
        drawn = dict(zip(turns if called else came, stack, strict=False))
        with said() as log:
            if held.phase == "frozen":
                self._arrive(came, with_slip=not called)
            for at, one, casts in sorted(self._acts(turns, held.now, called=called)):
                self._at(at, lambda db, one=one, casts=casts: self._act(db, one, drawn[one] if casts else None))
            held.now += timedelta(minutes=5)
            voted = {one.credential for one in drawn.values()}
            left = [slip.serial for slip, one in zip(held.slips, self.made, strict=True) if one.credential not in voted]
            held.close(left)
        assert log == [], "a log says something of a day"
        cast = [drawn[one] for one in self.cast]
        return Day(truth=tuple(self.cast.index(one) for one in ids), **orders(read(held), ids, cast))

    def _arrive(self, came: Sequence[int], *, with_slip: bool) -> None:
        began = self.held.now
        for place, one in enumerate(came):
            self._at(began + place * STEP, lambda db, one=one: self._come(db, one, with_slip=with_slip))
        self.held.now = began + timedelta(hours=1)
        self.held.open_poll()

    def _acts(self, turns: Sequence[int], opened: datetime, *, called: bool) -> Iterator[tuple[datetime, int, bool]]:
        for place, one in enumerate(turns):
            at = opened + (place + 1) * STEP
            if called:
                yield at, one, False
                yield at + IN_BOOTH * (0.5 + self.chance.expovariate(1)), one, True
            else:
                yield opened + timedelta(minutes=20) * self.chance.random(), one, True

    def _at(self, at: datetime, work: Callable[[Session], None]) -> None:
        self.held.now = at
        with self.held.database.transaction() as db:
            work(db)

    def _come(self, db: Session, one: int, *, with_slip: bool) -> None:
        presence.check_in(db, self.held.act("desk"), self.held.session_id, one)
        if with_slip:
            self.hand(db, self.held, self.election_id, one)

    def _act(self, db: Session, one: int, made: Ballot | None) -> None:
        held = self.held
        if made is None:
            self.hand(db, held, self.election_id, one)
            return
        ballot.cast(db, held.election, made, signer=held.signer)
        checkpoint.keep_up(db, held.election, held.signer, held.now)
        self.cast.append(one)


@contextmanager
def said() -> Iterator[list[str]]:
    """Every line that any log gets while the block runs."""
    lines: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    heard, root = Heard(), logging.getLogger()
    root.addHandler(heard)
    try:
        yield lines
    finally:
        root.removeHandler(heard)
