"""Faults of drawings of lots (check 8.5). The world "lots" has a drawn order and a tie for its one seat."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballots import board
from ballots.counting.lots import Method, draw_order
from ballots.record import container
from ballots.record.lots import Lots, OrderDraw, TieDraw
from tests.vectors.drafts import LISTED, SETUP, TIE_DIGITS, Draft, canonical, closing
from tests.vectors.faults.fault import Fault
from tests.vectors.records import Files, Whole, files, packed_record, record, whole


def drawn(change: Callable[[Whole, Lots], Lots]) -> Callable[[Draft], bytes]:
    """Return what makes the record with other drawings."""
    return record(lambda of, parts: {**parts, container.LOTS: change(of, of.lots()).to_bytes()}, lots=True)


def ordered(change: Callable[[OrderDraw], OrderDraw]) -> Callable[[Draft], bytes]:
    """Return what makes the record with another drawing of the order."""
    return drawn(lambda of, said: replace(said, order=change(_order(said))))


def tied(change: Callable[[Whole, TieDraw], TieDraw]) -> Callable[[Draft], bytes]:
    """Return what makes the record with another drawing of the tie."""
    return drawn(lambda of, said: replace(said, ties=(change(of, said.ties[0]),)))


def edited(change: Callable[[Any], object]) -> Callable[[Draft], bytes]:
    """Return what makes the record with the value of lots.json changed."""

    def make(of: Whole, parts: Files) -> Files:
        value = json.loads(parts[container.LOTS])
        change(value)
        return {**parts, container.LOTS: canonical(value)}

    return record(make, lots=True)


def _order(said: Lots) -> OrderDraw:
    assert said.order is not None
    return said.order


def anchored(event: str, rank: int = 1, digits: str = TIE_DIGITS) -> Callable[[Whole, TieDraw], TieDraw]:
    """The tie is drawn from another event's hash, another rank or other digits than it says."""

    def change(of: Whole, tie: TieDraw) -> TieDraw:
        other = _another(of, tie, event, rank, digits)
        return replace(tie, drawn=other)

    return change


def _another(of: Whole, tie: TieDraw, event: str, rank: int, digits: str) -> tuple[int, ...]:
    places = draw_order((0, 1), digits, of.at(event).hash, rank)
    found = tuple(place + 1 for place in places)
    return found if found != tie.drawn else tuple(reversed(tie.drawn))


def too_early(draft: Draft) -> bytes:
    """The tie is drawn on a board without a result."""
    of = whole(draft)
    cut = Whole(draft=draft, events=of.events[:-1])
    return packed_record({**files(cut), container.LOTS: of.lots().to_bytes()})


def before_the_result(change: Callable[[Lots], Lots]) -> Callable[[Draft], bytes]:
    """Return what makes the record of a board without a result, with other drawings of the whole one."""

    def make(draft: Draft) -> bytes:
        of = whole(draft)
        cut = Whole(draft=draft, events=of.events[:-1])
        return packed_record({**files(cut), container.LOTS: change(of.lots()).to_bytes()})

    return make


def misplaced(said: Lots) -> Lots:
    order = _order(said)
    return replace(said, order=replace(order, drawn=(order.drawn[1], order.drawn[0], order.drawn[2])))


def without_votes(draft: Draft) -> bytes:
    """Nobody voted, and the one seat is drawn among candidates without a vote."""
    of = whole(draft, [draft.said[SETUP], *closing(draft.small, [])])
    places = draw_order((0, 1), TIE_DIGITS, of.at(board.ENCRYPTED_TALLY).hash, 1)
    tie = TieDraw(
        method=Method.BALLS, rank=1, tied=(1, 2), digits=TIE_DIGITS, drawn=tuple(place + 1 for place in places)
    )
    lots = Lots(seats=1, alternates=0, ties=(tie,))
    return packed_record({**files(of), container.LOTS: lots.to_bytes()})


def of_two_questions(draft: Draft) -> bytes:
    of = whole(draft)
    return packed_record({**files(of), container.LOTS: Lots(seats=1, alternates=0).to_bytes()})


WORLD = "lots"

