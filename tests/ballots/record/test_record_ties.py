"""The ties of a record, one after the other: which is open at its turn, and what its digits hang on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from ballots.counting.lots import Method, draw_order
from ballots.errors import BallotsError
from ballots.record import lots as module
from ballots.record.lots import Lots, TieDraw, verify_lots
from tests.support.elections import question, small_election

TALLY, RESULT = "1a" * 32, "2b" * 32
ANCHORS = {Method.BALLS: TALLY, Method.DICE: RESULT}
FIRST, SECOND, EARLIER = "0061384415", "9700000000", "352461"

COUNTS = (5, 5, 3, 3, 3, 1)
"""Two candidates are tied for the first alternate's place after one seat, three for the next."""
RESULT_WITH_BLANK = ((2, *COUNTS),)


@cache
def election():  # type: ignore[no-untyped-def]
    return small_election(question(6, 0, 6, blank=True), voters=1, trustees=1).election


def tie(tied: tuple[int, ...], rank: int, digits: str, method: Method = Method.BALLS) -> TieDraw:
    """A drawing as the program makes it."""
    places = [number - 1 for number in tied]
    drawn = draw_order(places, digits, ANCHORS[method], rank, method)
    return TieDraw(method=method, rank=rank, tied=tied, digits=digits, drawn=tuple(place + 1 for place in drawn))


UPPER, LOWER = tie((1, 2), 1, FIRST), tie((3, 4, 5), 3, SECOND)
GOOD = Lots(seats=1, alternates=3, ties=(UPPER, LOWER))


def code(lots: Lots, result: module.Result | None = RESULT_WITH_BLANK) -> str:
    """The code of the refusal, or "" when every drawing repeats."""
    try:
        verify_lots(lots, election(), result, ANCHORS)
    except BallotsError as error:
        return error.code
    return ""


def test_two_ties_drawn_one_after_the_other_repeat() -> None:
    assert code(GOOD) == ""
    assert verify_lots(GOOD, election(), RESULT_WITH_BLANK, ANCHORS) == "2 ties, repeated"
    assert code(replace(GOOD, ties=(UPPER,))) == ""


def test_an_earlier_election_and_one_of_both_kinds_repeat() -> None:
    old = tie((1, 2), 1, EARLIER, Method.DICE)
    assert code(replace(GOOD, ties=(old,))) == ""
    assert code(replace(GOOD, ties=(old, LOWER))) == ""


WRONG: dict[str, Lots] = {
    "the second tie first": replace(GOOD, ties=(LOWER, UPPER)),
    "the second tie alone": replace(GOOD, ties=(LOWER,)),
    "one tie twice": replace(GOOD, ties=(UPPER, UPPER)),
    "two of three tied": replace(GOOD, ties=(UPPER, tie((3, 4), 3, SECOND))),
    "a candidate with other votes among them": replace(GOOD, ties=(tie((1, 2, 3), 1, FIRST), LOWER)),
    "the rank of another tie": replace(GOOD, ties=(tie((1, 2), 3, FIRST), LOWER)),
    "the order of other digits": replace(GOOD, ties=(UPPER, replace(LOWER, digits=FIRST))),
    "a zero in front left out": replace(GOOD, ties=(replace(UPPER, digits=FIRST[1:]), LOWER)),
    "too few digits": replace(GOOD, ties=(UPPER, replace(LOWER, digits=SECOND[:9]))),
    "digits that no ball shows": replace(GOOD, ties=(replace(UPPER, digits="00613844a5"), LOWER)),
    "somebody named first who was drawn last": replace(GOOD, ties=(UPPER, replace(LOWER, drawn=LOWER.drawn[::-1]))),
    "more seats than there are ties for": replace(GOOD, seats=2),
    "fewer alternates": replace(GOOD, alternates=0),
    "one of the tied had withdrawn": replace(GOOD, withdrawn=(4,)),
    "one who withdrew is no candidate": replace(GOOD, withdrawn=(7,)),
}


@pytest.mark.parametrize("name", WRONG)
def test_ties_with_one_thing_wrong_are_refused(name: str) -> None:
    assert code(WRONG[name]) == "lots-tie"


def test_without_a_result_no_tie_is_drawn() -> None:
    assert code(GOOD, None) == "lots-election"
    assert code(Lots(seats=1, alternates=3), None) == ""


def test_who_withdrew_takes_no_part_and_the_others_are_drawn() -> None:
    assert code(Lots(seats=1, alternates=3, withdrawn=(4,), ties=(UPPER, tie((3, 5), 3, SECOND)))) == ""


@pytest.mark.parametrize("method", Method)
def test_digits_count_for_this_count_alone(method: Method) -> None:
    """A draw that hangs on another event is found, but for the one in six that gives the same order."""
    found = 0
    for number in range(12):
        digits = f"41602359{number:02d}" if method is Method.BALLS else f"3526{1 + number % 6}{1 + number // 6}"
        places = draw_order((2, 3, 4), digits, ANCHORS[method], 3, method)
        other = draw_order((2, 3, 4), digits, "3c" * 32, 3, method)
        upper = tie((1, 2), 1, FIRST)
        foreign = TieDraw(
            method=method, rank=3, tied=(3, 4, 5), digits=digits, drawn=tuple(place + 1 for place in other)
        )
        refused = code(replace(GOOD, ties=(upper, foreign)))
        assert refused == ("" if places == other else "lots-tie")
        found += refused != ""
    assert found >= 6


def test_balls_that_hang_on_the_result_instead_of_the_tally_are_refused() -> None:
    """The last trustee can try many results; the tally was fixed before."""
    for number in range(20):
        digits = f"97000000{number:02d}"
        late = draw_order((2, 3, 4), digits, RESULT, 3)
        if late != draw_order((2, 3, 4), digits, TALLY, 3):
            break
    ground = TieDraw(method=Method.BALLS, rank=3, tied=(3, 4, 5), digits=digits, drawn=tuple(p + 1 for p in late))
    assert code(replace(GOOD, ties=(UPPER, ground))) == "lots-tie"


def test_a_check_that_believes_the_order_drawn_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whatever stands under `drawn` is taken for what the digits give."""
    believed = WRONG["somebody named first who was drawn last"]
    orders = iter([tuple(number - 1 for number in one.drawn) for one in believed.ties])
    monkeypatch.setattr(module, "draw_order", lambda *_: next(orders))
    assert code(believed) == ""


def test_a_check_that_does_not_look_which_tie_is_open_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = WRONG["the second tie first"]
    kept = module.rank_of

    def any_tie(lots: Lots, counts: tuple[int, ...], drawn: tuple[TieDraw, ...]) -> object:
        outcome = kept(lots, counts, drawn)
        return replace(outcome, ties=outcome.ties[::-1])

    monkeypatch.setattr(module, "rank_of", any_tie)
    assert code(swapped) == ""
