"""Random elections counted in four ways agree; a count, a sum or a record that is wrong is caught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ballots import board
from ballots.counting import plurality
from tests.fuzz import counting
from tests.fuzz.counting import DifferenceError, compare, compare_counts, drawn
from tests.support.archives import Link, archive, board_events, chain, links
from tests.support.belenios_tool import BeleniosTool, installed_version

AGREEING = range(6)
VARIED = range(200)


@pytest.mark.parametrize("number", AGREEING)
def test_votes_ballots_and_the_reference_program_agree(number: int) -> None:
    compare(number)


def test_the_two_hundred_elections_differ_and_hold_what_is_hard() -> None:
    made = [drawn(number) for number in VARIED]
    asked = [question for one in made for question in one.small.election.questions]
    assert {len(question.answers) for question in asked} == {2, 3, 4, 5}
    assert {len(one.small.credentials) for one in made} == set(range(1, 9))
    for hard in (
        sum(question.blank for question in asked),
        sum(len(set(one.small.weights)) > 1 for one in made),
        sum(len(dict(one.votes)) < len(one.votes) for one in made),
        sum(len(one.votes) < len(one.small.credentials) for one in made),
        sum(len(one.small.election.questions) > 1 for one in made),
        sum(len(set(row)) < len(row) for one in made for row in one.sums()),
    ):
        assert hard > 20


def test_the_votes_decide_the_sums() -> None:
    one = drawn(2)
    voter, marks = one.votes[-1]
    turned = tuple((*row[:-1], 1 - row[-1]) for row in marks)
    assert replace(one, votes=[*one.votes[:-1], (voter, turned)]).sums() != one.sums()


# --- Something is wrong -----------------------------------------------------------------------------------


def test_a_sum_that_forgets_a_weight_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    number = next(number for number in VARIED if set(drawn(number).small.weights) > {1} and drawn(number).votes)
    monkeypatch.setattr(counting, "decode_result", lambda data, _: _less_one(json.loads(data)["result"]))
    with pytest.raises(DifferenceError, match="the votes give"):
        compare(number)


def _less_one(rows: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(max(0, count - 1) for count in row) for row in rows)


@pytest.mark.parametrize(
    ("event_type", "said"),
    [(board.RESULT, "compute-result"), (board.ENCRYPTED_TALLY, "compute-encrypted-tally")],
)
def test_a_record_that_says_another_count_is_caught(
    event_type: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = drawn(0)
    events = board_events(one.small, one.votes)
    data = list(links(events))
    at = [link.type for link in data].index(event_type)
    data[at] = Link(event_type, tuple(content.replace(b"1", b"2", 1) for content in data[at].data))
    with pytest.raises(DifferenceError, match=said):
        counting._compare_with_tool(BeleniosTool(tmp_path), chain(data), 0)


def test_a_record_that_the_reference_program_refuses_is_caught(tmp_path: Path) -> None:
    one = drawn(0)
    events = board_events(one.small, one.votes)
    tool = Refusing(tmp_path)
    with pytest.raises(DifferenceError, match="refuses the record"):
        counting._compare_with_tool(tool, events, 0)
    assert (tmp_path / "record.bel").read_bytes() == archive(events)


class Refusing(BeleniosTool):
    """The reference program, but it finds fault with every record."""

    def accepts(self) -> bool:
        return False


def test_a_wrong_count_of_seats_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare_counts(range(500)) > 50
    monkeypatch.setattr(plurality, "_decides", lambda *_: False)
    with pytest.raises(DifferenceError):
        compare_counts(range(500))


def test_both_parts_run_on_processes() -> None:
    lines: Sequence[str] = list(counting.run(2, 700, 0, 2))
    assert lines[0].startswith(f"2 elections: votes, ballots and belenios-tool {installed_version()} agree")
    assert lines[1].startswith("700 counts of seats: both agree")
