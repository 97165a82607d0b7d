"""The agenda: items of the text, begun and ended with a touch, their hours kept, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.hall import agenda, calling, session
from app.services.hall.agenda import AgendaValue
from app.services.register import assembly
from app.states.agenda import ItemKind
from tests.support.assemblies import Simulation, simulate

LINES = ("گشایش و تلاوت قرآن", "گزارش دبیرخانه", "معرفی نامزدها", "رأی‌گیری", "اعلام نتیجه", "ناهار")


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    made = simulate(tmp_path)
    write(made, *LINES)
    return made


def write(held: Simulation, *lines: str) -> AgendaValue:
    """Save the session with an agenda of these lines."""
    with held.database.transaction() as db:
        home = assembly.assembly(db, held.address)
        found = session.sessions(db, home.id)[0]
        draft = replace(calling.draft_of(found), agenda="\n".join(lines))
        session.change_session(
            db, held.two(), found.id, presidium=found.presidium, quorum=draft.quorum, held_on=draft.held_on,
            place=draft.place, agenda=draft.agenda,
        )  # fmt: skip
    return read(held)


def read(held: Simulation) -> AgendaValue:
    with held.database.reading() as db:
        return agenda.agenda(db, held.session_id)


def start(held: Simulation, place: int) -> AgendaValue:
    with held.database.transaction() as db:
        return agenda.start_item(db, held.act(), held.session_id, read(held).items[place].id)


def end(held: Simulation, place: int) -> AgendaValue:
    with held.database.transaction() as db:
        return agenda.end_item(db, held.act(), held.session_id, read(held).items[place].id)


def kinds(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        home = assembly.assembly(db, held.address)
        return [one.kind for one in journal.entries(db, home.id) if one.kind.startswith("item-")]


def test_the_lines_are_the_items_and_their_kinds_are_guessed(held: Simulation) -> None:
    assert [one.kind for one in read(held).items] == [
        ItemKind.OPENING, ItemKind.REPORTS, ItemKind.PRESENTATIONS, ItemKind.VOTE, ItemKind.RESULT, ItemKind.OTHER,
    ]  # fmt: skip


def test_a_touch_begins_an_item_ends_the_one_before_and_keeps_the_hours(held: Simulation) -> None:
    began = held.now
    start(held, 0)
    held.wait(minutes=12)
    after = start(held, 1)
    assert (after.items[0].started, after.items[0].ended) == (began, held.now)
    assert after.now == after.items[1]
    assert after.next == after.items[2]
    assert after.began == began
    assert after.ended is None
    held.wait(minutes=5)
    assert end(held, 1).now is None


def test_a_second_touch_changes_nothing(held: Simulation) -> None:
    first = start(held, 0)
    held.wait(seconds=2)
    assert start(held, 0) == first
    ended = end(held, 0)
    held.wait(seconds=2)
    assert end(held, 0) == ended
    assert kinds(held) == ["item-ended", "item-started"]


def test_an_item_that_was_over_goes_on_and_one_begun_by_mistake_is_taken_back(held: Simulation) -> None:
    began = held.now
    start(held, 0)
    held.wait(minutes=1)
    start(held, 5)
    with held.database.transaction() as db:
        agenda.take_back_item(db, held.act(), held.session_id, read(held).items[5].id)
    assert read(held).items[5].started is None
    again = start(held, 0)
    assert (again.items[0].started, again.items[0].ended) == (began, None)


def test_the_session_ends_with_its_last_item(held: Simulation) -> None:
    start(held, 0)
    start(held, 5)
    held.wait(minutes=3)
    assert end(held, 5).ended == held.now


def test_what_was_begun_stays_and_the_rest_may_change(held: Simulation) -> None:
    start(held, 1)
    with pytest.raises(Refused) as refused:
        write(held, *(one for one in LINES if one != LINES[1]))
    assert refused.value.why is agenda.ITEM_BEGUN
    after = write(held, LINES[1], LINES[0], "بحث آزاد")
    assert [one.title for one in after.items] == [LINES[1], LINES[0], "بحث آزاد"]
    assert after.now == after.items[0]
    assert after.items[2].kind == ItemKind.DELIBERATION


def test_items_of_another_session_are_not_found(held: Simulation, tmp_path: Path) -> None:
    beside = simulate(tmp_path, database=held.database, address="sepehr")
    with pytest.raises(Refused), held.database.transaction() as db:
        agenda.start_item(db, held.act(), beside.session_id, read(held).items[0].id)
