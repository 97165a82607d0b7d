"""The roll of the session before is taken over in one act, without who is on the roll already."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.language.names import Names
from app.models import Institution
from app.services.hall import earlier_roll, roll
from tests.support.assemblies import refused, simulate_at
from tests.support.second_round import next_election


def test_delegates_of_the_session_before_are_taken_over_once(tmp_path: Path) -> None:
    first = simulate_at(tmp_path, "draft")
    next_session = next_election(first, session=2)
    one = first.delegates[0]
    with first.database.transaction() as db:
        assert earlier_roll.at_hand(db, first.session_id) is None
        roll.add_delegate(
            db, first.act(), next_session.session_id, institution_id=one.institution.id, name=Names("پرستو زاگرسی")
        )
        assert earlier_roll.at_hand(db, next_session.session_id) == (1, 4)
        assert earlier_roll.take_over(db, first.act(), next_session.session_id) == 4
    assert {one.institution.id for one in next_session.delegates} == {one.institution.id for one in first.delegates}
    assert not any(one.checked_in for one in next_session.delegates)
    with refused("earlier-roll-missing"), first.database.transaction() as db:
        earlier_roll.take_over(db, first.act(), next_session.session_id)


def test_a_frozen_roll_takes_nobody_over(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen")
    with refused("roll-frozen"), held.database.transaction() as db:
        earlier_roll.take_over(db, held.act(), held.session_id)


def test_who_stands_on_the_roll_for_another_is_not_taken_over(tmp_path: Path) -> None:
    first = simulate_at(tmp_path, "draft", delegates=1)
    next_session = next_election(first, session=2)
    (one,) = first.delegates
    with first.database.transaction() as db:
        other = db.scalars(select(Institution.id).where(Institution.id != one.institution.id)).first()
        assert other is not None and earlier_roll.at_hand(db, next_session.session_id) == (1, 1)
        roll.add_delegate(db, first.act(), next_session.session_id, institution_id=other, name=one.name)
        assert earlier_roll.at_hand(db, next_session.session_id) is None
