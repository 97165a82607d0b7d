"""The board's search: a ballot is found by the beginning of its tracker, and a fragment is never called lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import BoardEvent
from app.services import board
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation
from tests.support.visitors import open_site


def found(held: Simulation, beginning: str) -> list[int]:
    with held.database.reading() as db:
        return [one.height for one in board.find_ballots(db, held.election, beginning)]


def groups(tracker: str) -> str:
    return " ".join(tracker[start : start + 4] for start in range(0, len(tracker), 4))


def test_a_ballot_is_found_by_its_tracker_however_it_was_noted(hold: Hold) -> None:
    held = hold("open")
    trackers = [held.vote(place, 1).tracker for place in range(4)]
    for height, tracker in enumerate(trackers, start=1):
        for noted in (tracker, groups(tracker), tracker[:8], f" {groups(tracker[:8])} ", tracker[:20]):
            assert found(held, noted) == [height], noted


def test_fewer_characters_another_case_or_more_than_a_tracker_find_nothing(hold: Hold) -> None:
    held = hold("open")
    tracker = held.vote(0, 1).tracker
    for noted in ("", tracker[:7], tracker[:12].swapcase(), tracker + "A", "%", "_" * 8, "ابجدهوزح"):
        assert found(held, noted) == [], noted


def test_all_ballots_that_begin_so_are_told(hold: Hold) -> None:
    held = hold("open")
    trackers = [held.vote(place, 1).tracker for place in range(2)]
    with held.database.transaction() as db:
        first, second = db.scalars(select(BoardEvent).where(BoardEvent.type == "Ballot").order_by(BoardEvent.height))
        second.data = [*second.data[:-1], first.data[-1][:16] + second.data[-1][16:]]
    assert found(held, trackers[0][:8]) == [1, 2]
    assert found(held, trackers[0]) == [1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("{}", "Your ballot is in the box"), ("{:.8}", "Your ballot is in the box"), ("{:.5}", "too little"),
        ("AAAABBBBCC", "No tracker on the board begins so"), ("A" * 43, "was not cast"),
    ],
)  # fmt: skip
def test_the_page_answers_and_keeps_its_list(tmp_path: Path, asked: str, said: str) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    tracker = held.vote(0, 1).tracker
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    query = {"tracker": asked.format(tracker)}
    page = visitor.get(f"/elections/{held.election}/board", query_string=query).text
    assert said in page
    assert ("was not cast" in page) == (said == "was not cast")
    assert page.count("<tr>") == 3  # the head, the ballot, the confirmed slips


def test_the_reason_of_a_discrepancy_stands_on_the_board(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    address = f"/elections/{held.election}/board"
    for place in range(3):
        held.vote(place, 1)
    held.close(unused=1, reason="یک تعرفه در تالار گم شد")
    assert "یک تعرفه در تالار گم شد" in site.visitor().get(address).text
