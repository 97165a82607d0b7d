"""What stops a booth reaches the office once, however many tablets say it, and goes when somebody has looked."""

from __future__ import annotations

import pytest

from app.services.acts import journal
from app.services.voting import booth_stop
from app.states.booth import BoothFault
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused

FAULT = BoothFault.MISMATCH


def tell(held: Simulation, fault: BoothFault = FAULT) -> None:
    with held.database.transaction() as db:
        booth_stop.report(db, held.election, fault, held.now)


def told(held: Simulation) -> list[tuple[BoothFault, int]]:
    with held.database.reading() as db:
        return [(one.fault, one.times) for one in booth_stop.unseen(db, held.value.session.assembly.id)]


def test_many_reports_at_once_are_one_and_later_ones_count(hold: Hold) -> None:
    held = hold("open")
    assert told(held) == []
    for _ in range(3):
        tell(held)
    assert told(held) == [(FAULT, 1)]
    held.wait(seconds=3)
    tell(held)
    tell(held, BoothFault.RECEIPT)
    assert told(held) == [(FAULT, 2), (BoothFault.RECEIPT, 1)]


def test_what_was_looked_at_is_shown_no_more_until_it_happens_again(hold: Hold) -> None:
    held = hold("open")
    tell(held)
    with held.database.transaction() as db:
        booth_stop.note_seen(db, held.act("desk"), held.election, FAULT)
        booth_stop.note_seen(db, held.act("desk"), held.election, FAULT)
    assert told(held) == []
    with held.database.reading() as db:
        (entry,) = [one for one in journal.entries(db, held.value.id) if one.kind == journal.Kind.BOOTH_STOP_SEEN]
    assert entry.detail == {"fault": FAULT, "times": 1}, "the second press notes nothing"
    held.wait(seconds=3)
    tell(held)
    assert told(held) == [(FAULT, 1)]


@pytest.mark.parametrize("phase", ["reviewing", "closed"])
def test_nothing_is_taken_where_nobody_votes(hold: Hold, phase: str) -> None:
    held = hold(phase)
    tell(held)
    assert told(held) == []


def test_what_nobody_reported_cannot_be_looked_at(hold: Hold) -> None:
    held = hold("open")
    with refused("not-found"), held.database.transaction() as db:
        booth_stop.note_seen(db, held.act("desk"), held.election, FAULT)
