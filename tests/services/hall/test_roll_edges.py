"""What is recorded of the hall twice, by mistake or of nobody: the same again changes nothing, a mistake is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Delegate, Election, Elector, HallStay, Institution, Voter
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.day import desk
from app.services.hall import calling, elector_list, electorate, guest, look_up, presence, roll, roll_list, session
from app.states.guest import GuestKind
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def later(held: Simulation, minutes: int) -> Act:
    return replace(held.act("desk"), now=held.now + timedelta(minutes=minutes))


def session_value(db: Session, held: Simulation) -> session.SessionValue:
    return session.session_values(db, [held.session_id])[held.session_id]


def called(db: Session, held: Simulation, **more: Any) -> calling.SessionDraft:
    now = session_value(db, held)
    draft = calling.SessionDraft(
        number=now.number, held_on=now.held_on, begins=now.begins, ends=now.ends, place=now.place, quorum=now.quorum
    )
    return replace(draft, **more)


def recall(held: Simulation, act: Act | None = None, **more: Any) -> session.SessionValue:
    with held.database.transaction() as db:
        return calling.recall_session(db, act or held.two(), held.session_id, called(db, held, **more))


def test_a_session_is_called_anew_by_a_free_number_and_other_hours(hold: Hold) -> None:
    held = hold()
    found = recall(held, begins="10:00", ends="12:30")
    assert (found.number, found.begins, found.ends) == (1, "10:00", "12:30")
    found = recall(held, number=4)
    assert (found.number, found.begins) == (4, "10:00")
    before = everything(held.database)
    assert recall(held) == found
    assert everything(held.database) == before
    with held.database.transaction() as db:
        session.create_session(
            db, held.act(), assembly=held.address, number=7, held_on=found.held_on, place=found.place,
            quorum=found.quorum, agenda="",
        )  # fmt: skip
    before = everything(held.database)
    for number, code in ((7, "number-taken"), (901, "number-stands")):
        with refused(code):
            recall(held, number=number)
    assert everything(held.database) == before


def test_the_number_of_a_session_stands_once_something_is_frozen(hold: Hold) -> None:
    held = hold("frozen")
    with refused("number-stands"):
        recall(held, number=4)
    assert recall(held, begins="10:00").begins == "10:00"


def choose(held: Simulation, **more: Any) -> int:
    with held.database.transaction() as db:
        return elector_list.choose(db, held.act(), held.value.id, **more)


def test_a_list_of_electors_takes_on_and_off_and_notes_only_what_changed(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        db.execute(update(Election).values(electorate="list"))
        db.execute(delete(Elector))
    first, second, *_ = (one.institution.id for one in held.delegates)
    assert choose(held, on=(first, second)) == 2
    assert choose(held, off=(first,)) == 1
    before = everything(held.database)
    assert choose(held, on=(second,), off=(first,)) == 1
    assert everything(held.database) == before
    with held.database.reading() as db:
        assert elector_list.electors(db, held.value.id) == {second}


def test_an_empty_list_of_electors_is_copied_as_an_empty_one(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        db.execute(delete(Elector))
        elector_list.copy(db, held.value.id, held.value.id)
        assert elector_list.count(db, held.value.id) == 0


def test_where_nobody_of_the_roll_votes_nobody_is_kept_as_a_voter(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        db.execute(update(Election).values(electorate="list"))
        db.execute(delete(Elector))
        electorate.fix(db, held.value.id)
        assert db.scalars(select(Voter)).all() == []


def test_in_an_annulled_election_no_slip_is_handed_out(hold: Hold) -> None:
    held = hold("frozen")
    election, one = held.value.id, held.delegates[0].id
    with held.database.transaction() as db:
        presence.check_in(db, held.act(), held.session_id, one)
        db.execute(update(Election).values(phase="annulled"))
    before = everything(held.database)
    with refused("phase-wrong"), held.database.transaction() as db:
        electorate.hand_slip(db, held.act(), election, one)
    assert everything(held.database) == before


def test_a_guest_comes_and_goes_once(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        known = guest.add_guest(db, held.act(), held.session_id, kind=GuestKind.PRESS, name="مهمان", house="روزنامه")
        guest.guest_moves(db, later(held, 1), held.session_id, known.id, is_in=True)
    before = everything(held.database)
    with held.database.transaction() as db:
        again = guest.guest_moves(db, later(held, 2), held.session_id, known.id, is_in=True)
    assert (again.is_here, again.came) == (True, held.now + timedelta(minutes=1))
    assert everything(held.database) == before
    with held.database.transaction() as db:
        gone = guest.guest_moves(db, later(held, 3), held.session_id, known.id, is_in=False)
    assert (gone.is_here, gone.went) == (False, held.now + timedelta(minutes=3))


def test_a_delegate_is_found_by_the_province_of_who_sent_it(hold: Hold) -> None:
    held = hold()
    with held.database.reading() as db:
        every = roll.roll(db, held.session_id)
        found = look_up.look_up(db, held.session_id, "مازندران", most=9)
        here = {one.id for one in every if db.get_one(Institution, one.institution.id).province == "IR-02"}
        assert {one.id for one in found} == here
        assert 0 < len(here) < len(every)


Before = Callable[[Session, Simulation, Delegate], None]


def came_again(db: Session, held: Simulation, row: Delegate) -> None:
    presence.check_in(db, held.act(), held.session_id, row.id)
    db.execute(update(HallStay).values(again=True))


def gone_then_by_video(db: Session, held: Simulation, row: Delegate) -> None:
    presence.check_in(db, held.act(), held.session_id, row.id)
    presence.check_out(db, later(held, 1), held.session_id, row.id)
    row.by_video = True


@pytest.mark.parametrize(
    ("before", "leaving", "code"),
    [(came_again, False, "presence-moved-on"), (gone_then_by_video, True, "delegate-by-video")],
)
def test_what_others_noted_too_or_who_is_by_video_now_is_not_taken_back(
    hold: Hold, before: Before, leaving: bool, code: str
) -> None:
    held = hold()
    one = held.delegates[0].id
    with held.database.transaction() as db:
        before(db, held, db.get_one(Delegate, one))
        (stay,) = presence.stays(db, [one])[one]
    known = everything(held.database)
    with refused(code), held.database.transaction() as db:
        presence.undo(db, later(held, 5), held.session_id, one, stay.id, leaving=leaving)
    assert everything(held.database) == known


def test_namesakes_of_namesake_institutions_are_told_apart_by_the_province_or_the_number(hold: Hold) -> None:
    held = hold()
    first, second, third, *_ = sorted(one.institution.id for one in held.delegates)
    name = Names("انجمن همنام")
    with held.database.transaction() as db:
        for one, province in ((first, "IR-01"), (second, "IR-01"), (third, "IR-02")):
            row = db.get_one(Institution, one)
            row.name_fa, row.province = name.fa, province
    with held.database.reading() as db:
        lines = {one.delegate.institution.id: one for one in desk.lines(db, held.session_id, held.delegates)}
    assert lines[first].apart == lines[second].apart == {"province", "number", "institution"}
    assert lines[third].apart == {"province", "institution"}
    assert all(one.apart == {"institution"} for key, one in lines.items() if key not in (first, second, third))


def test_what_is_noted_of_a_guest_stands_in_the_journal_once(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        known = guest.add_guest(db, held.act(), held.session_id, kind=GuestKind.PRESS, name="مهمان", house="")
        for _ in range(2):
            guest.guest_moves(db, held.act(), held.session_id, known.id, is_in=True)
        home = session_value(db, held).assembly.id
        said = journal.of_assembly(db, home, journal.Kind.GUEST_CAME, held.now)
    assert len(said) == 1


def test_a_row_that_puts_an_institution_into_another_province_says_where_it_is(hold: Hold) -> None:
    held = hold(delegates=0)
    with held.database.transaction() as db:
        sender = next(one for one in roll_list.awaited(db, held.session_id) if one.province == "IR-01")
        table = roll_list.read(f"نهاد,استان,نماینده\n{sender.name.fa},مازندران,مینا کوهی\n".encode())
        number = roll_list.take(db, held.act("desk"), held.session_id, "فهرست.csv", table)
        (line,) = roll_list.preview(db, held.session_id, number).lines
        assert [(one.column, one.code, one.said) for one in line.faults] == [("province", "elsewhere", "IR-01")]
        entered = roll_list.confirm(db, held.act("desk"), held.session_id, number)
        assert (entered.added, entered.left) == (0, 1)
        assert roll.roll(db, held.session_id) == ()
