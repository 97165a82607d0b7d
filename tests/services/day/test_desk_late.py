"""What a desk noted without network arrives late: each entry is put in its place, changes nothing, or is a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Delegate, DeskQuestion
from app.services.acts.act import Act
from app.services.day import desk_queue
from app.services.day.desk_queue import DeskNote
from app.services.hall import by_video, desk_part, electorate, presence
from app.services.hall.desk_part import Choice
from app.services.hall.presence import StayValue
from app.states.desk import DeskAct, DeskDoubt, PartState, PartWay
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

CAME, WENT, VOTED = DeskAct.CAME, DeskAct.WENT, DeskAct.WENT_VOTED
UNDO_CAME, UNDO_WENT = DeskAct.UNDO_CAME, DeskAct.UNDO_WENT
HANDED, BACK = DeskAct.HANDED, DeskAct.BACK
KEYS = ("a" * 20, "b" * 20)


@dataclass
class Door:
    """The first delegate of the roll at two desks; the first desk has the whole roll as its part."""

    held: Simulation
    db: Session
    one: int
    election: int
    part: int

    def act(self, minutes: int = 60) -> Act:
        return replace(self.held.act("desk"), now=self.held.now + timedelta(minutes=minutes))

    def two(self) -> Act:
        return replace(self.held.two(), now=self.held.now + timedelta(minutes=60))

    def send(self, *said: tuple[DeskAct, int], desk: int = 0, election: int | None = 0) -> list[DeskDoubt]:
        """Let a desk send what it noted, each so many minutes after it was given its part; what is asked since."""
        known = set(self.db.scalars(select(DeskQuestion.id)))
        session_id, key = self.held.session_id, KEYS[desk]
        part = desk_part.part_of(self.db, session_id, key)
        assert part is not None
        of = self.election if election == 0 else election
        entries = [
            DeskNote(number=part.merged + place, what=what, delegate_id=self.one, election_id=of)
            if what in (HANDED, BACK)
            else DeskNote(
                number=part.merged + place, what=what, delegate_id=self.one,
                at=self.held.now + timedelta(minutes=minute),
            )
            for place, (what, minute) in enumerate(said, 1)
        ]  # fmt: skip
        desk_queue.merge(self.db, self.act(), session_id, key, sent=self.act().now, entries=entries)
        asked = self.db.scalars(select(DeskQuestion).order_by(DeskQuestion.id))
        return [one.doubt for one in asked if one.id not in known]

    def stays(self) -> list[tuple[int, int | None]]:
        """When the delegate came and went, in minutes."""

        def minute(stay: StayValue) -> tuple[int, int | None]:
            came, went = stay.came - self.held.now, None if stay.went is None else stay.went - self.held.now
            return round(came.total_seconds() / 60), None if went is None else round(went.total_seconds() / 60)

        return [minute(stay) for stay in presence.stays(self.db, [self.one]).get(self.one, ())]

    def is_here(self) -> bool:
        return self.db.get_one(Delegate, self.one).checked_in is not None

    def handed(self) -> bool:
        return electorate.attendance(self.db, self.election).handed == 1

    def hand(self) -> None:
        electorate.hand_slip(self.db, self.act(), self.election, self.one, part_id=self.part)


def give(held: Simulation, db: Session, *, desk: int, which: int, of: int) -> int:
    choice = Choice(way=PartWay.SHARE, chosen=(str(which), str(of)))
    return desk_part.give(db, held.act(), held.session_id, name=f"میز {desk}", choice=choice, key=KEYS[desk]).id


@pytest.fixture
def prepared(hold: Hold) -> Simulation:
    """A frozen election, its slips confirmed, nobody in the hall."""
    held = hold("frozen")
    held.print()
    held.seal()
    return held


def door(held: Simulation, db: Session) -> Door:
    """The first desk has the first half, the second desk the second."""
    one = min(held.delegates, key=lambda one: one.number).id
    part = give(held, db, desk=0, which=1, of=2)
    give(held, db, desk=1, which=2, of=2)
    if one not in desk_part.members(db, part):
        one = min(desk_part.members(db, part))
    return Door(held=held, db=db, one=one, election=held.value.id, part=part)


Sent = tuple[int, DeskAct, int]
"""From which desk, what, and how many minutes after the parts were given."""

PLACED: dict[str, tuple[list[Sent], list[DeskDoubt], list[tuple[int, int | None]]]] = {
    "a going of whom nobody saw come": ([(0, WENT, 5)], [DeskDoubt.LEFT_UNKNOWN], []),
    "a going after one that is known": (
        [(0, CAME, 5), (0, WENT, 10), (1, WENT, 20)], [DeskDoubt.LEFT_UNKNOWN], [(5, 10)],
    ),
    "a going that two desks noted at one instant": ([(0, CAME, 5), (0, WENT, 10), (1, WENT, 10)], [], [(5, 10)]),
    "a going before one that is known": (
        [(0, CAME, 5), (0, WENT, 20), (1, WENT, 10)], [DeskDoubt.LEFT_TWICE], [(5, 20)],
    ),
    "a going in a stay that only lasted until the next": (
        [(0, CAME, 20), (1, CAME, 5), (1, WENT, 10)], [], [(5, 10), (20, None)],
    ),
    "a going taken back": ([(0, CAME, 5), (0, WENT, 10), (0, UNDO_WENT, 11)], [], [(5, None)]),
    "a going taken back by the desk that did not note it": (
        [(0, CAME, 5), (0, WENT, 10), (1, UNDO_WENT, 11)], [], [(5, 10)],
    ),
    "a going taken back after somebody came anew": (
        [(0, CAME, 5), (0, WENT, 10), (1, CAME, 20), (0, UNDO_WENT, 30)], [], [(5, None)],
    ),
    "a coming taken back": ([(0, CAME, 5), (0, UNDO_CAME, 6)], [], []),
    "a coming taken back that another desk noted later too": (
        [(0, CAME, 5), (1, CAME, 7), (0, UNDO_CAME, 8)], [], [(7, None)],
    ),
    "a coming taken back that another desk noted at one instant": (
        [(0, CAME, 5), (1, CAME, 5), (0, UNDO_CAME, 8)], [DeskDoubt.UNDO_LATE], [(5, None)],
    ),
    "a going before a coming that another desk noted": (
        [(0, CAME, 5), (1, CAME, 20), (0, WENT, 10)], [], [(5, 10), (20, None)],
    ),
    "a going after a coming that another desk noted": (
        [(0, CAME, 5), (1, CAME, 20), (0, WENT, 30)], [], [(5, 30)],
    ),
    "a coming taken back after another desk noted the going": (
        [(0, CAME, 5), (1, WENT, 10), (0, UNDO_CAME, 11)], [DeskDoubt.UNDO_LATE], [(5, 10)],
    ),
    "a coming taken back by the desk that noted none": ([(0, CAME, 5), (1, UNDO_CAME, 6)], [], [(5, None)]),
    "a coming taken back that ended a stay before": (
        [(0, CAME, 20), (1, CAME, 5), (0, UNDO_CAME, 21)], [], [(5, None)],
    ),
    "the earlier of two comings taken back": ([(0, CAME, 20), (1, CAME, 5), (1, UNDO_CAME, 21)], [], [(20, None)]),
}  # fmt: skip
"""What arrives in this order, what is asked, and which stays are known then."""


@pytest.mark.parametrize("name", PLACED)
def test_what_arrives_late_is_put_in_its_place_or_asked_about(prepared: Simulation, name: str) -> None:
    sent, asked, stays = PLACED[name]
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        doubts = [doubt for desk, what, minute in sent for doubt in at.send((what, minute), desk=desk)]
        assert doubts == asked
        assert at.stays() == stays
        assert at.is_here() is any(went is None for _, went in stays)
        assert [one.doubt for one in desk_queue.questions(db, prepared.session_id)] == asked


def test_what_who_presides_stated_no_desk_ends(prepared: Simulation) -> None:
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        desk_part.give_back(db, at.act(), prepared.session_id, KEYS[0], last=0)
        two = at.two()
        by_video.mark(db, two, prepared.session_id, at.one, by_video=True, reason="راه دور")
        by_video.state_present(db, replace(two, now=at.act(1).now), prepared.session_id, [at.one])
        before = at.stays()
        by_video.state_present(db, replace(two, now=at.act(2).now), prepared.session_id, [at.one])
        assert at.stays() == before == [(1, None)]
        assert at.send((WENT, 10), desk=1) == [DeskDoubt.BY_VIDEO]
        assert at.send((CAME, 12), desk=1) == [DeskDoubt.BY_VIDEO]
        assert at.stays() == before
        assert at.is_here()


Do = Callable[[Door], object]

SLIPS: dict[str, tuple[Do, tuple[tuple[DeskAct, int], ...], int | None, list[DeskDoubt], bool]] = {
    "a slip handed": (lambda at: None, ((CAME, 5), (HANDED, 0)), 0, [], True),
    "a slip handed to who has gone": (
        lambda at: at.send((CAME, 5), (WENT, 9)), ((HANDED, 0),), 0, [DeskDoubt.LEFT_WITH_SLIP], True,
    ),
    "a slip of an election that is not there": (
        lambda at: at.send((CAME, 5)), ((HANDED, 0),), 10_000, [DeskDoubt.SLIP_IMPOSSIBLE], False,
    ),
    "a slip of no election": (lambda at: at.send((CAME, 5)), ((HANDED, 0),), None, [DeskDoubt.SLIP_IMPOSSIBLE], False),
    "a slip given back": (lambda at: at.send((CAME, 5), (HANDED, 0)), ((BACK, 0),), 0, [], False),
    "a slip given back that nobody was handed": (lambda at: at.send((CAME, 5)), ((BACK, 0),), 0, [], False),
    "a second slip": (
        lambda at: at.send((CAME, 5), (HANDED, 0)), ((HANDED, 0),), 0, [DeskDoubt.SLIP_TWICE], True,
    ),
    "who goes with a slip that may vote": (
        lambda at: at.send((CAME, 5), (HANDED, 0)), ((WENT, 9),), 0, [DeskDoubt.LEFT_WITH_SLIP], True,
    ),
    "who goes and says that it has voted": (lambda at: at.send((CAME, 5), (HANDED, 0)), ((VOTED, 9),), 0, [], True),
    "a coming taken back on which a slip is held": (
        lambda at: at.send((CAME, 5), (HANDED, 0)), ((UNDO_CAME, 9),), 0, [DeskDoubt.UNDO_LATE], True,
    ),
}  # fmt: skip
"""What was before, what the desk sends, of which election (0: of the one that is held), what is asked, who has one."""


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_that_a_desk_notes_is_recorded_or_asked_about(prepared: Simulation, name: str) -> None:
    before, sent, election, asked, handed = SLIPS[name]
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        before(at)
        assert at.send(*sent, election=election) == asked
        assert at.handed() is handed


def test_two_officers_take_a_part_back_once_with_the_slips_that_were_handed(prepared: Simulation) -> None:
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        others = {one.id for one in prepared.delegates} - desk_part.members(db, at.part)
        presence.check_in(db, at.act(), prepared.session_id, at.one)
        at.hand()
        said = {(at.election, at.one)}
    for wrong, code in (({(at.election, min(others))}, "not-found"), ({(10_000, at.one)}, "not-found")):
        before = everything(prepared.database)
        with refused(code), prepared.database.transaction() as db:
            desk_queue.take_back(db, at.two(), prepared.session_id, at.part, handed=wrong)
        assert everything(prepared.database) == before
    with prepared.database.transaction() as db:
        at.db = db
        found = desk_queue.take_back(db, at.two(), prepared.session_id, at.part, handed=said)
        assert found.state is PartState.TAKEN_BACK
        assert at.handed()
    before = everything(prepared.database)
    with prepared.database.transaction() as db:
        assert desk_queue.take_back(db, at.two(), prepared.session_id, at.part, handed=said) == found
    assert everything(prepared.database) == before


def test_a_slip_of_a_part_that_was_taken_back_is_a_question_until_it_came_back(prepared: Simulation) -> None:
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        at.send((CAME, 5))
        desk_queue.take_back(db, at.two(), prepared.session_id, at.part, handed=())
        assert at.send((BACK, 0)) == []  # nobody asked, and nobody has one
        assert at.send((HANDED, 0)) == [DeskDoubt.SLIP_NOT_OURS]
        assert at.send((BACK, 0)) == []
        assert desk_queue.questions(db, prepared.session_id) == ()
        electorate.hand_slip(db, at.act(), at.election, at.one)
        assert at.send((BACK, 0)) == [DeskDoubt.SLIP_NOT_OURS]
        assert at.handed()


def test_a_question_is_looked_at_once(prepared: Simulation) -> None:
    with prepared.database.transaction() as db:
        at = door(prepared, db)
        at.send((WENT, 5))
        (asked,) = desk_queue.questions(db, prepared.session_id)
        desk_queue.note_seen(db, at.act(), prepared.session_id, asked.id)
        assert desk_queue.questions(db, prepared.session_id) == ()
    before = everything(prepared.database)
    with prepared.database.transaction() as db:
        desk_queue.note_seen(db, at.act(), prepared.session_id, asked.id)
    assert everything(prepared.database) == before
    with refused("not-found"), prepared.database.transaction() as db:
        desk_queue.note_seen(db, at.act(), prepared.session_id + 1, asked.id)
