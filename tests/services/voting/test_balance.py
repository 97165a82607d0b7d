"""The balance while voting goes on: each rule by its name and numbers, from the first minute."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from app.models import HandedSlip, Slip
from app.services.election.rows import find
from app.services.voting import balance, poll, slip
from app.services.voting.balance import Balance
from app.states.slip import SlipState
from tests.support.assemblies import Simulation, simulate


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate(tmp_path).to("open")


def now(held: Simulation) -> Balance:
    with held.database.reading() as db:
        return balance.balance(db, held.election)


def broken(held: Simulation) -> list[tuple[str, int, int]]:
    return [(one.rule.value, one.found, one.most) for one in now(held).broken]


def test_it_stands_from_the_first_minute_and_says_who_holds_a_slip(held: Simulation) -> None:
    found = now(held)
    assert (found.broken, found.waiting) == ((), len(held.delegates))
    held.vote(0, 1)
    assert now(held).waiting == len(held.delegates) - 1
    assert now(held).stated.difference == 2


def test_a_vote_more_than_slips_handed_out_is_named_with_both_numbers(held: Simulation) -> None:
    held.vote(0, 1)
    held.vote(1, 1)
    with held.database.transaction() as db:
        election_id = find(db, held.election).id
        keep = db.scalars(select(HandedSlip.delegate_id).where(HandedSlip.election_id == election_id).limit(1)).one()
        db.execute(delete(HandedSlip).where(HandedSlip.election_id == election_id, HandedSlip.delegate_id != keep))
    assert broken(held) == [("cast", 2, 1)]
    assert now(held).waiting == 0


def test_a_vote_of_a_void_slip_and_more_paper_than_was_printed_are_named(held: Simulation) -> None:
    held.vote(0, 1)
    with held.database.transaction() as db:
        voted = select(Slip.serial).where(Slip.serial == held.slips[0].serial)
        db.execute(update(Slip).where(Slip.serial.in_(voted)).values(state=SlipState.VOID))
    assert broken(held) == [("apart", 1, 0)]
    with held.database.transaction() as db:
        db.execute(update(Slip).where(Slip.serial.in_([one.serial for one in held.slips])).values(state="spoiled"))
    assert broken(held) == [("paper", len(held.delegates) + len(held.slips), len(held.slips)), ("apart", 1, 0)]


def test_a_slip_on_the_table_that_had_a_vote_is_named(held: Simulation) -> None:
    held.vote(0, 1)
    with held.database.transaction() as db:
        poll.note_used(db, held.act(), held.election, held.slips[0].serial)
    assert broken(held) == [("table", 1, 0)]
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[-1].serial, spoiled=True)
    assert broken(held) == [("table", 1, 0)]


def test_an_accounting_of_an_earlier_version_has_none_of_what_is_counted_since(held: Simulation) -> None:
    first = {"printed": 9, "handed": 5, "unused": 2, "spoiled": 1, "void": 1, "cast": 3, "reason": "یکی گم شد"}
    with held.database.transaction() as db:
        find(db, held.election).accounting = first
    now = held.value.accounting
    assert now is not None
    unknown = {"spoiled_seen", "void_seen"}
    """Scanned at the closing: no minutes of an earlier version can say how many."""
    assert now.keys() == {one.name for one in fields(poll.Accounting)} - unknown
    assert now == first | dict.fromkeys(now.keys() - first.keys(), 0)
