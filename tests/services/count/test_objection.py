"""Objections: numbered without a gap, taken in their days, ruled once by two; while one waits nothing is final."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.language.dates import at_tehran, in_tehran
from app.services.count import announcement
from app.services.count import objection as objections
from app.states.objection import Ruling
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def lodge(held: Simulation, candidate: int | None = 0, **more: object) -> objections.ObjectionValue:
    with held.database.transaction() as db:
        who = None if candidate is None else objections.entitled(db, held.election)[candidate].institution.id
        return objections.object_to(
            db,
            held.act(),
            held.election,
            text="بازبینی شود",
            institution_id=who,
            **more,  # type: ignore[arg-type]
        )


def rule(held: Simulation, number: int, ruling: Ruling = Ruling.DISMISSED, *roles: str) -> objections.ObjectionValue:
    both = held.act(*(roles or ("secretary", "returning-officer")))
    with held.database.transaction() as db:
        return objections.rule(db, both, held.election, number, ruling=ruling, body="هیئت نظارت", reasons="چنین است")


def certify(held: Simulation) -> None:
    with held.database.transaction() as db:
        announcement.certify(db, held.two(), held.election)


def after_the_days(held: Simulation) -> None:
    until = held.value.objections_until
    assert until is not None
    held.now = at_tehran(until + timedelta(days=1), time(8))


@pytest.mark.parametrize("phase", ["tallied", "final"])
def test_objections_are_taken_while_the_result_is_provisional(phase: str, hold: Hold) -> None:
    held = hold(phase)
    before = everything(held.database)
    with refused("phase-wrong"):
        lodge(held)
    assert everything(held.database) == before


def test_each_has_the_next_number_of_its_election_and_a_receipt(hold: Hold) -> None:
    held = hold("provisional")
    made = [lodge(held), lodge(held, 1), lodge(held, None, person="کاوه دماوند")]
    assert [one.number for one in made] == [1, 2, 3]
    assert [one.receipt for one in made] == [f"{held.election}-O00{number}" for number in (1, 2, 3)]
    assert (made[0].institution is None, made[2].institution) == (False, None)
    with held.database.reading() as db:
        assert objections.objections(db, held.election) == tuple(made)


def test_only_a_candidate_objects_by_itself_and_only_in_its_days(hold: Hold) -> None:
    held = hold("provisional")
    with refused("objection-others"), held.database.transaction() as db:
        objections.object_to(db, held.act(), held.election, text="x", institution_id=10**6)
    today = in_tehran(held.now).date()
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with refused("objection-day"):
            lodge(held, None, person="کاوه", received=day)
    after_the_days(held)
    with refused("objection-late"):
        lodge(held)
    assert lodge(held, None, person="کاوه", received=held.value.objections_until).number == 1  # the paper was in time


def test_an_open_one_stops_the_final_result_and_an_upheld_one_too(hold: Hold) -> None:
    held = hold("provisional")
    lodge(held)
    lodge(held, 1)
    held.waive()
    after_the_days(held)
    with refused("objection-unruled"):
        certify(held)
    with refused("two-officers-needed"):
        rule(held, 1, Ruling.DISMISSED, "secretary", "secretary")
    assert rule(held, 1, Ruling.STANDS).ruling is Ruling.STANDS
    with refused("objection-ruled"):
        rule(held, 1, Ruling.UPHELD)
    with refused("objection-unruled"):
        certify(held)
    rule(held, 2, Ruling.UPHELD)
    with refused("objection-upheld"):
        certify(held)
    assert held.phase == "provisional"


def test_a_rule_that_forgets_the_open_ones_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("provisional")
    lodge(held)
    after_the_days(held)
    monkeypatch.setattr(objections, "objections", lambda *_: ())
    certify(held)
    assert held.phase == "final"  # what the test above forbids


def test_an_early_end_names_who_waived_and_a_later_objection_takes_it_back(hold: Hold) -> None:
    held = hold("provisional")
    with held.database.transaction() as db:
        first, *others = objections.entitled(db, held.election)
        objections.waive(db, held.act(), held.election, {one.institution.id: "آرش" for one in others})
    with refused("objections-open"):
        certify(held)
    with refused("not-found"), held.database.transaction() as db:
        objections.waive(db, held.act(), held.election, {10**6: "ناشناس"})
    held.waive()
    with held.database.reading() as db:
        said = objections.waivers(db, held.election)
    assert {one.institution_id: one.person for one in said}[others[0].institution.id] == "آرش"
    assert len(said) == len(others) + 1
    lodge(held)
    rule(held, 1)
    with refused("objections-open"):
        certify(held)
    held.waive()
    certify(held)
    assert held.phase == "final"
    assert first.institution.id in {one.institution_id for one in said}
