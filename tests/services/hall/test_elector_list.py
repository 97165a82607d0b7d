"""Who votes in one election: a list picked from the roll, or who is here at the freezing; fixed then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.language.names import Names
from app.models import Delegate
from app.services.acts import journal
from app.services.election import election
from app.services.hall import calling, elector_list, electorate, presence
from app.services.voting import unfreezing
from app.states.election import Electorate
from tests.support.assemblies import SMALL_RULE, Simulation, refused, simulate_at
from tests.support.second_round import next_election


def electing(folder: Path, chosen: Electorate = Electorate.LIST) -> Simulation:
    held = simulate_at(folder, "reviewing", quorum="introduced")
    with held.database.transaction() as db:
        title = election.election(db, held.election).title
        rule = replace(SMALL_RULE, electorate=chosen)
        election.change_rule(db, held.act(), held.election, title=title, rule=rule)
    return held


def institutions(held: Simulation) -> list[int]:
    return [one.institution.id for one in held.delegates]


def choose(held: Simulation, *places: int, off: tuple[int, ...] = ()) -> int:
    known = institutions(held)
    with held.database.transaction() as db:
        return elector_list.choose(
            db, held.act(), held.value.id, on=[known[one] for one in places], off=[known[one] for one in off]
        )


def counted(held: Simulation) -> electorate.Attendance:
    with held.database.reading() as db:
        return electorate.attendance(db, held.value.id)


def test_a_list_is_picked_journalled_and_fixed_at_the_freezing(tmp_path: Path) -> None:
    held = electing(tmp_path)
    with refused("electors-missing"):
        held.freeze()
    assert choose(held, 0, 1) == 2
    with refused("electorate-small"):
        held.freeze()
    assert choose(held, 2, 3, off=(0,)) == 3
    with held.database.reading() as db:
        (first, second) = journal.of_kind(db, held.value.id, journal.Kind.ELECTORS_CHANGED)
    assert set(first.detail["values"]) == {"electors_on"}  # type: ignore[call-overload]
    assert second.detail["values"]["electors_off"][0] == [held.delegates[0].institution.name.fa]  # type: ignore[index]
    with refused("not-found"), held.database.transaction() as db:
        elector_list.choose(db, held.act(), held.value.id, on=[10**6])
    held.freeze()
    with refused("phase-wrong"):
        choose(held, 0)
    assert counted(held).enrolled == 3
    with held.database.reading() as db:
        named = {one.institution.fa for one in electorate.voters(db, held.value.id)}
    assert named == {held.delegates[place].institution.name.fa for place in (1, 2, 3)}


def test_slips_go_to_the_list_alone_and_the_quorum_is_the_lists(tmp_path: Path) -> None:
    held = electing(tmp_path)
    choose(held, 1, 2, 3)
    held.freeze()
    held.print(5)
    held.seal()
    with held.database.transaction() as db:
        presence.check_in(db, held.act(), held.session_id, held.delegates[0].id)
        presence.check_in(db, held.act(), held.session_id, held.delegates[1].id)
        with refused("delegate-no-elector"):
            electorate.hand_slip(db, held.act(), held.value.id, held.delegates[0].id)
        electorate.hand_slip(db, held.act(), held.value.id, held.delegates[1].id)
        assert electorate.without_vote(db, held.value.id) == {held.delegates[0].id, held.delegates[4].id}
    found = counted(held)
    assert (found.listed, found.present, found.handed, found.quorum, found.reached) == (3, 1, 1, 2, False)


def test_a_rule_that_forgets_the_list_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = electing(tmp_path)
    choose(held, 1, 2, 3)
    monkeypatch.setattr(electorate, "voting", lambda row: [Delegate.session_id == row.session_id])
    held.freeze()
    assert counted(held).enrolled == 5  # what the tests above forbid


def test_those_who_are_here_at_the_freezing_vote_and_who_comes_later_does_not(tmp_path: Path) -> None:
    held = electing(tmp_path, Electorate.PRESENT)
    with refused("electorate-unlisted"):
        choose(held, 0)
    with refused("nobody-present"):
        held.freeze()
    with held.database.transaction() as db:
        for one in held.delegates[:3]:
            presence.check_in(db, held.act(), held.session_id, one.id)
        assert electorate.without_vote(db, held.value.id) == frozenset()
    held.freeze()
    held.print(5)
    held.seal()
    with refused("delegate-no-elector"), held.database.transaction() as db:
        presence.check_in(db, held.act(), held.session_id, held.delegates[4].id)
        electorate.hand_slip(db, held.act(), held.value.id, held.delegates[4].id)
    found = counted(held)
    assert (found.enrolled, found.present, found.listed) == (3, 3, None)


def test_the_list_goes_on_with_what_follows_and_opens_again_when_unfrozen(tmp_path: Path) -> None:
    held = electing(tmp_path)
    choose(held, 1, 2, 3)
    with held.database.transaction() as db:
        rule = replace(SMALL_RULE, electorate=Electorate.LIST)
        made = election.create_election(
            db, held.act(), held.session_id, body_id=held.value.body.id, title=next_title(held), rule=rule,
            like=held.election,
        )  # fmt: skip
        assert elector_list.electors(db, made.id) == elector_list.electors(db, held.value.id) != frozenset()
    held.freeze()
    with held.database.transaction() as db:
        unfreezing.unfreeze(db, held.two(), held.election, reason="فهرست کامل نبود.")
    assert choose(held, 4) == 4


def next_title(held: Simulation) -> Names:
    return replace(held.value.title, fa=held.value.title.fa + " دوم")


def test_other_elections_of_the_session_keep_their_own_voters(tmp_path: Path) -> None:
    held = electing(tmp_path)
    choose(held, 1, 2, 3)
    other = next_election(held)
    assert (counted(held).enrolled, counted(other).enrolled) == (3, 5)


@pytest.mark.parametrize(("chosen", "needed"), [(Electorate.LIST, 2), (Electorate.PRESENT, 3)])
def test_the_opening_and_the_session_reckon_one_quorum(tmp_path: Path, chosen: Electorate, needed: int) -> None:
    held = electing(tmp_path, chosen)
    if chosen is Electorate.LIST:
        choose(held, 0, 1, 2)
    with held.database.transaction() as db:
        for one in held.delegates[1:4]:
            presence.check_in(db, held.act(), held.session_id, one.id)
    for phase in ("reviewing", "frozen"):
        held.to(phase)
        with held.database.reading() as db:
            figures = calling.figures(db, held.session_id)
        by_election = counted(held)
        assert (figures.quorum, figures.present, figures.reached, figures.listed) == (
            by_election.quorum, by_election.present, by_election.reached, by_election.listed
        )  # fmt: skip
        assert (figures.quorum, figures.reached, figures.in_hall) == (needed, True, 3)
    with refused("quorum-reached"), held.database.transaction() as db:
        calling.note_failed_call(db, held.two(), held.session_id)
