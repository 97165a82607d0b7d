"""The board's search, and what of the board everybody sees: while voting is open, what was signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.text import digits
from app.models import BoardEvent
from app.services.voting import board
from app.services.voting.checkpoint import LEAST_BALLOTS
from ballots.short import COMPARE, FIND, WHOLE, Kind, grouped, short
from tests.services.conftest import Hold
from tests.support.archives import verify_bytes
from tests.support.assemblies import Simulation
from tests.support.visitors import open_site


def voted(held: Simulation, number: int = 4) -> list[str]:
    """Let so many vote, and close: the trackers, which everybody can find then."""
    trackers = [held.vote(place, 1).tracker for place in range(number)]
    held.close()
    return trackers


def found(held: Simulation, beginning: str) -> list[int]:
    with held.database.reading() as db:
        return [one.height for one in board.find_ballots(db, held.election, beginning)]


def groups(tracker: str) -> str:
    return " ".join(tracker[start : start + 4] for start in range(0, len(tracker), 4))


def test_a_ballot_is_found_by_its_tracker_however_it_was_noted(hold: Hold) -> None:
    held = hold("open")
    for height, tracker in enumerate(voted(held), start=1):
        for noted in (tracker, groups(tracker), tracker[:8], f" {groups(tracker[:8])} ", tracker[:20]):
            assert found(held, noted) == [height], noted


def test_a_ballot_is_found_by_its_twelve_digits_in_every_script(hold: Hold) -> None:
    held = hold("open")
    for height, tracker in enumerate(voted(held), start=1):
        twelve = short(Kind.TRACKER, tracker, FIND)
        more = (short(Kind.TRACKER, tracker, COMPARE), short(Kind.TRACKER, tracker, WHOLE))
        for noted in (twelve, grouped(twelve), digits(twelve, "fa"), digits(grouped(twelve), "ar"), *more):
            assert found(held, noted) == [height], noted
        with held.database.reading() as db:
            (one,) = board.find_ballots(db, held.election, twelve)
        assert (one.tracker, one.digits) == (tracker, twelve)
        assert found(held, twelve[:-1]) == []


def test_a_tracker_noted_in_another_case_or_with_look_alikes_is_asked_about(hold: Hold) -> None:
    """B29: it is found as one that looks so, and as no other."""
    held = hold("open")
    seen = str.maketrans("0O1lI", "O0lI1")
    for height, tracker in enumerate(voted(held), start=1):
        for noted in (tracker[:10].lower(), tracker.swapcase(), groups(tracker.translate(seen))):
            with held.database.reading() as db:
                alike = [one.height for one in board.find_ballots(db, held.election, noted, alike=True)]
            assert alike == [height], noted
        assert found(held, tracker.swapcase()) == []


def test_fewer_characters_another_case_or_more_than_a_tracker_find_nothing(hold: Hold) -> None:
    held = hold("open")
    (tracker,) = voted(held, 1)
    for noted in ("", tracker[:7], tracker[:12].swapcase(), tracker + "A", "%", "_" * 8, "ابجدهوزح", "0" * 12):
        assert found(held, noted) == [], noted


def test_all_ballots_that_begin_so_are_told(hold: Hold) -> None:
    held = hold("open")
    trackers = voted(held, 2)
    with held.database.transaction() as db:
        first, second = db.scalars(select(BoardEvent).where(BoardEvent.type == "Ballot").order_by(BoardEvent.height))
        second.data = [*second.data[:-1], first.data[-1][:16] + second.data[-1][16:]]
    assert found(held, trackers[0][:8]) == [1, 2]
    assert found(held, trackers[0]) == [1]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("A" * 43, True), ("A" * 42, False), ("1234 5678 9012", True), ("۱۲۳۴۵۶۷۸۹۰۱۲", True), ("12345678901", False),
        ("", False), ("A" * 44, False), ("1234 5678 901a", False),
    ],
)  # fmt: skip
def test_it_is_known_what_a_whole_tracker_is(typed: str, whole: bool) -> None:
    assert board.is_whole(typed) == whole


# While voting is open


def seen(held: Simulation) -> tuple[int, int, int]:
    """What everybody sees: entries, votes cast, votes that wait."""
    with held.database.reading() as db:
        value = board.look(db, held.election)
    assert len(value.events) == (value.height or 0) + 1
    return len(value.events), value.cast, value.waiting


def test_while_voting_is_open_only_the_number_moves(hold: Hold) -> None:
    """Whoever watches tablets and board cannot tell which tracker came just now."""
    held = hold("open", delegates=8)
    before = held.archive()
    trackers = []
    for number in range(1, LEAST_BALLOTS):
        trackers.append(held.vote(number, 1).tracker)
        held.wait(minutes=30)
        held.sign()
        assert seen(held) == (1, number, number)
        assert held.archive() == before
        assert found(held, trackers[-1]) == []
    trackers.append(held.vote(0, 1).tracker)
    assert found(held, trackers[0]) == []
    held.sign()
    assert seen(held) == (LEAST_BALLOTS + 1, LEAST_BALLOTS, 0)
    assert [found(held, tracker) for tracker in trackers] == [[height] for height in range(1, LEAST_BALLOTS + 1)]
    assert verify_bytes(held.archive()).ballots == LEAST_BALLOTS
    held.vote(LEAST_BALLOTS, 2)
    assert seen(held) == (LEAST_BALLOTS + 1, LEAST_BALLOTS + 1, 1)


def test_after_the_closing_everything_is_seen_at_once(hold: Hold) -> None:
    held = hold("open")
    trackers = voted(held, 3)
    assert seen(held) == (5, 3, 0)
    assert [found(held, tracker) for tracker in trackers] == [[1], [2], [3]]
    assert verify_bytes(held.archive()).ballots == 3


def test_a_board_that_shows_its_very_end_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    def live(db: Session, election_id: int) -> int:
        top = board.head(db, election_id)
        assert top is not None
        return top.height

    monkeypatch.setattr(board, "_public_height", live)
    held = hold("open")
    tracker = held.vote(0, 1).tracker
    assert seen(held) == (2, 1, 0)
    assert found(held, tracker) == [1]


# The page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("{}", "Your vote is in the box"), ("{:.8}", "Your vote is in the box"), ("{:.5}", "too little"),
        ("AAAABBBBCC", "No tracker on the board begins so"), ("A" * 43, "no vote with this tracker is on the board"),
        ("000000000000", "no vote with this tracker is on the board"),
    ],
)  # fmt: skip
def test_the_page_answers_and_keeps_its_list(tmp_path: Path, asked: str, said: str) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    (tracker,) = voted(held, 1)
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    query = {"tracker": asked.format(tracker)}
    page = visitor.get(f"/elections/{held.election}/board", query_string=query).text
    assert said in page
    assert ("no vote with this tracker" in page) == said.startswith("no vote")
    assert page.count("<tr>") == 4  # the head, the closing, the ballot, the confirmed slips


def test_a_ballot_that_waits_is_not_called_missing(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    tracker = held.vote(0, 1).tracker
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    page = visitor.get(f"/elections/{held.election}/board", query_string={"tracker": tracker}).text
    assert "1 vote waits for the next signed entry" in page
    assert "Not among the signed entries yet" in page
    assert "no vote with this tracker" not in page
    shown = page.replace(f'value="{tracker}"', "")  # but for the field in which it was typed
    assert tracker not in shown
    assert short(Kind.TRACKER, tracker, 4) not in shown


def test_the_reason_of_a_discrepancy_stands_on_the_board(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    address = f"/elections/{held.election}/board"
    for place in range(3):
        held.vote(place, 1)
    held.close(unused=held.unused()[:-1], reason="یک تعرفه در تالار گم شد")
    assert "یک تعرفه در تالار گم شد" in site.visitor().get(address).text
