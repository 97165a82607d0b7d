"""The speakers' list: asked for in order, given with a touch, hours of the server, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.day import noted, speech
from app.services.day.speech import SpeechValue
from app.services.hall import agenda, guest, presence, roll
from app.services.register import assembly
from app.states.agenda import ItemKind
from app.states.guest import GuestKind
from app.states.speech import SpeechState
from tests.support.assemblies import Simulation, simulate
from tests.support.sealed import keep_minutes


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    made = simulate(tmp_path).to("reviewing")
    with made.database.transaction() as db:
        agenda.lay_down(db, made.session_id, "گزارش\nرایزنی دربارهٔ آیین‌نامه")
        first = roll.roll(db, made.session_id)[0]
        presence.check_in(db, made.act(), made.session_id, first.id)
    return made


def item(held: Simulation) -> int:
    with held.database.reading() as db:
        return agenda.agenda(db, held.session_id).items[1].id


def ask(held: Simulation, name: str) -> SpeechValue:
    at = item(held)
    with held.database.transaction() as db:
        return speech.ask(db, held.act(), held.session_id, at, name=name, house="")


def do(held: Simulation, work: Callable[..., None], one: SpeechValue, **named: Any) -> SpeechValue:
    with held.database.transaction() as db:
        work(db, held.act(), held.session_id, one.id, **named)
    with held.database.reading() as db:
        return speech.speech(db, held.session_id, one.id)


def kinds(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        home = assembly.assembly(db, held.address)
        return [one.kind for one in journal.entries(db, home.id) if one.kind.startswith("speech-")][::-1]


def test_who_asks_twice_stands_once_and_the_order_is_that_of_asking(held: Simulation) -> None:
    first, second = ask(held, "پرستو زاگرسی"), ask(held, "بهرام آذرپی")
    assert ask(held, "پرستو زاگرسی") == first
    with held.database.reading() as db:
        assert speech.speeches(db, held.session_id, first.item_id) == (first, second)
        assert agenda.agenda(db, held.session_id).items[1].kind is ItemKind.DELIBERATION
    assert kinds(held) == ["speech-asked", "speech-asked"]


def test_one_touch_gives_the_floor_and_ends_who_had_it(held: Simulation) -> None:
    first, second = ask(held, "پرستو زاگرسی"), ask(held, "بهرام آذرپی")
    began = held.now
    once = do(held, speech.give, first)
    held.wait(seconds=2)
    assert do(held, speech.give, first) == once
    held.wait(minutes=3)
    do(held, speech.give, second)
    with held.database.reading() as db:
        over = speech.speech(db, held.session_id, first.id)
    assert (over.state, over.started, over.ended) == (SpeechState.OVER, began, held.now)
    assert do(held, speech.give, first) == over
    assert do(held, speech.put_back, second).started is None
    assert kinds(held)[2:] == ["speech-begun", "speech-ended", "speech-begun", "speech-changed"]


def test_the_absent_and_the_withdrawn_may_come_back(held: Simulation) -> None:
    one = ask(held, "پرستو زاگرسی")
    assert do(held, speech.mark_absent, one).state == SpeechState.ABSENT
    assert do(held, speech.withdraw_request, one).state == SpeechState.ABSENT
    assert do(held, speech.put_back, one).state == SpeechState.WAITING
    assert do(held, speech.withdraw_request, one).state == SpeechState.WITHDRAWN
    assert do(held, speech.give, one).state == SpeechState.SPEAKING
    assert do(held, speech.mark_absent, one).state == SpeechState.SPEAKING


def test_a_speech_ends_with_its_item(held: Simulation) -> None:
    one = ask(held, "پرستو زاگرسی")
    with held.database.transaction() as db:
        agenda.start_item(db, held.act(), held.session_id, one.item_id)
        speech.give(db, held.act(), held.session_id, one.id)
        speech.finish_with_item(db, held.act(), held.session_id)
    assert do(held, lambda *_: None, one).state == SpeechState.SPEAKING
    with held.database.transaction() as db:
        agenda.end_item(db, held.act(), held.session_id, one.item_id)
        speech.finish_with_item(db, held.act(), held.session_id)
    assert do(held, lambda *_: None, one).state == SpeechState.OVER


def test_who_is_in_the_hall_may_be_put_on_the_list_and_nobody_else_of_the_roll(held: Simulation) -> None:
    at = item(held)
    with held.database.transaction() as db:
        here, away = roll.roll(db, held.session_id)[:2]
        press = guest.add_guest(
            db, held.act(), held.session_id, kind=GuestKind.PRESS, name="آرش البرزی", house="روزنامهٔ سپیده"
        )
        one = speech.ask_delegate(db, held.act(), held.session_id, at, here.id)
        assert one.name == here.name.fa
        assert [len(some) for some in speech.in_hall(db, held.session_id)] == [1, 0]
        for asking, who in ((speech.ask_delegate, away.id), (speech.ask_guest, press.id)):
            with pytest.raises(Refused, match="not-in-hall"):
                asking(db, held.act(), held.session_id, at, who)
            with pytest.raises(Refused, match="not-found"):
                asking(db, held.act(), held.session_id, at, 999)
        guest.guest_moves(db, held.act(), held.session_id, press.id, is_in=True)
        assert speech.ask_guest(db, held.act(), held.session_id, at, press.id).house == "روزنامهٔ سپیده"


def test_what_was_said_is_noted_until_the_minutes_say_it(held: Simulation) -> None:
    one = ask(held, "پرستو زاگرسی")
    words = {"name": one.name, "house": "", "topic": "مادهٔ سه", "said": "خواستار یک تبصره شد."}
    assert do(held, speech.note_speech, one, **words).said == words["said"]
    held.to("provisional")
    keep_minutes(held)
    for again in (
        lambda: do(held, speech.note_speech, one, **words), lambda: do(held, speech.give, one),
        lambda: ask(held, "بهرام آذرپی"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.why is noted.MINUTES_SAY


def test_the_floor_says_who_speaks_until_when_and_who_is_next(held: Simulation) -> None:
    at = item(held)
    with held.database.transaction() as db:
        assert speech.floor(db, held.session_id) == speech.FloorValue(item="", minutes=None, present=None, next=None)
        agenda.start_item(db, held.act(), held.session_id, at)
    first, second = ask(held, "پرستو زاگرسی"), ask(held, "بهرام آذرپی")
    with held.database.reading() as db:
        assert speech.floor(db, held.session_id).next == first
    began = do(held, speech.give, first)
    assert began.ends is None
    with held.database.transaction() as db:
        speech.set_minutes(db, held.act(), held.session_id, at, 3)
        for _ in range(2):
            speech.add_minute(db, held.act(), held.session_id, at, seen=3)
    with held.database.reading() as db:
        floor = speech.floor(db, held.session_id)
    assert (floor.minutes, floor.next and floor.next.id) == (4, second.id)
    assert floor.present is not None
    assert floor.present.ends == held.now + timedelta(minutes=4)
    assert do(held, speech.finish, first).ends is None
    assert kinds(held).count("speech-minutes") == 2
