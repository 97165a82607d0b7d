"""Until a stated instant one officer changes the roll; afterwards two do, each time with a reason for the minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.language.names import Names
from app.models import Delegate, JournalEntry
from app.services.acts import journal
from app.services.hall import earlier_roll, presence, register_roll, roll, roll_instant, substitute
from app.states.roll import RollEdit
from tests.support.assemblies import NOW, Simulation, everything, refused, simulate_at
from tests.support.second_round import next_election

PAIR = ("secretary", "returning-officer")
REASON = "نامهٔ دیررسیدهٔ نهاد"


def add(held: Simulation, *officers: str, name: str = "سارا بندری") -> roll.DelegateValue:
    with held.database.transaction() as db:
        missing = next(iter(roll.absent(db, held.session_id, most=9)))
        return roll.add_delegate(
            db, held.act(*officers), held.session_id, institution_id=missing, name=Names(name), reason=REASON
        )


def remove(held: Simulation, delegate_id: int, *officers: str) -> None:
    with held.database.transaction() as db:
        roll.remove_delegate(db, held.act(*officers), held.session_id, delegate_id, reason=REASON)


def state(held: Simulation, hours: int, *officers: str) -> None:
    with held.database.transaction() as db:
        roll_instant.state(db, held.act(*officers), held.session_id, held.now + timedelta(hours=hours))


def edits(held: Simulation) -> list[tuple[RollEdit, str, tuple[str, ...]]]:
    with held.database.reading() as db:
        return [(one.edit, one.reason, one.officers) for one in roll_instant.changes(db, held.session_id)]


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    """One institution of the assembly has no delegate yet, and the instant is two hours away."""
    held = simulate_at(tmp_path, "draft", delegates=3)
    state(held, 2, "secretary")
    return held


def test_before_the_instant_one_officer_does_and_after_it_two_with_a_reason(held: Simulation) -> None:
    first = add(held, "desk")
    remove(held, first.id, "desk")
    assert edits(held) == []
    held.wait(hours=2)
    with refused("two-officers-needed"):
        add(held, "secretary")
    with refused("two-officers-needed"):
        remove(held, held.delegates[0].id, "secretary")
    with refused("officer-role"):
        add(held, "secretary", "desk")
    added = add(held, *PAIR)
    gone = held.delegates[0]
    remove(held, gone.id, *PAIR)
    with held.database.transaction() as db:
        another = held.delegates[0]
        substitute.substitute(
            db, held.act(*PAIR), held.session_id, another.id, name=Names("سهیلا تفتانی"), letter_number="۴۱",
            letter_day=NOW.date(),
        )  # fmt: skip
    names = tuple(held.act(*PAIR).officers)
    assert edits(held) == [
        (RollEdit.ADDED, REASON, names), (RollEdit.REMOVED, REASON, names), (RollEdit.REPLACED, "۴۱", names)
    ]  # fmt: skip
    with held.database.reading() as db:
        said = roll_instant.changes(db, held.session_id)
        told = {
            row.kind
            for row in db.scalars(select(JournalEntry))
            if row.detail.get("reason") == REASON and len(row.actors) == 2
        }
    assert [one.institution for one in said] == [
        added.institution.name, gone.institution.name, another.institution.name
    ]  # fmt: skip
    assert (said[1].person, said[2].before) == (gone.name, another.name)
    assert told == {journal.Kind.DELEGATE_ADDED, journal.Kind.DELEGATE_REMOVED}


def test_a_line_on_which_a_substitute_stands_is_taken_off_too(held: Simulation) -> None:
    one = held.delegates[0]
    with held.database.transaction() as db:
        substitute.substitute(
            db, held.act("secretary"), held.session_id, one.id, name=Names("سهیلا تفتانی"), letter_number="۴۱",
            letter_day=NOW.date(),
        )  # fmt: skip
    remove(held, one.id, "desk")
    assert one.id not in {there.id for there in held.delegates}


def test_after_the_instant_nobody_is_put_on_the_roll_with_many_others(held: Simulation) -> None:
    held.wait(hours=2)
    before = everything(held.database)
    for many in (register_roll.take_from_register, earlier_roll.take_over):
        with refused("roll-late"), held.database.transaction() as db:
            many(db, held.act(*PAIR), held.session_id)
    assert everything(held.database) == before


def test_an_instant_that_is_over_is_moved_by_two_and_one_that_is_over_is_not_stated(held: Simulation) -> None:
    with refused("roll-until-past"):
        state(held, 0, "secretary")
    state(held, 1, "secretary")
    held.wait(hours=1)
    with refused("two-officers-needed"):
        state(held, 3, "secretary")
    state(held, 3, *PAIR)
    add(held, "desk")


def test_the_first_freezing_is_an_instant_too(tmp_path: Path) -> None:
    first = simulate_at(tmp_path, "frozen", candidates=6)
    second = next_election(first)
    with refused("two-officers-needed"):
        add(second, "secretary")
    added = add(second, *PAIR)
    assert added.votes_in == frozenset()
    remove(second, added.id, *PAIR)


def test_two_do_not_take_off_who_has_a_vote_or_was_here(tmp_path: Path) -> None:
    """So nobody who was handed a slip disappears, and no institution gets a second one by leaving the roll."""
    held = simulate_at(tmp_path, "frozen", candidates=6)
    held.print(8)
    held.seal()
    held.hand_slips(1)
    one = held.delegates[0]
    for delegate in (one, held.delegates[1]):
        with refused("delegate-stays"):
            remove(held, delegate.id, *PAIR)
    with refused("roll-frozen"):
        add(held, *PAIR)
    with held.database.transaction() as db:
        presence.check_out(db, held.act("desk"), held.session_id, one.id, voted=True)
    with refused("substitute-late"), held.database.transaction() as db:
        substitute.substitute(
            db, held.act(*PAIR), held.session_id, one.id, name=Names("دیگری"), letter_number="1",
            letter_day=NOW.date(),
        )  # fmt: skip
    with held.database.reading() as db:
        assert db.get(Delegate, one.id) is not None
