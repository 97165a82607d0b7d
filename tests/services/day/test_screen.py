"""The screen: one touch changes it, nothing is shown twice, and never more than the phase allows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.services.acts.refusal import Refused
from app.services.day import screen, screen_mark, speech
from app.services.day.screen import ScreenValue
from app.services.hall import agenda, presence
from app.services.voting.last_call import announce_closing
from app.states.phase import Phase
from app.states.screen import ALWAYS, HallPicture
from tests.support.assemblies import Simulation, simulate, simulate_at


def show(held: Simulation, shows: HallPicture, number: int = 0, message: str = "") -> ScreenValue:
    with held.database.transaction() as db:
        screen.show(db, held.session_id, shows, number=number, message=message)
    return read(held, number)


def read(held: Simulation, number: int = 0) -> ScreenValue:
    with held.database.reading() as db:
        return screen.screen(db, held.session_id, number)


def mark(held: Simulation) -> screen_mark.ScreenMark:
    where = (held.address, held.value.session.number, 0)
    with held.database.reading() as db:
        assert screen_mark.marks(db, [("nowhere", 1, 0)]) == {}
        return screen_mark.marks(db, [where])[where]


@pytest.mark.parametrize("phase", list(Phase))
def test_no_phase_shows_more_than_its_own(phase: Phase) -> None:
    shown = {one for one in HallPicture if screen.may_show(phase, one)}
    assert shown >= ALWAYS
    counted = {HallPicture.SEATS, HallPicture.RESULT}
    assert bool(shown & counted) == (phase in (Phase.PROVISIONAL, Phase.FINAL))
    early = phase in (Phase.DRAFT, Phase.NOMINATING, Phase.REVIEWING, Phase.FROZEN, Phase.ANNULLED)
    assert (HallPicture.TURNOUT in shown) == (not early)


def test_what_is_too_early_is_refused_and_what_is_no_longer_allowed_is_not_shown(tmp_path: Path) -> None:
    held = simulate(tmp_path)
    assert read(held).shows is HallPicture.WELCOME
    for shows in (HallPicture.RESULT, HallPicture.TURNOUT, HallPicture.BOARD):
        with pytest.raises(Refused) as refused:
            show(held, shows)
        assert refused.value.why is screen.SCREEN_EARLY
    assert show(held, HallPicture.AGENDA).shows is HallPicture.AGENDA


def test_screens_follow_the_hall_until_one_has_its_own(tmp_path: Path) -> None:
    held = simulate(tmp_path)
    show(held, HallPicture.AGENDA)
    assert read(held, 2).shows is HallPicture.AGENDA
    assert show(held, HallPicture.PAUSE, 2).own
    assert show(held, HallPicture.MESSAGE, message="ناهار").message == "ناهار"
    assert read(held, 2).shows is HallPicture.MESSAGE
    show(held, HallPicture.BLACK, 2)
    with held.database.transaction() as db:
        screen.follow(db, held.session_id, 2)
    assert read(held, 2).shows is HallPicture.MESSAGE


def test_balls_and_seats_are_shown_once_however_often_a_button_is_touched(tmp_path: Path) -> None:
    held = simulate(tmp_path)
    show(held, HallPicture.LOTS)
    with held.database.transaction() as db:
        for digit, seen in (("4", 0), ("4", 0), ("1", 1)):
            screen.show_ball(db, held.session_id, digit, seen=seen)
    assert read(held).digits == "41"
    with held.database.transaction() as db:
        for _ in range(2):
            screen.show_ball(db, held.session_id, "", seen=2)
            screen.next_seat(db, held.session_id, seen=0)
    assert (read(held).digits, read(held).step) == ("4", 1)
    assert show(held, HallPicture.PAUSE).digits == ""


def test_the_mark_changes_with_the_picture_and_not_with_the_figures(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "open")
    show(held, HallPicture.TURNOUT)
    before = mark(held)
    held.vote(0, 1)
    after = mark(held)
    assert (after.mark, after.cast - before.cast) == (before.mark, 1)
    show(held, HallPicture.CLOSING)
    closing = mark(held).mark
    assert closing != before.mark
    with held.database.transaction() as db:
        announce_closing(db, held.act(), held.election, minutes=5)
    assert mark(held).mark != closing  # the hour that was announced is on the picture


def test_the_mark_changes_with_who_has_the_floor_the_topic_and_the_time(tmp_path: Path) -> None:
    held = simulate(tmp_path)
    act, session_id = held.act(), held.session_id
    with held.database.transaction() as db:
        agenda.lay_down(db, session_id, "رایزنی")
        item = agenda.agenda(db, session_id).items[0].id
    show(held, HallPicture.SPEAKER)
    seen = [mark(held).mark]

    def do(work: Callable[[Session], object]) -> None:
        with held.database.transaction() as db:
            work(db)
        seen.append(mark(held).mark)

    do(lambda db: speech.ask(db, act, session_id, item, name="پرستو زاگرسی", house=""))
    with held.database.reading() as db:
        one = speech.speeches(db, session_id)[0].id
    do(lambda db: speech.give(db, act, session_id, one))
    do(lambda db: speech.note_speech(db, act, session_id, one, name="پرستو", house="", topic="مادهٔ سه", said=""))
    do(lambda db: speech.set_minutes(db, act, session_id, item, 5))
    do(lambda db: speech.finish(db, act, session_id, one))
    assert len(set(seen)) == len(seen)


def test_the_mark_changes_when_the_quorum_is_reached_or_lost_and_not_with_each_who_comes(tmp_path: Path) -> None:
    held = simulate(tmp_path, quorum="introduced")
    show(held, HallPicture.ATTENDANCE)
    seen = [mark(held)]
    for move, place in (
        *((presence.check_in, one) for one in range(4)),
        (presence.check_out, 3),
        (presence.check_out, 2),
    ):
        with held.database.transaction() as db:
            move(db, held.act(), held.session_id, held.delegates[place].id)
        seen.append(mark(held))
    assert [one.present for one in seen] == [0, 1, 2, 3, 4, 3, 2]
    reached = {one.mark for one in seen[3:6]}
    assert len(reached) == 1
    assert {one.mark for one in (*seen[:3], seen[6])} == {seen[0].mark} != reached
