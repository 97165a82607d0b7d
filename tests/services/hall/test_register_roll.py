"""The roll from the register in one act, and a delegate who was put on it wrongly taken off again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.language.names import Names
from app.models import Institution
from app.services.hall import namesake, presence, register_roll, roll, substitute
from tests.support.assemblies import NOW, Simulation, refused, simulate, simulate_at


def named(held: Simulation) -> Simulation:
    """The same, where every institution of the register names a representative of its own."""
    with held.database.transaction() as db:
        for number, one in enumerate(db.scalars(select(Institution).order_by(Institution.id))):
            one.representative_fa, one.representative_en = f"نگین رودباری {number}", f"Negin {number}"
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
    assert len(added) == waiting and {one.name.fa for one in added} < {f"نگین رودباری {number}" for number in range(9)}
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


def test_a_representative_whose_name_stands_twice_is_added_alone_by_who_knows(tmp_path: Path) -> None:
    held = named(simulate(tmp_path, delegates=1, candidates=5))
    (there,) = held.delegates
    with held.database.transaction() as db:
        houses = db.scalars(select(Institution).order_by(Institution.id)).all()
        houses[1].representative_fa = there.name.fa.replace(" ", "  ")
        houses[2].representative_fa = houses[3].representative_fa
        taken = len(houses) - 4
        assert len(register_roll.left_out(db, held.session_id)) == 3
        assert register_roll.take_from_register(db, held.act(), held.session_id) == taken
    assert len({one.name.fa for one in held.delegates}) == taken + 1
    with refused("register-roll-missing"), held.database.transaction() as db:
        register_roll.take_from_register(db, held.act(), held.session_id)


def test_one_person_stands_on_one_line_and_a_namesake_on_another(tmp_path: Path) -> None:
    held = simulate(tmp_path, delegates=3)
    first, second, third = held.delegates
    with held.database.transaction() as db:
        roll.remove_delegate(db, held.act(), held.session_id, third.id)
        assert [len(one.institutions) for one in namesake.alike(db, held.value.id)] == [2]

    def add(*, is_other: bool) -> None:
        name = Names(first.name.fa.replace("ک", "ك"))
        with held.database.transaction() as db:
            roll.add_delegate(
                db, held.act(), held.session_id, institution_id=third.institution.id, name=name, namesake=is_other
            )

    def replace(name: Names, *, is_other: bool) -> None:
        with held.database.transaction() as db:
            substitute.substitute(
                db, held.act(), held.session_id, second.id, name=name, letter_number="۷", letter_day=NOW.date(),
                namesake=is_other,
            )  # fmt: skip

    with refused("person-on-roll"):
        add(is_other=False)
    replace(Names("سهیلا تفتانی"), is_other=False)
    with held.database.reading() as db:
        assert namesake.alike(db, held.value.id) == ()
    with refused("person-on-roll"):
        replace(first.name, is_other=False)
    replace(first.name, is_other=True)
    add(is_other=True)
    with held.database.reading() as db:
        (alike,) = namesake.alike(db, held.value.id)
    assert set(alike.institutions) == {one.institution.name for one in (first, second, third)}
