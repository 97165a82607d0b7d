"""The tally: nothing altered is counted, each trustee once and rightly, small groups never."""

from __future__ import annotations

import time as clock
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.language.dates import at_tehran
from app.models import BallotIndex, BoardData, BoardEvent, Election
from app.services.acts import journal
from app.services.count import announcement, ballot_box, tally
from app.services.election.rows import find
from app.services.nomination import nomination, withdrawal
from app.services.voting import board
from ballots.ballot import check_ballot, tracker
from ballots.board import BALLOT, ballot_event, end_ballots_event
from ballots.credential import (
    decode_public_credentials,
    encode_public_credentials,
    generate,
    public_credential,
)
from ballots.election import Election as Definition
from ballots.pool import Pool
from ballots.tally import accumulate
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused

Attack = Callable[[Simulation], None]


def counts(held: Simulation) -> dict[int | None, int]:
    return {line.candidate.number: line.votes for line in held.result().lines}


def execute(held: Simulation, statement: object) -> None:
    with held.database.transaction() as db:
        db.execute(statement)  # type: ignore[call-overload]


def stored_ballots(held: Simulation) -> list[tuple[int, str]]:
    """The height and the hash of each ballot on the board."""
    with held.database.reading() as db:
        rows = db.scalars(select(BoardEvent).where(BoardEvent.type == BALLOT).order_by(BoardEvent.height))
        return [(row.height, row.data[0]) for row in rows]


def flip_a_character(held: Simulation) -> None:
    _, digest = stored_ballots(held)[0]
    with held.database.transaction() as db:
        row = db.scalars(select(BoardData).where(BoardData.hash == digest)).one()
        row.content = row.content[:40] + bytes([row.content[40] ^ 1]) + row.content[41:]


def exchange_a_ballot(held: Simulation) -> None:
    """Put another good ballot of the same slip in the place of the first."""
    _, digest = stored_ballots(held)[0]
    execute(held, update(BoardData).where(BoardData.hash == digest).values(content=held.ballot(0, 4)))


def exchange_a_ballot_with_its_events(held: Simulation) -> None:
    """The same, with every later event chained anew, but not the receipt."""
    with held.database.transaction() as db:
        row = find(db, held.election)
        events = list(board.events(db, row.id))
        db.execute(delete(BoardEvent).where(BoardEvent.height > 0))
        made = events[0]
        for place, event in enumerate(events[1:-1]):
            made = ballot_event(made.head, held.ballot(0, 4) if place == 0 else event.data[0])
            board.append(db, row.id, made)
        board.append(db, row.id, end_ballots_event(made.head))


def take_a_ballot_away(held: Simulation) -> None:
    height, _ = stored_ballots(held)[-1]
    execute(held, delete(BoardEvent).where(BoardEvent.height == height))


def take_a_ballot_and_its_receipt_away(held: Simulation) -> None:
    take_a_ballot_away(held)
    execute(held, delete(BallotIndex).where(BallotIndex.tracker == tracker(held.sent[-1])))


def add_a_ballot_without_receipt(held: Simulation) -> None:
    with held.database.transaction() as db:
        row = find(db, held.election)
        board.append(db, row.id, ballot_event(board.need_head(db, row.id), held.ballot(6, 4)))


def add_a_credential(held: Simulation) -> None:
    """A stuffer who knows the database: a credential of one's own in the list that ballots are checked against."""
    own = public_credential(generate(held.random), held.value.uuid)
    publics = [public_credential(one.credential, held.value.uuid) for one in held.slips]
    listed = encode_public_credentials([(public, 1) for public in (*publics, own)])
    execute(held, update(Election).values(credentials=listed))


