"""Casting: each slip once however many try at once, a retry gets its receipt, and nothing late, foreign or altered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import DateTime, func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, BoardData, BoardEvent, ChallengeCount, Election, Slip
from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.voting import ballot, board
from app.services.voting.slip import SLIP_USED, need_open
from ballots.ballot import Ballot, tracker
from ballots.board import ballot_event
from ballots.record.receipt import decode_receipt, verify_receipt
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

TRIES = 8


def at_once(jobs: list[Callable[[], ballot.Receipt]]) -> list[str]:
    """What each job got when all begin together: its tracker with "*" when repeated, or the code of its refusal."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], ballot.Receipt]) -> str:
        start.wait()
        try:
            receipt = job()
        except Refused as refusal:
            return refusal.code
        return receipt.tracker + ("*" if receipt.repeated else "")

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def rival_ballots(held: Simulation, place: int = 0, count: int = TRIES) -> list[Ballot]:
    """Different ballots of one slip, all good."""
    return [held.check(held.ballot(place, 1 + number % 4)) for number in range(count)]


def caster(held: Simulation, checked: Ballot) -> Callable[[], ballot.Receipt]:
    def cast() -> ballot.Receipt:
        with held.database.transaction() as db:
            return ballot.cast(db, held.election, checked, signer=held.signer)

    return cast


def ballots_on_board(held: Simulation) -> int:
    with held.database.reading() as db:
        return db.scalar(select(func.count()).where(BoardEvent.type == "Ballot")) or 0


def test_one_slip_on_many_tablets_at_once_gives_exactly_one_ballot(hold_on_both: Hold) -> None:
    held = hold_on_both("open")
    for place in range(3):
        got = at_once([caster(held, checked) for checked in rival_ballots(held, place)])
        assert got.count("slip-used") == TRIES - 1
        assert ballots_on_board(held) == held.value.cast == place + 1


def test_many_slips_at_once_make_one_unbroken_chain(hold_on_both: Hold) -> None:
    held = hold_on_both("open")
    checked = [held.check(held.ballot(place, 1)) for place in range(5)]
    got = at_once([caster(held, one) for one in checked for _ in range(2)])
    assert sum(not receipt.endswith("*") for receipt in got) == 5
    assert {receipt.rstrip("*") for receipt in got} == {tracker(one.raw) for one in checked}
    with held.database.reading() as db:
        events = list(board.events(db, find(db, held.election).id))
    assert [event.parent for event in events[1:]] == [event.hash for event in events[:-1]]
    held.close()
    held.to("final")


def test_a_cast_that_looks_first_and_writes_later_is_caught(hold_on_both: Hold) -> None:
    held = hold_on_both("open")
    looked = threading.Barrier(3)

    def naive(checked: Ballot) -> Callable[[], ballot.Receipt]:
        def cast() -> ballot.Receipt:
            used = ballots_on_board(held) > 0
            looked.wait(timeout=60)
            if used:
                raise Refused(SLIP_USED)
            with held.database.transaction() as db:
                row = find(db, held.election, lock=True)
                board.append(db, row.id, ballot_event(board.need_head(db, row.id), checked.raw))
            return ballot.Receipt(tracker=tracker(checked.raw), repeated=False, signed="")

        return cast

    got = at_once([naive(checked) for checked in rival_ballots(held, count=3)])
    assert got.count("slip-used") == 0
    assert ballots_on_board(held) == 3


def test_the_law_of_one_ballot_a_credential_stands_in_the_table_too(hold_on_both: Hold) -> None:
    held = hold_on_both("open")
    held.vote(0, 1)
    with held.database.reading() as db:
        digest = db.scalar(select(BallotIndex.credential))
    with pytest.raises(Exception, match=r"(?i)unique"), held.database.transaction() as db:
        db.add(BallotIndex(election_id=held.value.id, credential=digest, tracker="another"))


def test_the_same_bytes_again_get_the_same_receipt_and_other_bytes_are_refused(hold: Hold) -> None:
    held = hold("open")
    data = held.ballot(0, 1, 2)
    first = held.cast(data)
    before = everything(held.database)
    for _ in range(2):
        again = held.cast(data)
        assert (again.tracker, again.repeated, again.signed) == (first.tracker, True, first.signed)
    with refused("slip-used"):
        held.vote(0, 1, 2)
    assert everything(held.database) == before
    assert first.tracker == tracker(data)


def test_a_receipt_names_election_and_ballot_and_is_signed_by_the_board(hold: Hold) -> None:
    held = hold("open")
    given = held.vote(0, 1)
    said = decode_receipt(given.signed)
    verify_receipt(said, held.signer.private.public_key())
    assert (said.fingerprint, said.tracker) == (held.value.fingerprint, given.tracker)


def test_a_retry_in_any_later_phase_gets_the_very_receipt(hold: Hold) -> None:
    held = hold("open")
    data = held.ballot(0, 1)
    first = held.cast(data)
    for marks in ((1, 2), (1, 2), (1, 3)):
        held.vote(len(held.sent), *marks)
    for phase in ("closed", "tallied", "provisional", "final"):
        held.to(phase) if phase != "closed" else held.close()
        before = everything(held.database)
        again = held.cast(data)
        assert (again.repeated, again.signed) == (True, first.signed), phase
        assert everything(held.database) == before
    with refused("election-closed"):
        held.vote(4, 1)


