"""Withdrawing by phase: one until the freezing, two with a reason after it; after closing no rank moves."""

from __future__ import annotations

import pytest

from app.models import Nomination
from app.services.count import lots
from app.services.election.rows import find
from app.services.nomination import nomination, withdrawal
from app.services.nomination.nomination import NominationValue
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

EARLY = ("draft", "nominating", "reviewing")
VOTING = ("frozen", "open")
AFTER = ("closed", "tallied", "provisional")


def first(held: Simulation) -> NominationValue:
    """Who was entered first; of the frozen list the one with number 1, who wins a seat."""
    with held.database.reading() as db:
        return (nomination.candidates(db, held.election) or nomination.nominations(db, held.election))[0]


def withdraw(held: Simulation, *roles: str, reason: str = "سفر") -> NominationValue:
    with held.database.transaction() as db:
        return withdrawal.withdraw(db, held.act(*roles), held.election, first(held).id, reason)


def withdraw_own(held: Simulation) -> bool:
    with held.database.transaction() as db:
        act = held.act()
        return withdrawal.withdraw_own(db, act, held.election, first(held).institution.id, "سفر")


TWO = ("secretary", "returning-officer")


@pytest.mark.parametrize("phase", ["nominating", "frozen", "provisional"])
def test_one_officer_withdraws_until_the_freezing_and_two_with_a_reason_after_it(phase: str, hold: Hold) -> None:
    held = hold(phase)
    if phase in EARLY:
        assert withdraw(held, reason="").withdrawn
        return
    before = everything(held.database)
    for roles, reason, code in (
        ((), "سفر", "two-officers-needed"),
        (("secretary", "secretary"), "سفر", "two-officers-needed"),
        (TWO, " ", "withdrawal-reason"),
    ):
        with refused(code):
            withdraw(held, *roles, reason=reason)
    assert everything(held.database) == before
    withdraw(held, *TWO)
    after = everything(held.database)
    withdraw(held, *TWO)
    assert everything(held.database) == after  # again changes nothing
    with held.database.reading() as db:
        step = withdrawal.departures(db, find(db, held.election).id)[first(held).institution.id]
    assert (len(step.actors), step.text, step.kind) == (2, "سفر", "withdrawn" if phase in VOTING else "renounced")


@pytest.mark.parametrize("phase", AFTER)
def test_after_closing_votes_and_ranks_stay_as_counted(phase: str, hold: Hold) -> None:
    held = hold(phase)
    withdraw(held, *TWO)
    held.to("provisional")
    result = held.result()
    assert [line.candidate.number for line in result.seated] == [1, 2]
    assert [line.outcome for line in result.lines if line.candidate.number == 1] == ["seated"]


def test_a_withdrawal_that_moves_ranks_after_closing_is_caught(hold: Hold) -> None:
    held = hold("tallied")
    with held.database.transaction() as db:
        db.get_one(Nomination, first(held).id).status = "withdrawn"  # what the act did before
        assert 0 not in lots.ranking(db, find(db, held.election).id).seated


def test_after_the_final_result_a_seat_is_declined_elsewhere(hold: Hold) -> None:
    held = hold("final")
    for act in (lambda: withdraw(held, *TWO), lambda: withdraw_own(held)):
        with refused("withdrawal-seat"):
            act()


@pytest.mark.parametrize("phase", ["nominating", "open", "closed"])
def test_an_institution_withdraws_itself_until_the_freezing_and_asks_after_it(phase: str, hold: Hold) -> None:
    held = hold(phase)
    assert withdraw_own(held) is (phase in EARLY)
    if phase in EARLY:
        assert first(held).withdrawn
        with refused("not-found"):
            withdraw_own(held)
        return
    after = everything(held.database)
    assert withdraw_own(held) is False
    assert everything(held.database) == after  # it waits already
    assert not first(held).withdrawn
    with held.database.transaction() as db:
        assert [one.id for one in withdrawal.waiting(db, held.election)] == [first(held).id]
        withdrawal.take_back(db, held.act(), held.election, first(held).institution.id)
        assert withdrawal.waiting(db, held.election) == ()
    with refused("not-found"), held.database.transaction() as db:
        withdrawal.take_back(db, held.act(), held.election, first(held).institution.id)
    withdraw_own(held)
    withdraw(held, *TWO)
    with held.database.reading() as db:
        assert withdrawal.waiting(db, held.election) == ()
    with refused("not-found"):
        withdraw_own(held)
