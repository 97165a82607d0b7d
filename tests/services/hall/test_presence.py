"""Each coming and going is kept with its hour; a mistake is undone and stays known; a hand-out keeps no hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.hall import electorate, presence
from app.services.hall.presence import StayValue
from tests.support.assemblies import Simulation, refused, simulate_at


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate_at(tmp_path, "draft")


def come(held: Simulation, place: int) -> None:
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, held.delegates[place].id)


def go(held: Simulation, place: int, *, voted: bool = False) -> None:
    with held.database.transaction() as db:
        presence.check_out(db, held.act("desk"), held.session_id, held.delegates[place].id, voted=voted)


def stays(held: Simulation, place: int) -> tuple[StayValue, ...]:
    with held.database.reading() as db:
        return presence.stays(db, [held.delegates[place].id]).get(held.delegates[place].id, ())


def undo(held: Simulation, place: int, stay_id: int, *, leaving: bool) -> None:
    with held.database.transaction() as db:
        one = held.delegates[place].id
        presence.undo(db, held.act("desk"), held.session_id, one, stay_id, leaving=leaving)


def test_who_leaves_and_comes_again_has_two_stays(held: Simulation) -> None:
    begun = held.now
    come(held, 0)
    held.wait(minutes=20)
    go(held, 0)
    held.wait(minutes=10)
    come(held, 0)
    come(held, 1)
    first, second = stays(held, 0)
    assert (first.came, first.went) == (begun, begun + timedelta(minutes=20))
    assert (second.came, second.went) == (begun + timedelta(minutes=30), None)


def test_what_was_noted_by_mistake_is_undone_and_not_counted(held: Simulation) -> None:
    come(held, 0)
    (stay,) = stays(held, 0)
    go(held, 0)
    undo(held, 0, stay.id, leaving=True)
    assert stays(held, 0) == (stay,)
    assert held.delegates[0].checked_in == stay.came
    undo(held, 0, stay.id, leaving=False)
    assert stays(held, 0) == ()
    assert held.delegates[0].checked_in is None
    with held.database.reading() as db:
        said = [one.kind for one in journal.entries(db, held.value.id, size=4)]
    assert said == ["presence-undone", "presence-undone", "delegate-checked-out", "delegate-checked-in"]


def test_an_undoing_that_comes_late_changes_nothing(held: Simulation) -> None:
    come(held, 0)
    (stay,) = stays(held, 0)
    with refused("presence-moved-on"):
        undo(held, 0, stay.id, leaving=True)
    go(held, 0)
    come(held, 0)
    with refused("presence-moved-on"):
        undo(held, 0, stay.id, leaving=False)
    assert len(stays(held, 0)) == 2


def test_who_voted_may_leave_and_took_part(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen")
    held.print(8)
    held.seal()
    held.hand_slips(2)
    with refused("delegate-holds-slip"):
        go(held, 0)
    with refused("delegate-holds-slip"):
        undo(held, 0, stays(held, 0)[0].id, leaving=False)
    go(held, 0, voted=True)
    with held.database.transaction() as db:
        electorate.keep_present(db, held.value.id)
        assert len(electorate.attended(db, held.value.id)) == 2


def test_the_journal_names_who_was_handed_a_slip_at_the_end_all_at_once_and_nobody_of_the_desk(tmp_path: Path) -> None:
    """One entry for each would keep hours, and with them the order in which slips went out; so would some at a time."""
    held = simulate_at(tmp_path, "frozen", delegates=7)
    held.print(8)
    held.seal()
    for one in reversed(held.delegates[:6]):
        with held.database.transaction() as db:
            presence.check_in(db, held.act("desk"), held.session_id, one.id)
            electorate.hand_slip(db, held.act("desk"), held.value.id, one.id)
    assert noted(held) == []
    for _ in range(2):
        with held.database.transaction() as db:
            electorate.note_handed(db, held.act(), held.value.id)
    (all_of_them,) = noted(held)
    assert all_of_them.actors == ()
    assert all_of_them.detail == {"count": 6, "delegates": sorted(one.id for one in held.delegates[:6])}


def noted(held: Simulation) -> list[journal.Entry]:
    with held.database.reading() as db:
        return list(journal.of_kind(db, held.value.id, journal.Kind.SLIP_HANDED))
