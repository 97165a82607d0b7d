"""Voting again, where the rule allows it: the last vote counts, a late copy of an earlier one changes nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from app.services import board
from ballots.verify import verify_archive
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused
from tests.support.belenios_tool import BeleniosTool

RULE = replace(SMALL_RULE, revote=True)


def send(held: Simulation, data: bytes) -> bool:
    """Cast; tell whether the same ballot was there already."""
    return held.cast(data).repeated


def test_the_last_vote_of_each_delegate_counts(hold: Hold, tmp_path: Path) -> None:
    held = hold("open", rule=RULE)
    first = held.ballot(0, 1, 2)
    assert not send(held, first)
    for place, marks in ((1, (1,)), (2, (1,)), (0, (3,)), (3, (3,)), (4, (3,)), (1, (3,)), (1, ())):
        assert not send(held, held.ballot(place, *marks))
    assert held.value.cast == 5
    held.close()
    held.count()
    assert {line.candidate.number: line.votes for line in held.result().lines} == {1: 1, 2: 0, 3: 3, 4: 0}
    assert held.result().blank == 1
    with held.database.reading() as db, (tmp_path / "election.bel").open("wb") as file:
        board.write_archive(db, held.election, file)
    assert verify_archive(tmp_path / "election.bel").ok
    assert BeleniosTool(tmp_path).accepts()


def test_a_late_copy_of_an_earlier_ballot_does_not_undo_the_later_one(hold: Hold) -> None:
    held = hold("open", rule=RULE)
    first, second = held.ballot(0, 1), held.ballot(0, 3)
    send(held, first)
    send(held, second)
    before = everything(held.database)
    assert send(held, first)
    assert everything(held.database) == before
    for place in (1, 2):
        held.vote(place, 3)
    held.close()
    held.count()
    assert {line.candidate.number: line.votes for line in held.result().lines}[1] == 0


def test_without_the_rule_a_second_vote_is_refused(hold: Hold) -> None:
    held = hold("open")
    send(held, held.ballot(0, 1))
    with refused("slip-used"):
        send(held, held.ballot(0, 2))


def test_the_archive_of_a_revote_is_read_with_its_ballots_in_order(hold: Hold) -> None:
    held = hold("open", rule=RULE)
    for marks in ((1,), (2,), (3,)):
        send(held, held.ballot(0, *marks))
    held.close()  # while voting is open the archive holds what a signed head holds
    out = io.BytesIO()
    with held.database.reading() as db:
        board.write_archive(db, held.election, out)
    out.seek(0)
    report = verify_archive(out)
    assert (report.ok, report.ballots, report.voters) == (True, 3, 1)
