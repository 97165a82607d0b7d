"""`lots.json`: every drawing repeats from its digits, and is of the tie that was open at its turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ballots import board
from ballots.checks import Report, Verdict
from ballots.counting.lots import Method, draw, draw_order, order_seed
from ballots.errors import BallotsError, ShapeError
from ballots.record import container
from ballots.record.lots import Lots, OrderDraw, TieDraw, decode_lots
from ballots.record.verify import verify_path
from tests.support.elections import question, small_election
from tests.support.records import Publisher, publish, put_folder

DIGITS = "0061384415"
DICE = "352461"


@cache
def held() -> Publisher:
    """Two candidates, one vote each: the seat is drawn."""
    return publish(((0, ((1, 0),)), (1, ((0, 1),))), voters=3, trustees=1)


def tie(method: Method = Method.BALLS, digits: str = DIGITS) -> TieDraw:
    kind = board.ENCRYPTED_TALLY if method is Method.BALLS else board.RESULT
    drawn = draw_order((0, 1), digits, held().events[held().height(kind)].hash, 1, method)
    return TieDraw(method=method, rank=1, tied=(1, 2), digits=digits, drawn=tuple(one + 1 for one in drawn))


def order(method: Method = Method.BALLS, digits: str = DIGITS) -> OrderDraw:
    """Digits, the last of them tried out, that give the order of the election's answers."""
    answers = held().small.election.questions[0].answers
    for last in "123456":
        for listed in (answers, answers[::-1]):
            said = digits[:-1] + last
            drawn = draw(order_seed(said, listed, method), 2, 2)
            if tuple(listed[place - 1] for place in drawn) == answers:
                return OrderDraw(method=method, digits=said, listed=listed, drawn=drawn)
    raise AssertionError("one of twelve drawings gives the order")


def good() -> Lots:
    return Lots(seats=1, alternates=1, order=order(), ties=(tie(),))


def check(lots: Lots, folder: Path, height: int | None = None, publisher: Publisher | None = None) -> Report:
    files = {**(publisher or held()).files(height), container.LOTS: lots.to_bytes()}
    return verify_path(put_folder(files, folder / "record"))


def test_drawings_are_repeated_and_said(tmp_path: Path) -> None:
    report = check(good(), tmp_path)
    assert report.ok, report.detail
    assert [one.detail for one in report.checks if one.number == "8.5"] == [
        "the order on the ballot and 1 ties, repeated"
    ]
    assert decode_lots(good().to_bytes()) == good()


def test_drawings_by_dice_of_earlier_elections_still_repeat(tmp_path: Path) -> None:
    old = Lots(seats=1, alternates=1, order=order(Method.DICE, DICE), ties=(tie(Method.DICE, DICE),))
    assert check(old, tmp_path).ok


def test_before_the_result_only_the_order_is_drawn(tmp_path: Path) -> None:
    early = held().height(board.END_BALLOTS)
    assert check(Lots(seats=1, alternates=1, order=order()), tmp_path, early).ok
    assert check(good(), tmp_path, early).code == "lots-election"


def test_in_an_election_of_two_questions_nothing_is_drawn(tmp_path: Path) -> None:
    small = small_election(question(2, 0, 1), question(2, 0, 1), voters=2, trustees=1)
    setup = board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes)
    assert check(Lots(seats=1, alternates=0), tmp_path, publisher=Publisher(small, (setup,))).code == "lots-election"


WRONG: dict[str, tuple[Callable[[Lots], Lots], str]] = {
    "another order drawn": (lambda one: replace(one, ties=(replace(tie(), drawn=tie().drawn[::-1]),)), "lots-tie"),
    "other digits": (lambda one: replace(one, ties=(replace(tie(), digits="0061384416"[::-1]),)), "lots-tie"),
    "too few digits": (lambda one: replace(one, ties=(replace(tie(), digits="006138441"),)), "lots-tie"),
    "another rank": (lambda one: replace(one, ties=(replace(tie(), rank=2),)), "lots-tie"),
    "balls called dice": (lambda one: replace(one, ties=(replace(tie(), method=Method.DICE),)), "lots-tie"),
    "a tie that is not open": (lambda one: replace(one, ties=(tie(), tie())), "lots-tie"),
    "a tie that decides nothing": (lambda one: replace(one, seats=2, alternates=0), "lots-tie"),
    "one of the tied withdrew": (lambda one: replace(one, withdrawn=(1,)), "lots-tie"),
    "a candidate that is none": (lambda one: replace(one, withdrawn=(3,)), "lots-tie"),
    "another order on the ballot": (
        lambda one: replace(one, order=replace(order(), drawn=order().drawn[::-1])), "lots-order",
    ),
    "another list": (lambda one: replace(one, order=replace(order(), listed=order().listed[::-1])), "lots-order"),
    "too few balls for the order": (lambda one: replace(one, order=replace(order(), digits="12345")), "lots-order"),
    "a name of two lines": (lambda one: replace(one, order=replace(order(), listed=("a\nb", "c"))), "lots-order"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_drawing_with_one_thing_wrong_is_refused(name: str, tmp_path: Path) -> None:
    change, code = WRONG[name]
    report = check(change(good()), tmp_path)
    refused = [one.number for one in report.checks if one.verdict is Verdict.REFUSED]
    assert (report.code, refused) == (code, ["8.5"])


def spelt(change: Callable[[dict[str, Any]], object]) -> bytes:
    said = json.loads(good().to_bytes())
    change(said)
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(seats=0), lambda said: said.update(seats=1001), lambda said: said.update(more=1),
        lambda said: said.update(withdrawn=[2, 1]), lambda said: said.update(withdrawn=[1, 1]),
        lambda said: said["ties"][0].update(tied=[2, 1]), lambda said: said["ties"][0].update(method="coins"),
        lambda said: said["ties"][0].update(digits=5), lambda said: said["order"].update(listed=[]),
        lambda said: said["order"].update(drawn=[0]), lambda said: said.pop("ties"), lambda said: said.update(order={}),
    ],
)  # fmt: skip
def test_what_is_no_list_of_drawings_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(BallotsError):
        decode_lots(spelt(change))


@pytest.mark.parametrize("method", [["balls"], [], {}, {"balls": 1}, 7, True, None, "coins", "Balls", ""])
@pytest.mark.parametrize("place", ["order", "ties"])
def test_a_method_that_is_none_is_refused_whatever_stands_there(place: str, method: object) -> None:
    said = json.loads(good().to_bytes())
    (said["order"] if place == "order" else said["ties"][0])["method"] = method
    with pytest.raises(ShapeError):
        decode_lots(json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode())
