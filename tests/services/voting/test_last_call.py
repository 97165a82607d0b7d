"""The last minutes of the voting: nobody who still chooses is cut off before the announced end."""

from __future__ import annotations

from pathlib import Path

from app.services.voting import last_call
from tests.support.assemblies import Simulation, refused, simulate


def announce(held: Simulation, minutes: int) -> None:
    with held.database.transaction() as db:
        last_call.announce_closing(db, held.act(), held.election, minutes=minutes)


def test_the_voting_is_not_closed_before_the_announced_end_while_somebody_chooses(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("open")
    for place in range(len(held.delegates) - 1):
        held.vote(place, 1)
    announce(held, 5)
    announce(held, 3)  # what was announced is not shortened
    held.wait(minutes=4)
    with refused("last-call-runs"):
        held.close()
    held.wait(minutes=1)
    held.close()
    assert held.phase == "closed"


def test_when_all_have_voted_nobody_is_waited_for(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("open")
    announce(held, 10)
    for place in range(len(held.delegates)):
        held.vote(place, 1)
    held.close()
    assert held.phase == "closed"
