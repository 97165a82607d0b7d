"""The chair's code: good once, for one session, until its day ends; for agenda, timer and speakers, nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.language.dates import at_tehran, in_tehran
from app.language.names import Names
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.day import chair, observer, presentation, rows, speaking_order, speech
from app.services.day.chair import ChairNamed
from app.services.day.day_code import CodeValue
from app.services.hall import agenda, session
from app.services.register import assembly
from app.states.day_code import CodeState
from app.states.election import Quorum
from app.states.speech import SpeechState
from tests.support.assemblies import Simulation, everything, simulate


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    made = simulate(tmp_path).to("reviewing")
    with made.database.transaction() as db:
        agenda.lay_down(db, made.session_id, "گشایش\nرایزنی")
    return made


def give(held: Simulation, name: str = "کاوه دماوندی") -> ChairNamed:
    with held.database.transaction() as db:
        return chair.give_code(db, held.act(), held.session_id, name=name)


def enter(held: Simulation, code: str, session_id: int | None = None) -> str:
    with held.database.transaction() as db:
        return chair.enter(db, held.act(), code, session_id=session_id)


def inside(held: Simulation, secret: str, at: datetime | None = None) -> CodeValue | None:
    with held.database.reading() as db:
        return chair.signed_in(db, secret, at or held.now)


def press(held: Simulation, me: CodeValue, *acts: str) -> None:
    for one in acts:
        with held.database.transaction() as db:
            chair.preside(db, held.act(), me, one)


def refused(held: Simulation, code: str, session_id: int | None = None) -> str:
    with pytest.raises(Refused) as why:
        enter(held, code, session_id)
    return why.value.code


def test_a_code_is_good_once_for_its_session_until_midnight_in_tehran(held: Simulation) -> None:
    made = give(held)
    assert refused(held, made.code, held.session_id + 1) == "day-code-elsewhere"
    secret = enter(held, made.code, held.session_id)
    assert refused(held, made.code) == "day-code-used"
    last = max(held.value.session.held_on, in_tehran(held.now).date())
    midnight = at_tehran(last + timedelta(days=1), datetime.min.time())
    assert inside(held, secret, midnight - timedelta(seconds=1)) is not None
    assert inside(held, secret, midnight) is None
    unused = give(held, "پریسا الوندی")
    held.now = midnight
    assert refused(held, unused.code) == "day-code-over"


def test_what_is_taken_back_lets_nobody_in_and_nobody_is_listed_twice(held: Simulation) -> None:
    made = give(held)
    with pytest.raises(Refused, match="chair-there"):
        give(held, "کاوه  دماوندي")
    secret = enter(held, made.code)
    with held.database.transaction() as db:
        for _ in range(2):
            chair.take_code_back(db, held.act(), held.session_id, made.chair.id)
    assert inside(held, secret) is None
    assert refused(held, made.code) == "day-code-revoked"
    with held.database.transaction() as db:
        again = chair.renew_code(db, held.act(), held.session_id, made.chair.id)
        with pytest.raises(Refused, match="not-found"):
            chair.renew_code(db, held.act(), held.session_id + 1, made.chair.id)
    second = enter(held, again.code)
    with held.database.transaction() as db:
        chair.leave(db, second)
    assert inside(held, second) is None
    with held.database.reading() as db:
        assert [one.state(held.now) for one in chair.chairs(db, held.session_id)] == [CodeState.INSIDE]


def test_a_code_of_an_observer_is_none_of_the_chair_and_nothing_stored_tells_either(held: Simulation) -> None:
    made = give(held)
    with held.database.transaction() as db:
        watching = observer.admit(db, held.act(), held.session_id, name="نگار البرزی", house="انجمن ناظران")
    assert refused(held, watching.code) == "day-code-unknown"
    with held.database.transaction() as db, pytest.raises(Refused, match="day-code-unknown"):
        observer.enter(db, held.act(), made.code)
    secret = enter(held, made.code)
    with held.database.reading() as db:
        assert observer.signed_in(db, secret, held.now) is None
    stored = json.dumps(everything(held.database), default=str, ensure_ascii=False)
    assert made.code not in stored
    assert secret not in stored


def test_the_chair_works_agenda_timer_and_speakers_and_the_journal_says_who(held: Simulation) -> None:
    me = give(held).chair
    with held.database.transaction() as db:
        first, second = agenda.agenda(db, held.session_id).items
        speaking_order.announce_order(db, held.act(), held.session_id)
        speaking_order.draw_order(db, held.act(), held.session_id, digits="0416023597")
        turn = presentation.presentations(db, held.session_id).turns[0]
        speech.set_minutes(db, held.act(), held.session_id, second.id, 3)
        asked = speech.ask(db, held.act(), held.session_id, second.id, name="پرستو زاگرسی", house="")
    press(held, me, f"item-start:{first.id}", f"turn-start:{turn.id}", "turn-minute:0", f"turn-finish:{turn.id}")
    press(held, me, f"item-start:{second.id}", f"floor-give:{asked.id}", "speakers-minute:3")
    with held.database.reading() as db:
        floor = speech.floor(db, held.session_id)
        assert (floor.present and floor.present.id, floor.minutes) == (asked.id, 4)
        assert presentation.presentations(db, held.session_id).extra == 1
    press(held, me, f"item-end:{second.id}")
    with held.database.reading() as db:
        assert speech.speech(db, held.session_id, asked.id).state is SpeechState.OVER
        home = assembly.assembly(db, held.address)
        mine = [one for one in journal.entries(db, home.id) if one.actors == (f"chair/{me.id}",)]
        assert chair.named(db, {f"chair/{me.id}", "secretary"}) == {f"chair/{me.id}": "کاوه دماوندی"}
    assert {"item-started", "presentation-started", "presentation-minute", "speech-begun", "item-ended"} <= {
        one.kind for one in mine
    }


@pytest.mark.parametrize("pressed", [
    "", "item-start", "item-start:", "item-start:x", "item-drop:1", "turn-draw:1", "floor-note:1", "speakers-minute:3",
    "screen-show:1", "session-failed:1", "item-start:1234567890", "item-start:999",
])  # fmt: skip
def test_nothing_else_can_be_done_with_a_code(held: Simulation, pressed: str) -> None:
    me = give(held).chair
    with pytest.raises(Refused) as why:
        press(held, me, pressed)
    assert why.value.code in ("not-found", "order-undrawn")


def test_a_code_of_one_session_works_nothing_of_another(held: Simulation) -> None:
    me = give(held).chair
    with held.database.transaction() as db:
        other = session.create_session(
            db, held.act(), assembly=held.address, number=7, held_on=in_tehran(held.now).date(), place=Names("تالار"),
            quorum=Quorum.NONE, agenda="",
        )  # fmt: skip
    elsewhere = CodeValue(
        id=me.id, session_id=other.id, name=me.name, made=me.made, until=me.until, used=None, revoked=None
    )
    with held.database.reading() as db:
        item = agenda.agenda(db, held.session_id).items[0].id
    with pytest.raises(Refused, match="not-found"), held.database.transaction() as db:
        chair.preside(db, held.act(), elsewhere, f"item-start:{item}")


def test_a_door_that_forgets_that_codes_are_used_and_taken_back_is_caught(
    held: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = give(held)
    enter(held, made.code)
    monkeypatch.setattr(rows, "need_usable", lambda found, now: None)
    with pytest.raises(pytest.fail.Exception):
        refused(held, made.code)