ATTACKS: list[Attack] = [
    flip_a_character, exchange_a_ballot, exchange_a_ballot_with_its_events, take_a_ballot_away,
    take_a_ballot_and_its_receipt_away, add_a_ballot_without_receipt, add_a_credential,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_what_was_altered_in_the_database_stops_the_count(hold: Hold, attack: Attack) -> None:
    held = hold("closed")
    attack(held)
    before = everything(held.database)
    with refused("board-altered"):
        held.add_up()
    assert everything(held.database) == before


def test_a_count_that_trusts_the_database_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("closed")
    exchange_a_ballot(held)

    def trusting(db: Session, election_id: int, definition: Definition, executor: object) -> ballot_box.Sums:
        known = decode_public_credentials(db.get_one(Election, election_id).credentials or b"")
        stored = [event.data[0] for event in board.events(db, election_id) if event.type == BALLOT]
        checked = [(check_ballot(data, definition, known), 1) for data in stored]
        head = board.need_head(db, election_id)
        sums = accumulate(definition, checked)
        return ballot_box.Sums(head=head, tally=sums, ballots=len(checked), weight=len(checked))

    monkeypatch.setattr(tally, "add_up", trusting)
    held.count()
    assert counts(held)[4] == 1


def test_adding_up_twice_adds_up_once(hold: Hold) -> None:
    held = hold("closed")
    held.add_up()
    before = everything(held.database)
    held.add_up()
    assert everything(held.database) == before


def summed(held: Simulation, executor: Executor | None = None) -> ballot_box.Sums | None:
    with held.database.reading() as db:
        return tally.sum_ballots(db, held.act(), held.election, executor)


def test_sums_of_a_board_that_has_grown_meanwhile_are_not_put_on_it(hold: Hold) -> None:
    held = hold("closed")
    before = summed(held)
    with held.database.transaction() as db:
        row = find(db, held.election, lock=True)
        board.append(db, row.id, ballot_event(board.need_head(db, row.id), b"another"))
    with refused("board-altered"), held.database.transaction() as db:
        tally.encrypt_tally(db, held.act(), held.election, before)


def test_nobody_waits_for_the_writer_while_ballots_are_checked(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """S9: what takes long is done while somebody else writes; putting the sums on the board takes a moment."""
    held, waited = hold("closed"), []

    def slowly(*given: Any, **more: Any) -> ballot_box.Sums:
        begun = clock.monotonic()
        with Database(str(held.database.engine.url)).transaction() as db:  # as another process
            find(db, held.election, lock=True)
        waited.append(clock.monotonic() - begun)
        return ballot_box.add_up(*given, **more)

    monkeypatch.setattr(tally, "add_up", slowly)
    held.add_up()
    assert waited[0] < 0.3


def test_a_count_under_the_writer_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("closed")
    free = []

    def slowly(*given: Any, **more: Any) -> ballot_box.Sums:
        free.append(held.database._writer is not None and not held.database._writer._is_owned())  # type: ignore[attr-defined]
        return ballot_box.add_up(*given, **more)

    monkeypatch.setattr(tally, "add_up", slowly)
    with held.database.transaction() as db:
        tally.sum_ballots(db, held.act(), held.election)
    held.add_up()
    assert free == [False, True]


def test_a_lost_pool_says_nothing_against_the_board_and_the_count_is_repeated(hold: Hold) -> None:
    held, pool = hold("closed"), Pool(1)
    pool.shutdown()
    with refused("count-unfinished"):
        summed(held, pool)
    pool = Pool(1)
    assert summed(held, pool) == summed(held)
    pool.shutdown()


@pytest.mark.parametrize("cast", [0, 1, 2])
def test_too_few_ballots_are_not_counted(hold: Hold, cast: int) -> None:
    held = hold("open")
    for place in range(cast):
        held.vote(place, 1)
    held.close()
    with refused("small-group"):
        held.add_up()
    assert held.phase == "closed"


def test_blank_votes_are_counted_apart(hold: Hold) -> None:
    held = hold("tallied", votes=((1,), (), (), (2,), (1,)))
    assert (held.result().blank, held.result().cast) == (2, 5)
    assert counts(held) == {1: 2, 2: 1, 3: 0, 4: 0}


def test_who_withdrew_after_freezing_is_never_seated(hold: Hold) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        first = nomination.candidates(db, held.election)[0]
        withdrawal.withdraw(db, held.two(), held.election, first.id, "سفر")
    before = everything(held.database)
    with held.database.transaction() as db:
        withdrawal.withdraw(db, held.two(), held.election, first.id, "سفر")
    assert everything(held.database) == before
    held.to("final")
    assert [line.outcome for line in held.result().lines if line.candidate.id == first.id] == ["withdrawn"]
    assert [line.candidate.number for line in held.result().seated] == [2, 3]


def test_more_seats_than_candidates_leave_seats_vacant(hold: Hold) -> None:
    held = hold(rule=replace(SMALL_RULE, seats=9, alternates=0), votes=((1, 2), (1, 2), (1, 3), (1, 4), (2, 3))).to(
        "final"
    )
    assert held.result().vacant == 5
    assert len(held.result().seated) == 4


def test_no_result_is_told_before_every_share_is_in(hold: Hold) -> None:
    held = hold()
    for phase in ("open", "closed"):
        held.to(phase)
        with refused("phase-wrong"):
            held.result()
    assert held.value.counts is None


def certify(held: Simulation) -> None:
    with held.database.transaction() as db:
        announcement.certify(db, held.two(), held.election)


def kinds(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        return [entry.kind for entry in journal.entries(db, find(db, held.election).id)]


def test_within_the_time_for_objections_a_result_is_final_only_when_they_were_waived(hold: Hold) -> None:
    held = hold("provisional")
    assert held.value.objections_until is not None
    before = everything(held.database)
    with refused("objections-open"):
        certify(held)
    assert everything(held.database) == before
    held.waive()
    certify(held)
    assert kinds(held)[:2] == ["phase-changed", "objections-waived"]


def test_after_the_time_for_objections_nothing_need_be_waived(hold: Hold) -> None:
    held = hold("provisional")
    until = held.value.objections_until
    assert until is not None
    held.now = at_tehran(until, time(23, 59, 59))
    with refused("objections-open"):
        certify(held)
    held.wait(seconds=1)
    certify(held)
    assert held.phase == "final"
    assert "objections-waived" not in kinds(held)
