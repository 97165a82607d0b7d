"""Sites that start in a phase: the way to it is walked once by each test process, then copied.

Only what nobody wrote to is put on a kept state: from the first commit of anything else on, the assemblies of a site
walk by themselves. So do those whose voters, trustees, randomness or clock are not the usual ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from app.db import Database
from app.states.phase import ORDER
from tests.support.assemblies import CLEAR_VOTES, Simulation

USUAL = timedelta(minutes=15)
"""How far the clock of a simulation may stand from the real one when it takes a kept state."""
Phases = tuple[str, ...]
FIRST: Phases = (ORDER[0],)
"""The phase of a second assembly that has not gone on."""


@dataclass(slots=True)
class Shelf:
    """The assemblies of one site, their phases and what is kept for them; `untouched` until something is written."""

    assemblies: tuple[Simulation, ...]
    phases: Phases
    kept: Callable[[Phases], tuple[Simulation, ...]]
    untouched: bool = True

    def lend(self, one: Simulation, phase: str) -> None:
        """Put the site into the state in which `one` has come to a phase, unless it must walk there by itself."""
        place = next((place for place, held in enumerate(self.assemblies) if held is one), None)
        if place is None or not self.untouched or not all(map(_is_usual, self.assemblies)):
            return
        if ORDER.index(phase) <= ORDER.index(self.phases[place]):
            return
        if place == 0 and self.phases[1:] != FIRST:  # kept: one assembly after the other
            return
        self.phases = (*self.phases[:place], phase, *self.phases[place + 1 :])
        for source, target in zip(self.kept(self.phases), self.assemblies, strict=True):
            copy = source.copied(target.database)
            target.private_keys, target.invitations = copy.private_keys, copy.invitations
            target.slips, target.sent = copy.slips, copy.sent
        _copy(source.database, target.database)

    def touch(self, *_: object) -> None:
        """Something was written."""
        self.untouched = False


def shelve(assemblies: tuple[Simulation, ...], kept: Callable[[Phases], tuple[Simulation, ...]]) -> None:
    """Let assemblies of one fresh database take kept states."""
    shelf = Shelf(assemblies, tuple(one.phase for one in assemblies), kept)
    event.listen(assemblies[0].database.engine, "commit", shelf.touch)
    for one in assemblies:
        one.shelf = shelf


def _is_usual(one: Simulation) -> bool:
    """Whether nothing was set on it by which its way would be another."""
    return (
        one.votes == CLEAR_VOTES
        and one.trustees == 1
        and one.random is secrets.token_bytes
        and abs(datetime.now(UTC) - one.now) < USUAL
    )


def _copy(source: Database, target: Database) -> None:
    """All that is in one file into the other, as the other's connections will see it."""
    there: Any = source.engine.raw_connection()
    here: Any = target.engine.raw_connection()
    try:
        there.driver_connection.backup(here.driver_connection)
    finally:
        there.close()
        here.close()
