"""Who attends by video: marked on the roll, present by the chair's statement, counted, with a personal slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import AssemblySession, HandedSlip, JournalEntry
from app.services.acts import journal
from app.services.hall import by_video, calling, came_and_went, desk_part, electorate, presence, roll, roll_instant
from app.services.hall.desk_part import Choice
from app.services.voting.slip_printing import print_slips
from app.states.desk import PartWay
from app.states.election import Quorum
from app.states.roll import RollEdit
from ballots.token import Kind
from tests.support.assemblies import Simulation, everything, refused, simulate_at

PAIR = ("secretary", "returning-officer")
REASON = "سفر ناگهانی نماینده"
CHAIR = "حسین آذرنوش"


def name_chair(held: Simulation, name: str = CHAIR) -> None:
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).chair = name


def mark(held: Simulation, place: int, *officers: str, video: bool = True) -> roll.DelegateValue:
    with held.database.transaction() as db:
        one = held.delegates[place].id
        return by_video.mark(db, held.act(*officers), held.session_id, one, by_video=video, reason=REASON)


def state(held: Simulation, *places: int) -> tuple[roll.DelegateValue, ...]:
    with held.database.transaction() as db:
        ids = [held.delegates[place].id for place in places]
        return by_video.state_present(db, held.act("desk"), held.session_id, ids)


def gone(held: Simulation, place: int) -> None:
    with held.database.transaction() as db:
        by_video.state_gone(db, held.act("desk"), held.session_id, held.delegates[place].id)


def hand(held: Simulation, place: int) -> None:
    with held.database.transaction() as db:
        electorate.hand_slip(db, held.act("desk"), held.value.id, held.delegates[place].id)


def come(held: Simulation, place: int) -> None:
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, held.delegates[place].id)


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    held = simulate_at(tmp_path, "draft", delegates=3)
    name_chair(held)
    return held


@pytest.fixture
def printed(tmp_path: Path) -> Simulation:
    """Frozen; the first delegate attends by video; one of the slips is personal."""
    held = simulate_at(tmp_path, "reviewing")
    name_chair(held)
    mark(held, 0, "secretary")
    held.freeze()
    with held.database.transaction() as db:
        signing = held.ring.signing[Kind.SLIP]
        held.slips = print_slips(
            db, held.act(), held.election, 8, key_id=signing.key_id, key=signing.private, personal=1
        )
    held.seal()
    return held


def test_one_officer_marks_before_the_instant_and_two_with_a_reason_after_it(held: Simulation) -> None:
    assert mark(held, 0, "secretary").by_video
    assert not mark(held, 0, "secretary", video=False).by_video
    with held.database.reading() as db:
        assert roll_instant.changes(db, held.session_id) == ()
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).roll_until = held.now
    before = everything(held.database)
    with refused("two-officers-needed"):
        mark(held, 0, "secretary")
    with refused("officer-role"):
        mark(held, 0, "secretary", "desk")
    assert everything(held.database) == before
    mark(held, 0, *PAIR)
    mark(held, 0, *PAIR)  # what stands there already is no change
    mark(held, 0, *PAIR, video=False)
    with held.database.reading() as db:
        said = [(one.edit, one.reason, one.person) for one in roll_instant.changes(db, held.session_id)]
    name = held.delegates[0].name
    assert said == [(RollEdit.BY_VIDEO, REASON, name), (RollEdit.IN_HALL, REASON, name)]


def test_presence_is_the_chairs_statement_with_name_and_hour_and_not_the_doors(held: Simulation) -> None:
    mark(held, 0, "secretary")
    mark(held, 1, "secretary")
    with refused("delegate-by-video"):
        come(held, 0)
    with refused("video-hall"):
        state(held, 0, 2)
    with refused("video-nobody"):
        state(held)
    name_chair(held, " ")
    with refused("chair-missing"):
        state(held, 0)
    name_chair(held)
    at = held.now
    state(held, 0)
    held.wait(minutes=4)
    state(held, 0, 1)  # the first one's hour stays
    come(held, 2)
    with held.database.reading() as db:
        counted, stays = calling.figures(db, held.session_id), presence.stays(db, [held.delegates[0].id])
        told = [row for row in db.scalars(select(JournalEntry)) if row.kind == journal.Kind.PRESENCE_STATED]
        said = [(row.detail["stated_by"], row.detail["delegates"]) for row in told]
    assert (counted.present, counted.by_video) == (3, 2)
    (stay,) = stays[held.delegates[0].id]
    assert (stay.came, stay.stated_by) == (at, CHAIR)
    assert said == [(CHAIR, [held.delegates[0].id]), (CHAIR, [held.delegates[1].id])]


def test_who_is_there_by_video_counts_for_the_quorum_like_anybody(held: Simulation) -> None:
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).quorum = Quorum.INTRODUCED
    for place in (0, 1, 2):
        mark(held, place, "secretary")
    with held.database.reading() as db:
        assert not electorate.attendance(db, held.value.id).reached
    state(held, 0, 1, 2)
    with held.database.reading() as db:
        counted = electorate.attendance(db, held.value.id)
    assert (counted.present, counted.by_video, counted.reached) == (3, 3, True)


def test_a_broken_line_ends_the_presence_and_a_new_statement_begins_another(held: Simulation) -> None:
    mark(held, 0, "secretary")
    at = held.now
    state(held, 0)
    with refused("video-present"):
        mark(held, 0, "secretary", video=False)
    held.wait(minutes=5)
    gone(held, 0)
    with held.database.reading() as db:
        assert calling.figures(db, held.session_id).present == 0
    held.wait(minutes=5)
    state(held, 0)
    with held.database.reading() as db:
        (one,) = electorate.by_video(db, held.value.id).values()
    assert one == came_and_went.StatedPresence(since=at, stated_by=CHAIR)
    gone(held, 0)
    mark(held, 0, "secretary", video=False)
    come(held, 0)  # after all
    with refused("video-hall"):
        gone(held, 0)
    with held.database.reading() as db:
        assert electorate.by_video(db, held.value.id) == {}
        assert electorate.attendance(db, held.value.id).present == 1


def test_so_many_personal_slips_are_handed_as_there_are_and_never_which(printed: Simulation) -> None:
    with refused("delegate-absent"):
        hand(printed, 0)
    state(printed, 0)
    hand(printed, 0)
    with refused("two-officers-needed"):
        mark(printed, 1, "secretary")
    mark(printed, 1, *PAIR)
    state(printed, 1)
    with refused("delegate-personal"):
        hand(printed, 1)
    come(printed, 2)
    hand(printed, 2)  # a drawn one
    gone(printed, 0)
    with refused("delegate-holds-slip"):
        mark(printed, 0, *PAIR, video=False)
    with printed.database.reading() as db:
        counted = electorate.attendance(db, printed.value.id)
    assert (counted.present, counted.by_video, counted.handed) == (2, 1, 2)
    assert set(HandedSlip.__table__.columns.keys()) == {"election_id", "delegate_id", "noted"}


def test_after_the_closing_it_stays_known_who_was_there_by_video(printed: Simulation) -> None:
    """Also of one whose line broke after the vote, and whatever the roll says later."""
    state(printed, 0)
    for place in range(1, len(printed.delegates)):
        come(printed, place)
    for place in range(len(printed.delegates)):
        hand(printed, place)
    printed.pass_tests()
    printed.open_poll()
    gone(printed, 0)
    printed.vote_and_close()
    with printed.database.reading() as db:
        counted, there = electorate.attendance(db, printed.value.id), electorate.by_video(db, printed.value.id)
    assert (counted.by_video, list(there)) == (1, [printed.delegates[0].id])
    assert counted.present == len(printed.delegates)
    with refused("roll-closed"):
        state(printed, 0)
    with refused("roll-closed"):
        mark(printed, 1, *PAIR)


def test_no_desk_without_network_has_who_attends_by_video(held: Simulation) -> None:
    mark(held, 0, "secretary")
    with held.database.transaction() as db:
        everybody = Choice(way=PartWay.SHARE, chosen=("1", "1"))
        part = desk_part.give(db, held.act("desk"), held.session_id, name="میز", choice=everybody, key="k")
        assert desk_part.members(db, part.id) == {one.id for one in held.delegates[1:]}
    with refused("slip-at-desk"):
        mark(held, 1, "secretary")