FAULTS = (
    Fault("order-exchanged", "8.5", "lots-order",
          "Two places of the drawn order are exchanged.",
          ordered(lambda order: replace(order, drawn=(order.drawn[1], order.drawn[0], order.drawn[2]))),
          WORLD, record=True),
    Fault("order-of-other-digits", "8.5", "lots-order",
          "The order says other digits than it was drawn with.",
          ordered(lambda order: replace(order, digits="1351649827")), WORLD, record=True),
    Fault("order-without-leading-zero", "8.5", "lots-order",
          "The leading zero of the digits is left out.",
          ordered(lambda order: replace(order, digits=order.digits[1:])), WORLD, record=True),
    Fault("order-of-nine-balls", "8.5", "lots-order",
          "Nine balls were drawn where ten are needed.",
          ordered(lambda order: replace(order, digits=order.digits[:9])), WORLD, record=True),
    Fault("order-of-another-list", "8.5", "lots-order",
          "The list is not the one whose hash was drawn for.",
          ordered(lambda order: replace(order, listed=(LISTED[1], LISTED[0], LISTED[2]))), WORLD, record=True),
    Fault("order-digits-persian", "8.5", "lots-order",
          "The digits are Persian.",
          ordered(lambda order: replace(order, digits="۰۳۵۱۶۴۹۸۲۷")), WORLD, record=True),
    Fault("order-with-a-line-break", "8.5", "lots-order",
          "A name of the list has a line break.",
          ordered(lambda order: replace(order, listed=("نامزد\nآ", *order.listed[1:]))), WORLD, record=True),
    Fault("tie-exchanged", "8.5", "lots-tie",
          "The drawn order of the tie is exchanged.",
          tied(lambda of, tie: replace(tie, drawn=tuple(reversed(tie.drawn)))), WORLD, record=True),
    Fault("tie-of-other-digits", "8.5", "lots-tie",
          "The tie is ordered by other digits than it says.",
          tied(anchored(board.ENCRYPTED_TALLY, digits="0000000000")), WORLD, record=True),
    Fault("tie-of-nine-balls", "8.5", "lots-tie",
          "Nine balls were drawn for the tie.",
          tied(lambda of, tie: replace(tie, digits=tie.digits[:9])), WORLD, record=True),
    Fault("tie-of-four-dice", "8.5", "lots-tie",
          "The tie was drawn with four dice.",
          tied(lambda of, tie: replace(tie, method=Method.DICE, digits="1234")), WORLD, record=True),
    Fault("tie-of-a-die-that-shows-seven", "8.5", "lots-tie",
          "A die shows 7.", tied(lambda of, tie: replace(tie, method=Method.DICE, digits="12347")), WORLD, record=True),
    Fault("tie-of-another-rank", "8.5", "lots-tie",
          "The drawing says that the tied share rank 2.",
          tied(lambda of, tie: replace(tie, rank=2)), WORLD, record=True),
    Fault("tie-of-others", "8.5", "lots-tie",
          "Candidates are drawn who are not tied.",
          tied(lambda of, tie: replace(tie, tied=(1, 3), drawn=(1, 3))), WORLD, record=True),
    Fault("tie-of-all", "8.5", "lots-tie",
          "The candidate without a vote is drawn with the others.",
          tied(lambda of, tie: replace(tie, tied=(1, 2, 3), drawn=(*tie.drawn, 3))), WORLD, record=True),
    Fault("tie-twice", "8.5", "lots-tie",
          "The same tie is drawn a second time.",
          drawn(lambda of, said: replace(said, ties=said.ties * 2)), WORLD, record=True),
    Fault("tie-with-two-seats", "8.5", "lots-tie",
          "There are seats for both, and no alternate: the tie decides nothing.",
          drawn(lambda of, said: replace(said, seats=2, alternates=0)), WORLD, record=True),
    Fault("tie-with-a-withdrawn", "8.5", "lots-tie",
          "One of the tied has withdrawn.",
          drawn(lambda of, said: replace(said, withdrawn=(1,))), WORLD, record=True),
    Fault("withdrawn-nobody", "8.5", "lots-tie",
          "A candidate has withdrawn who is not on the ballot.",
          drawn(lambda of, said: replace(said, withdrawn=(4,))), WORLD, record=True),
    Fault("tie-before-the-result", "8.5", "lots-election",
          "A tie is drawn, and there is no result.", too_early, WORLD, record=True),
    Fault("tie-before-the-result-and-order-exchanged", "8.5", "lots-election",
          "A tie is drawn without a result, and two places of the drawn order are exchanged.",
          before_the_result(misplaced), WORLD, record=True),
    Fault("withdrawn-nobody-before-the-result", "8.5", "lots-tie",
          "A candidate has withdrawn who is not on the ballot, and there is no result yet.",
          before_the_result(lambda said: replace(said, ties=(), withdrawn=(99,))), WORLD, record=True),
    Fault("withdrawn-nobody-and-order-exchanged", "8.5", "lots-order",
          "Two places of the drawn order are exchanged, and somebody has withdrawn who is not on the ballot.",
          drawn(lambda of, said: replace(misplaced(said), withdrawn=(99,))), WORLD, record=True),
    Fault("tie-without-votes", "8.5", "lots-tie",
          "A seat is drawn among candidates without a vote.", without_votes, record=True),
    Fault("lots-of-two-questions", "8.5", "lots-election",
          "Lots are drawn in an election of two questions.", of_two_questions, "two", record=True),
    Fault("lots-method-unknown", "8.5", "encoding-wrong-shape",
          "The order was drawn with papers.", edited(lambda value: value["order"].update(method="papers")),
          WORLD, record=True),
    Fault("lots-method-list", "8.5", "encoding-wrong-shape",
          "The method of the order is a list.", edited(lambda value: value["order"].update(method=[])),
          WORLD, record=True),
    Fault("lots-tie-method-object", "8.5", "encoding-wrong-shape",
          "The method of a tie is an object.", edited(lambda value: value["ties"][0].update(method={})),
          WORLD, record=True),
    Fault("lots-no-seats", "8.5", "encoding-wrong-shape",
          "There is no seat.", edited(lambda value: value.update(seats=0)), WORLD, record=True),
    Fault("lots-tied-descending", "8.5", "encoding-wrong-shape",
          "The tied are not in ascending order.",
          edited(lambda value: value["ties"][0].update(tied=[2, 1])), WORLD, record=True),
    Fault("lots-withdrawn-twice", "8.5", "encoding-wrong-shape",
          "A candidate has withdrawn twice.", edited(lambda value: value.update(withdrawn=[3, 3])), WORLD, record=True),
    Fault("lots-digits-number", "8.5", "encoding-wrong-shape",
          "The digits are a number.", edited(lambda value: value["ties"][0].update(digits=7700135924)),
          WORLD, record=True),
    Fault("lots-spaced", "8.5", "encoding-not-canonical",
          "There is a space in lots.json.",
          record(lambda of, parts: {**parts, container.LOTS: parts[container.LOTS].replace(b",", b", ", 1)}, lots=True),
          WORLD, record=True),
)  # fmt: skip
