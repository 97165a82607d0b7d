"""A substitute comes by the institution's letter, votes in its place, and who stood there before is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.language.names import Names
from app.services.hall import electorate, look_up, presence, roll, substitute
from tests.support.assemblies import NOW, Simulation, refused, simulate_at


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    held = simulate_at(tmp_path, "frozen")
    held.print(8)
    held.seal()
    return held


def replace(held: Simulation, *officers: str, name: str = "سهیلا تفتانی") -> roll.DelegateValue:
    with held.database.transaction() as db:
        return substitute.substitute(
            db, held.act(*officers), held.session_id, held.delegates[0].id, name=Names(name), letter_number="۴۱/ب",
            letter_day=NOW.date(),
        )  # fmt: skip


PAIR = ("secretary", "returning-officer")


def test_the_substitute_votes_and_the_former_person_is_kept(held: Simulation) -> None:
    before = held.delegates[0]
    with refused("two-officers-needed"):
        replace(held, "secretary")
    now = replace(held, *PAIR)
    assert (now.id, now.number, now.votes_in) == (before.id, before.number, before.votes_in)
    with held.database.transaction() as db:
        (former,) = substitute.formers(db, held.session_id, now.id)
        assert (former.name, former.letter_number) == (before.name, "۴۱/ب")
        named = {one.name.fa for one in electorate.voters(db, held.value.id)}
        assert "سهیلا تفتانی" in named
        presence.check_in(db, held.act("desk"), held.session_id, now.id)
        electorate.hand_slip(db, held.act("desk"), held.value.id, now.id)
    with refused("substitute-present"):
        replace(held, *PAIR, name="دیگری")


def test_a_former_invitation_says_who_comes_now(held: Simulation) -> None:
    before = held.delegates[0]
    now = replace(held, *PAIR)
    with held.database.reading() as db:
        assert look_up.look_up(db, held.session_id, f"MAJMA:D:{now.code}", most=1)[0].id == before.id
        with refused("door-code-replaced"):
            look_up.look_up(db, held.session_id, f"MAJMA:D:{before.code}", most=1)


def test_for_who_was_handed_a_slip_no_substitute_comes(held: Simulation) -> None:
    """Else two persons would have had a slip of one vote."""
    held.hand_slips(1)
    with held.database.transaction() as db:
        presence.check_out(db, held.act("desk"), held.session_id, held.delegates[0].id, voted=True)
    with refused("substitute-late"):
        replace(held, *PAIR)


def test_before_the_freezing_one_officer_does_and_a_name_that_stands_there_is_refused(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "draft")
    with refused("substitute-same"):
        replace(held, "secretary", name="آرش  كوهستانی")
    assert replace(held, "secretary").name.fa == "سهیلا تفتانی"
