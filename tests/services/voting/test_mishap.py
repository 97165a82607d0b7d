"""Lost, spoiled and refused slips: by two, by name in the equation, and the lost one by elimination alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.voting import mishap, poll, slip
from app.services.voting.balance import balance
from app.states.slip import SlipMishap
from tests.support.assemblies import Simulation, refused, simulate


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    """Everybody has a slip, and the first one's is lost: another was handed for it."""
    held = simulate(tmp_path).to("open")
    with held.database.transaction() as db:
        mishap.note_lost(db, held.two(), held.election)
    return held


def stated(held: Simulation) -> dict[str, object]:
    return {name: held.value.accounting[name] for name in ("printed", "handed", "unused", "void", "lost", "refused")}  # type: ignore[index]


def file_of(held: Simulation) -> dict[str, object]:
    with held.database.reading() as db:
        data = db.get_one(poll.Election, held.value.id).accounting_file
    found: dict[str, object] = json.loads(data or b"{}")
    return found


def test_the_lost_one_is_told_when_all_others_have_voted_or_are_back(held: Simulation) -> None:
    everybody = len(held.delegates)
    for place in range(1, everybody + 1):  # who lost the first slip votes with another one
        held.vote(place, 1)
    held.close(unused=[one.serial for one in held.slips[everybody + 1 :]])
    assert stated(held) == {
        "printed": everybody + 2, "handed": everybody, "unused": 1, "void": 0, "lost": 1, "refused": 0,
    }  # fmt: skip
    with held.database.reading() as db:
        (entry,) = journal.of_kind(db, held.value.id, journal.Kind.ACCOUNTING_STATED)
        assert entry.detail["told"] == [held.slips[0].serial]
        assert slip.counts(db, held.election).void == 1
    listed = file_of(held)
    assert (len(listed["void"]), listed["handed_out"]) == (1, everybody)  # type: ignore[arg-type]


def test_it_is_not_told_while_somebody_may_hold_a_slip(held: Simulation) -> None:
    everybody = len(held.delegates)
    for place in range(2, everybody + 1):  # one who holds a good slip does not vote
        held.vote(place, 1)
    held.close(unused=[one.serial for one in held.slips[everybody + 1 :]])
    with held.database.reading() as db:
        assert slip.counts(db, held.election).void == 0
    listed = file_of(held)
    assert (listed["void"], listed["handed_out"]) == ([], everybody + 1)


def test_a_lost_one_that_votes_after_all_is_seen_where_everybody_votes(held: Simulation) -> None:
    for place in range(len(held.delegates) + 1):
        held.vote(place, 1)
    with held.database.reading() as db:
        assert [one.rule for one in balance(db, held.election).broken] == ["cast"]
    with refused("accounting-unbalanced"):
        held.close(unused=[held.slips[-1].serial])


def test_nothing_recorded_names_a_person_or_a_slip(held: Simulation) -> None:
    with held.database.reading() as db:
        (entry,) = journal.of_kind(db, held.value.id, journal.Kind.SLIP_LOST)
    assert entry.detail == {}


def test_found_again_given_back_and_too_many(held: Simulation) -> None:
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[0].serial, spoiled=False, why=SlipMishap.FOUND)
        slip.void_slip(db, held.two(), held.election, held.slips[1].serial, spoiled=False, why=SlipMishap.REFUSED)
        assert mishap.mishaps(db, held.value.id) == mishap.Mishaps(lost=0, refused=1)
    with refused("not-lost"), held.database.reading() as db:
        mishap.need_lost(db, held.value.id)
    with held.database.transaction() as db:
        for _ in held.delegates:
            mishap.note_lost(db, held.two(), held.election)
    with refused("lost-too-many"), held.database.transaction() as db:
        mishap.note_lost(db, held.two(), held.election)
    with refused("two-officers-needed"), held.database.transaction() as db:
        mishap.note_lost(db, held.act(), held.election)
