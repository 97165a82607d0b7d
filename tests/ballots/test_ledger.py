"""The ballots of an audit: the last one counts, any executor will do, the first fault is the one named."""

import io
import json
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from ballots import board
from ballots.archive_errors import CheckStoppedError
from ballots.board import BoardEvent
from ballots.checks import Verdict
from ballots.verify import verify_archive
from tests.support.archives import Link, archive, board_events, chain, links, verify_bytes
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=3)


def with_wrong_hash(ballot: bytes) -> bytes:
    value = json.loads(ballot)
    value["signature"]["hash"] = "A" * 43
    return json.dumps(value, separators=(",", ":")).encode()


def test_the_last_ballot_of_a_voter_counts_with_the_voters_weight() -> None:
    small = small_election(question(2, 0, 1), voters=3, weights=(5, 1, 2))
    votes = [(0, ((1, 0),)), (1, ((1, 0),)), (0, ((0, 1),)), (2, ((0, 1),)), (0, ((0, 0),)), (1, ((0, 1),))]
    report = verify_bytes(archive(board_events(small, votes)))
    assert report.ok
    assert report.result == ((0, 3),)
    assert (report.ballots, report.voters, report.weight) == (6, 3, 8)


def test_a_board_without_ballots_is_accepted_with_a_result_of_zeros() -> None:
    report = verify_bytes(archive(board_events(SMALL, [])))
    assert report.ok
    assert report.result == ((0, 0),)


def outside_the_group(ballot: bytes, **fields: str) -> bytes:
    value = json.loads(ballot)
    value["answers"][0]["choices"][1]["beta"] = "5"
    return json.dumps(value | fields, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "element-not-in-group"),
        ({"credential": "1"}, "element-not-in-group"),
        ({"credential": "01"}, "encoding-number-format"),
        ({"credential": "x"}, "encoding-number-format"),
        ({"credential": "5"}, "element-not-in-group"),
    ],
)
def test_of_several_faults_of_a_ballot_that_of_its_form_is_named(fields: dict[str, str], code: str) -> None:
    """Without the last entry's fault these are refused for the first entry's proof (4.4) or the voter (4.2)."""
    setup, ballot = links(board_events(SMALL, [(0, ((1, 0),))]))[:2]
    first = json.loads(ballot.data[0])
    first["answers"][0]["individual_proofs"][0].reverse()
    wrong = outside_the_group(json.dumps(first).encode(), **fields)
    report = verify_bytes(archive(chain([setup, Link(board.BALLOT, (wrong,))])))
    refused = [check.number for check in report.checks if check.verdict is Verdict.REFUSED]
    assert (report.code, refused) == (code, ["4.1"])


# Executors


class Watched(Executor):
    """Runs at once and remembers how many results were not yet taken."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        taken = future.result

        def take(timeout: float | None = None) -> Any:
            self.waiting -= 1
            return taken(timeout)

        future.result = take  # type: ignore[method-assign]
        return future


def many_ballots(voters: int = 20) -> tuple[BoardEvent, ...]:
    small = small_election(question(1, 0, 1), voters=voters, trustees=1)
    return board_events(small, [(voter, ((voter % 2,),)) for voter in range(voters)])


def test_any_executor_gives_the_same_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.ledger.ENTRIES", 8)
    events = many_ballots()
    source = archive(events)
    alone = verify_bytes(source)
    assert alone.ok
    assert alone.result == ((10,),)
    with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(2) as threads:
        for executor in (processes, threads):
            assert verify_archive(io.BytesIO(source), executor) == alone


def test_no_more_chunks_are_in_flight_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.ledger.ENTRIES", 8)
    watched = Watched()
    events = many_ballots(40)
    assert verify_archive(io.BytesIO(archive(events)), watched, in_flight=2).ok
    assert watched.most == 2


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize("entries", [4, 300])
def test_of_several_faults_the_first_on_the_board_is_named(
    parallel: bool, entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.ledger.ENTRIES", entries)
    events = many_ballots()
    said = links(events)
    said[3] = Link(board.BALLOT, (with_wrong_hash(said[3].data[0]),))
    said[5] = Link(board.BALLOT, (b"{}",))
    damaged = archive(chain(said[:7])) + b"cut"
    executor = ThreadPoolExecutor(2) if parallel else None
    report = verify_archive(io.BytesIO(damaged), executor)
    assert report.code == "ballot-hash"
    assert report.detail.startswith("height 3: ")


class Stopped(Executor):
    """Loses its worker."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(RuntimeError("lost"))
        return future


def test_a_lost_worker_is_not_a_refusal() -> None:
    events = board_events(SMALL, [(0, ((1, 0),))])
    with pytest.raises(CheckStoppedError):
        verify_archive(io.BytesIO(archive(events)), Stopped())
