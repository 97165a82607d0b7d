"""The roll from the register in one act, and a delegate who was put on it wrongly taken off again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from app.language.names import Names
from app.models import Institution
from app.services.hall import presence, register_roll, roll
from tests.support.assemblies import Simulation, refused, simulate, simulate_at


def named(held: Simulation, **names: str) -> Simulation:
    """The same, where every institution of the register names a representative."""
    with held.database.transaction() as db:
        db.execute(update(Institution).values(representative_fa="نگین رودباری", representative_en="Negin", **names))
    return held


def test_representatives_are_put_on_the_roll_once_and_beside_who_is_there(tmp_path: Path) -> None:
    held = named(simulate(tmp_path, delegates=1))
    (there,) = held.delegates
    with held.database.transaction() as db:
        waiting = register_roll.at_hand(db, held.session_id)
        assert waiting > 0
        assert register_roll.take_from_register(db, held.act(), held.session_id) == waiting
        assert register_roll.at_hand(db, held.session_id) == 0
    added = [one for one in held.delegates if one.id != there.id]
    assert len(added) == waiting and {one.name for one in added} == {Names("نگین رودباری", "Negin")}
    with refused("register-roll-missing"), held.database.transaction() as db:
        register_roll.take_from_register(db, held.act(), held.session_id)


def test_without_a_name_nobody_is_invented_and_a_frozen_roll_takes_nobody(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen")
    with refused("roll-frozen"), held.database.transaction() as db:
        assert register_roll.at_hand(db, held.session_id) == 0
        register_roll.take_from_register(db, held.act(), held.session_id)


def test_who_is_here_or_votes_stays_and_who_does_not_is_taken_off(tmp_path: Path) -> None:
    held = simulate(tmp_path)
    first, second = (one.id for one in held.delegates[:2])
    with held.database.transaction() as db:
        roll.remove_delegate(db, held.act(), held.session_id, first)
        presence.check_in(db, held.act(), held.session_id, second)
    assert first not in {one.id for one in held.delegates}
    with refused("delegate-stays"), held.database.transaction() as db:
        roll.remove_delegate(db, held.act(), held.session_id, second)
    held.to("frozen")
    with held.database.transaction() as db:
        presence.check_out(db, held.act(), held.session_id, second)
    with refused("delegate-stays"), held.database.transaction() as db:
        roll.remove_delegate(db, held.two(), held.session_id, second)
