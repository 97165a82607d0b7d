"""Two elections of one session: who is in the hall is there for both, and each has its own slips, votes and end."""

from __future__ import annotations

from pathlib import Path

from app.language.names import Names
from app.services.hall import electorate, presence, roll
from tests.support.assemblies import Simulation, refused, simulate, simulate_at
from tests.support.second_round import next_election


def hand(held: Simulation, place: int) -> None:
    with held.database.transaction() as db:
        electorate.hand_slip(db, held.act("desk"), held.value.id, held.delegates[place].id)


def add(held: Simulation) -> int:
    """Put the institution on the roll that is not there yet, and check its delegate in."""
    with held.database.transaction() as db:
        (missing,) = roll.absent(db, held.session_id, most=9)
        added = roll.add_delegate(db, held.two(), held.session_id, institution_id=missing, name=Names("کسی دیگر"))
        return presence.check_in(db, held.act("desk"), held.session_id, added.id).id


def figures(held: Simulation) -> tuple[int, int, int]:
    """How many may vote, are here, have a slip."""
    with held.database.reading() as db:
        counted = electorate.attendance(db, held.value.id)
    return counted.enrolled, counted.present, counted.handed


def ready(held: Simulation) -> Simulation:
    """Frozen, its slips printed and confirmed."""
    held.to("frozen").print(8)
    held.seal()
    return held


def test_each_election_of_a_session_hands_out_its_own_slips(tmp_path: Path) -> None:
    first = ready(simulate(tmp_path))
    second = ready(next_election(first))
    first.hand_slips()
    assert (figures(first), figures(second)) == ((5, 5, 5), (5, 5, 0))
    hand(second, 0)
    with refused("delegate-slip-handed"):
        hand(second, 0)
    assert first.delegates[0].handed == {first.value.id, second.value.id}


def test_one_election_that_is_closed_shuts_no_others_door(tmp_path: Path) -> None:
    first = ready(simulate_at(tmp_path, "reviewing", candidates=6))
    first.pass_tests()
    first.hand_slips(4)
    first.open_poll()
    first.close()
    with refused("handing-closed"):
        hand(first, 3)
    with refused("roll-frozen"):
        add(first)
    second = next_election(first)
    add(first)
    with first.database.transaction() as db:
        presence.check_out(db, first.act("desk"), first.session_id, first.delegates[0].id)
    assert (figures(first), figures(second)) == ((5, 4, 4), (6, 4, 0))
    with first.database.reading() as db:
        attended = electorate.attended(db, first.value.id)
    here = {one.institution.name for one in first.delegates if one.handed}
    assert {one.institution for _, one in attended} == here


def test_who_is_added_after_one_election_froze_votes_in_the_next_alone(tmp_path: Path) -> None:
    first = ready(simulate_at(tmp_path, "reviewing", candidates=6))
    second = next_election(first)
    added = add(first)
    assert (figures(first), figures(second)) == ((5, 0, 0), (6, 1, 0))
    with refused("delegate-no-vote"), first.database.transaction() as db:
        electorate.hand_slip(db, first.act("desk"), first.value.id, added)
    ready(second)
    with first.database.transaction() as db:
        electorate.hand_slip(db, first.act("desk"), second.value.id, added)
    assert (figures(first), figures(second)) == ((5, 0, 0), (6, 1, 1))


def test_an_empty_roll_is_not_frozen(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "reviewing", delegates=0)
    with refused("roll-empty"):
        held.freeze()
    assert held.phase == "reviewing"


def test_who_holds_a_slip_of_a_poll_that_goes_on_does_not_leave(tmp_path: Path) -> None:
    held = ready(simulate_at(tmp_path, "reviewing"))
    held.hand_slips(1)
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, held.delegates[1].id)
        presence.check_out(db, held.act("desk"), held.session_id, held.delegates[1].id)
    with refused("delegate-holds-slip"), held.database.transaction() as db:
        presence.check_out(db, held.act("desk"), held.session_id, held.delegates[0].id)
