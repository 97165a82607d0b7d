"""Resolutions: noted once, corrected in place until the minutes say them, with numbers that can be true."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.day import noted, resolution
from app.services.day.resolution import ResolutionValue, Votes
from app.services.hall import agenda, presence, roll
from app.services.register import assembly
from tests.support.assemblies import Simulation, simulate
from tests.support.sealed import keep_minutes

TEXT = "گزارش دبیرخانه پذیرفته شد."


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    made = simulate(tmp_path).to("reviewing")
    with made.database.transaction() as db:
        agenda.lay_down(db, made.session_id, "گزارش\nرایزنی")
        for one in roll.roll(db, made.session_id)[:3]:
            presence.check_in(db, made.act(), made.session_id, one.id)
    made.wait(minutes=1)
    return made


def item(held: Simulation, place: int = 1) -> int:
    with held.database.reading() as db:
        return agenda.agenda(db, held.session_id).items[place].id


def resolve(held: Simulation, votes: Votes | None, *, text: str = TEXT, sure: bool = False) -> ResolutionValue:
    at = item(held)
    with held.database.transaction() as db:
        return resolution.resolve(db, held.act(), held.session_id, at, text=text, votes=votes, sure=sure)


def correct(held: Simulation, one: ResolutionValue, votes: Votes | None, *, text: str = TEXT) -> ResolutionValue:
    with held.database.transaction() as db:
        return resolution.correct(db, held.act(), held.session_id, one.id, text=text, votes=votes)


def every(held: Simulation) -> tuple[ResolutionValue, ...]:
    with held.database.reading() as db:
        return resolution.resolutions(db, held.session_id)


def kinds(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        home = assembly.assembly(db, held.address)
        return [one.kind for one in journal.entries(db, home.id) if one.kind.startswith("resolution-")]


def test_a_resolution_is_noted_once_with_its_hour_and_item(held: Simulation) -> None:
    began = held.now
    first = resolve(held, Votes(in_favour=2, against=0, abstained=1))
    held.wait(seconds=3)
    assert resolve(held, Votes(in_favour=2, against=0, abstained=1)) == first
    assert every(held) == (first,)
    assert (first.at, first.item, first.votes) == (began, "رایزنی", Votes(in_favour=2, against=0, abstained=1))
    assert kinds(held) == ["resolution-noted"]


def test_numbers_that_cannot_be_true_are_refused_or_confirmed(held: Simulation) -> None:
    with pytest.raises(Refused, match="no-votes"):
        resolve(held, Votes(in_favour=0, against=0, abstained=0))
    with pytest.raises(Refused, match="more-than-present") as refused:
        resolve(held, Votes(in_favour=3, against=1, abstained=0))
    assert refused.value.facts == {"votes": 4, "present": 3}
    assert every(held) == ()
    assert resolve(held, Votes(in_favour=3, against=1, abstained=0), sure=True).votes == Votes(
        in_favour=3, against=1, abstained=0
    )


def test_it_is_corrected_by_who_was_there_then_and_struck(held: Simulation) -> None:
    first = resolve(held, None)
    held.wait(minutes=5)
    with held.database.transaction() as db:
        presence.check_out(db, held.act(), held.session_id, roll.roll(db, held.session_id)[0].id)
    held.wait(minutes=5)
    after = correct(held, first, Votes(in_favour=3, against=0, abstained=0), text="گزارش پذیرفته شد.")
    assert (after.at, after.text, after.votes) == (
        first.at,
        "گزارش پذیرفته شد.",
        Votes(in_favour=3, against=0, abstained=0),
    )
    with pytest.raises(Refused, match="more-than-present"):
        resolve(held, Votes(in_favour=3, against=0, abstained=0), text="دیگر")
    with held.database.transaction() as db:
        resolution.strike(db, held.act(), held.session_id, first.id)
    assert every(held) == ()
    assert kinds(held) == ["resolution-struck", "resolution-corrected", "resolution-noted"]


def test_an_item_with_a_resolution_stays_on_the_agenda(held: Simulation) -> None:
    resolve(held, None)
    with pytest.raises(Refused, match="item-noted"), held.database.transaction() as db:
        agenda.lay_down(db, held.session_id, "گزارش")


def test_another_session_s_item_or_resolution_is_not_here(held: Simulation) -> None:
    one = resolve(held, None)
    with held.database.transaction() as db, pytest.raises(Refused, match="not-found"):
        resolution.resolve(db, held.act(), held.session_id, 999, text=TEXT, votes=None)
    with held.database.transaction() as db, pytest.raises(Refused, match="not-found"):
        resolution.strike(db, held.act(), held.session_id + 1, one.id)


def test_what_the_minutes_say_stays(held: Simulation) -> None:
    one = resolve(held, None)
    held.to("provisional")
    assert correct(held, one, None, text="تا صورت‌جلسه نیست اصلاح می‌شود.").text.startswith("تا")
    keep_minutes(held)
    for again in (lambda: correct(held, one, None), lambda: resolve(held, None, text="تازه")):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.why is noted.MINUTES_SAY