def test_a_retry_gets_its_receipt_though_its_slip_is_used(hold: Hold) -> None:
    held = hold("open")
    data = held.ballot(0, 1)
    first = held.cast(data)
    held.wait(days=31)
    assert held.cast(data).signed == first.signed
    with refused("slip-used"):
        held.vote(0, 1)


def test_a_cast_that_asks_for_the_phase_first_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whoever lost the answer at closing time would never learn that the vote counts."""
    held = hold("open")
    data = held.ballot(0, 1)
    held.cast(data)
    held.close()
    holds = board.holds

    def late(db: Session, election_id: int, content: bytes) -> bool:
        need_open(db.get_one(Election, election_id).phase)
        return holds(db, election_id, content)

    monkeypatch.setattr(board, "holds", late)
    with refused("election-closed"):
        held.cast(data)


def test_no_ballot_is_taken_before_opening_or_after_closing(hold: Hold) -> None:
    held = hold("frozen")
    held.print()
    held.seal()
    early = held.ballot(0, 1)
    with refused("election-not-open"):
        held.cast(early)
    held.pass_tests()
    held.open_poll()
    late = held.ballot(1, 1)
    held.close()
    before = everything(held.database)
    for data in (early, late):
        with refused("election-closed"):
            held.cast(data)
    assert everything(held.database) == before


def test_a_ballot_from_the_board_is_not_cast_with_another_slip(hold: Hold) -> None:
    """A4: the proofs are bound to the credential, which alone says whose ballot it is."""
    held = hold("open")
    data = held.ballot(0, 1)
    held.cast(data)
    mine, other = (held.check(held.ballot(place, 1)).credential for place in (0, 1))
    with refused("ballot-invalid"):
        held.check(data.replace(mine.encode(), other.encode()))
    assert held.value.cast == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b" ", lambda data: b" " + data, lambda data: data[:-1],
        lambda data: b"", lambda data: b"{}",
        lambda data: data.replace(b'"alpha":"', b'"alpha":"0', 1), lambda data: data.replace(b":", b": ", 1),
        lambda data: data.replace(b'"alpha"', b'"beta"', 1), lambda data: data + data,
        lambda data: data.replace(b'"alpha":"', b'"alpha":"+', 1), lambda data: b"[" * 100_000,
        lambda data: data.replace(b'"alpha":"', b'"alpha":"' + b"9" * 5000, 1),
    ],
)  # fmt: skip
def test_a_ballot_with_any_other_bytes_is_refused(hold: Hold, spoil: Callable[[bytes], bytes]) -> None:
    held = hold("open")
    with refused("ballot-invalid"):
        held.check(spoil(held.ballot(0, 1, 2)))
    assert held.value.cast == 0


def test_a_poll_that_closes_while_ballots_arrive_counts_each_receipt_and_nothing_else(hold_on_both: Hold) -> None:
    held = hold_on_both("open")
    checked = [held.check(held.ballot(place, 1)) for place in range(5)]
    casts = [caster(held, one) for one in checked]

    def close() -> ballot.Receipt:
        held.close()
        return ballot.Receipt(tracker="closed", repeated=False, signed="")

    got = at_once([*casts[:2], close, *casts[2:]])
    acknowledged = set(got) - {"closed", "election-closed"}
    with held.database.reading() as db:
        row = find(db, held.election)
        assert set(board.trackers(db, row.id).values()) == acknowledged
        events = list(board.events(db, row.id))
    assert events[-1].type == "EndBallots"
    assert len(events) == len(acknowledged) + 2
    assert held.value.accounting is not None
    assert held.value.accounting["cast"] == len(acknowledged)


def test_nothing_that_is_stored_with_a_ballot_tells_a_time_a_name_or_a_place() -> None:
    for model in (BallotIndex, BoardEvent, BoardData, Slip, ChallengeCount):
        for column in model.__table__.columns:
            assert not isinstance(column.type, DateTime), column
            assert column.type.python_type is not datetime, column
            assert not column.name.endswith(("_at", "address", "officer_id", "delegate_id")), column


def test_casting_writes_no_line_into_the_journal(hold: Hold) -> None:
    held = hold("open")
    before = everything(held.database)["journal"]
    held.vote(0, 1)
    assert everything(held.database)["journal"] == before


def test_the_rows_of_used_credentials_lie_in_no_order_of_time(hold: Hold) -> None:
    """B1: the table has no row number of its own on SQLite; its order is that of the digests."""
    held = hold("open", delegates=6)
    for place in range(6):
        held.vote(place, 1)
    with held.database.reading() as db:
        digests = list(db.scalars(select(BallotIndex.credential)))
        assert digests == sorted(digests)
        with pytest.raises(Exception, match="rowid"):
            db.connection().exec_driver_sql("select rowid from ballot")
