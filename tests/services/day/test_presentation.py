"""Presentations: an order drawn, the same time for all, one timer, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.day import presentation, speaking_order
from app.services.day.presentation import RoundValue
from app.services.nomination import nomination, withdrawal
from app.services.register import assembly
from app.services.voting.ballot_order import BALLS_COUNT, LIST_CHANGED, ORDER_UNANNOUNCED
from app.states.presentation import SpeakingOrder, TurnState
from ballots.counting import lots
from tests.support.assemblies import Simulation, simulate

DIGITS = "0416023597"


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate(tmp_path).to("reviewing")


def read(held: Simulation) -> RoundValue:
    with held.database.reading() as db:
        return presentation.presentations(db, held.session_id)


def do(held: Simulation, work: Callable[..., Any], *more: Any, **named: Any) -> RoundValue:
    with held.database.transaction() as db:
        work(db, held.act(), held.session_id, *more, **named)
    return read(held)


def drawn(held: Simulation, digits: str = DIGITS) -> RoundValue:
    do(held, speaking_order.announce_order)
    return do(held, speaking_order.draw_order, digits=digits)


def names(found: RoundValue) -> list[str]:
    return [one.speaker.listed for one in found.turns]


def test_every_accepted_candidate_is_listed_and_the_order_is_drawn_as_the_ballots_is(held: Simulation) -> None:
    before = read(held)
    assert not before.is_drawn
    assert before.turns == ()
    assert len(before.draw.listed) == 4
    after = drawn(held)
    places = lots.draw(lots.order_seed(DIGITS, before.draw.listed), 4, 4)
    assert names(after) == [before.draw.listed[place - 1] for place in places]
    assert names(after) != list(before.draw.listed)
    assert after.draw.order == SpeakingOrder.BALLS


def test_balls_count_only_after_the_list_stood_before_the_hall(held: Simulation) -> None:
    with pytest.raises(Refused) as refused:
        do(held, speaking_order.draw_order, digits=DIGITS)
    assert refused.value.why is ORDER_UNANNOUNCED
    do(held, speaking_order.announce_order)
    with pytest.raises(Refused) as refused:
        do(held, speaking_order.draw_order, digits="1")
    assert refused.value.why is BALLS_COUNT
    _one_less(held)
    with pytest.raises(Refused) as refused:
        do(held, speaking_order.draw_order, digits=DIGITS)
    assert refused.value.why is LIST_CHANGED


def _one_less(held: Simulation) -> None:
    with held.database.transaction() as db:
        one = nomination.candidates(db, held.election)[0]
        withdrawal.withdraw(db, held.two(), held.election, one.id, "سفر")


def test_the_first_draw_counts(held: Simulation) -> None:
    first = drawn(held)
    assert do(held, speaking_order.draw_order, digits=DIGITS) == first
    with pytest.raises(Refused) as refused:
        do(held, speaking_order.draw_order, digits=DIGITS[::-1])
    assert refused.value.why is speaking_order.SPEAKING_BEGUN


def test_the_ballots_order_may_be_taken_once_it_was_drawn(held: Simulation) -> None:
    with pytest.raises(Refused) as refused:
        do(held, speaking_order.take_ballot_order)
    assert refused.value.why is speaking_order.NO_BALLOT_ORDER
    held.to("frozen")
    after = do(held, speaking_order.take_ballot_order)
    assert [one.speaker.candidate.number for one in after.turns] == [1, 2, 3, 4]


def test_nobody_presents_before_the_order_is_drawn(held: Simulation) -> None:
    with held.database.reading() as db:
        first = nomination.candidates(db, held.election)[0].id
    with pytest.raises(Refused) as refused:
        do(held, presentation.start, first)
    assert refused.value.why is presentation.ORDER_UNDRAWN


def test_a_timer_started_twice_starts_once(held: Simulation) -> None:
    first = drawn(held).turns[0].id
    began = held.now
    once = do(held, presentation.start, first)
    held.wait(seconds=3)
    assert do(held, presentation.start, first) == once
    assert once.turns[0].since == began
    with held.database.reading() as db:
        home = assembly.assembly(db, held.address).id
        assert [one.kind for one in journal.entries(db, home)].count("presentation-started") == 1


def test_a_pause_is_not_spent_and_the_hours_are_recorded(held: Simulation) -> None:
    first = drawn(held).turns[0].id
    began = held.now
    do(held, presentation.start, first)
    held.wait(seconds=70)
    do(held, presentation.pause, first)
    held.wait(minutes=4)
    assert read(held).turns[0].spent_at(held.now) == 70
    do(held, presentation.start, first)
    held.wait(seconds=50)
    assert read(held).turns[0].spent_at(held.now) == 120
    after = do(held, presentation.finish, first).turns[0]
    assert (after.state, after.started, after.ended, after.spent) == (TurnState.OVER, began, held.now, 120)
    held.wait(seconds=9)
    assert do(held, presentation.finish, first).turns[0] == after


def test_only_one_stands_before_the_hall(held: Simulation) -> None:
    first, second = (one.id for one in drawn(held).turns[:2])
    do(held, presentation.start, first)
    with pytest.raises(Refused) as refused:
        do(held, presentation.start, second)
    assert refused.value.why is presentation.ANOTHER_PRESENTS
    do(held, presentation.finish, first)
    assert do(held, presentation.start, second).present == read(held).turns[1]


def test_an_added_minute_is_everybodys_also_of_who_has_spoken(held: Simulation) -> None:
    first, second = (one.id for one in drawn(held).turns[:2])
    do(held, presentation.start, first)
    held.wait(minutes=5)
    do(held, presentation.finish, first)
    with pytest.raises(Refused) as refused:
        do(held, presentation.start, first)
    assert refused.value.why is presentation.TURN_OVER
    do(held, presentation.start, second)
    do(held, presentation.add_minute, seen=0)
    assert do(held, presentation.add_minute, seen=0).slot == 360
    do(held, presentation.finish, second)
    do(held, presentation.start, first)
    held.wait(seconds=60)
    assert do(held, presentation.finish, first).turns[0].spent == 360


def test_who_is_absent_waits_at_the_end_or_comes_late(held: Simulation) -> None:
    first, second, *_ = (one.id for one in drawn(held).turns)
    assert [one.id for one in do(held, presentation.move_to_end, first).turns][-1] == first
    after = do(held, presentation.mark_absent, second)
    assert after.turns[0].state == TurnState.ABSENT
    assert after.next == after.turns[1]
    assert do(held, presentation.start, second).present == read(held).turns[0]


def test_a_begin_by_mistake_is_taken_back(held: Simulation) -> None:
    first = drawn(held).turns[0].id
    before = read(held)
    do(held, presentation.start, first)
    held.wait(seconds=5)
    assert do(held, presentation.take_back, first) == before


def test_who_withdrew_does_not_present_and_stays_listed(held: Simulation) -> None:
    held.to("frozen")
    first = do(held, speaking_order.take_ballot_order).turns[0].id
    with held.database.transaction() as db:
        withdrawal.withdraw(db, held.two(), held.election, first, "سفر")
    after = read(held)
    assert after.turns[0].withdrew
    assert after.next == after.turns[1]
    with pytest.raises(Refused) as refused:
        do(held, presentation.start, first)
    assert refused.value.why is presentation.SPEAKER_WITHDREW


def test_time_and_order_stay_once_somebody_has_begun(held: Simulation) -> None:
    with held.database.transaction() as db:
        speaking_order.set_minutes(db, held.session_id, 7)
    first = drawn(held).turns[0].id
    do(held, presentation.start, first)
    assert read(held).slot == 420
    with pytest.raises(Refused), held.database.transaction() as db:
        speaking_order.set_minutes(db, held.session_id, 3)
