"""Desks at the door as their pages behave: each with its own clock, list of entries and view of the roll; with network
or without. What really lies in people's hands is kept beside, so that a test can compare."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy.orm import Session

from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.day import desk_queue
from app.services.day.desk_queue import DeskNote
from app.services.hall import by_video, desk_part, electorate, presence, roll
from app.services.hall.desk_part import Choice
from app.states.desk import DeskAct, PartState, PartWay
from tests.support.assemblies import Simulation

Packet = tuple[str, timedelta, tuple[DeskNote, ...]]
"""What a desk sent: its key, how wrong its clock was, and the entries."""


class OfVideo(Enum):
    """What officers record of who attends by video."""

    MARK = "mark"
    UNMARK = "unmark"
    SEEN = "seen"
    GONE = "gone"


@dataclass
class Desk:
    """A desk; `mine` is its part of the roll, None without one; `entries` all that it ever noted with that part."""

    key: str
    wrong: timedelta
    online: bool = True
    mine: frozenset[int] | None = None
    entries: list[DeskNote] = field(default_factory=list)
    arrived: int = 0
    here: set[int] = field(default_factory=set)
    handed: set[int] = field(default_factory=set)


@dataclass
class Hall:
    """The hall: what the desks did, and what is really so: `slips` in each one's hands, who came when, whom the
    chair has `seen` by video and not lost sight of, who `returned` a slip at a desk without a part, and whose slip came
    back `unheard`, to a desk whose part was taken before it could say so."""

    held: Simulation
    db: Session
    election: int
    now: datetime
    slips: dict[int, int] = field(default_factory=dict)
    came: list[tuple[int, datetime]] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    returned: set[int] = field(default_factory=set)
    unheard: set[int] = field(default_factory=set)

    def act(self, *roles: str) -> Act:
        return replace(self.held.act(*(roles or ("desk",))), now=self.now)

    def look(self, desk: Desk) -> None:
        """The desk reads the roll anew, and lays over it what it noted and has not sent."""
        found = roll.roll(self.db, self.held.session_id)
        desk.here = {one.id for one in found if one.checked_in is not None}
        desk.handed = {one.id for one in found if self.election in one.handed}
        part = desk_part.part_of(self.db, self.held.session_id, desk.key)
        if part is None or part.state is not PartState.HELD:
            desk.mine = None
        for entry in desk.entries[desk.arrived :]:
            self.lay(desk, entry)

    def lay(self, desk: Desk, entry: DeskNote) -> None:
        """What the page shows after an entry."""
        one = entry.delegate_id
        if entry.what in (DeskAct.CAME, DeskAct.UNDO_WENT):
            desk.here.add(one)
        elif entry.what in (DeskAct.WENT, DeskAct.WENT_VOTED, DeskAct.UNDO_CAME):
            desk.here.discard(one)
        elif entry.what is DeskAct.HANDED:
            desk.handed.add(one)
        else:
            desk.handed.discard(one)

    def give(self, desk: Desk, which: int, of: int) -> bool:
        """Give a desk its part, with a new key, as the browser gets it; whether there was one to give."""
        choice = Choice(way=PartWay.SHARE, chosen=(str(which), str(of)))
        key = f"{desk.key.split('.')[0]}.{len(self.packets)}.{self.now.timestamp()}"
        try:
            part = desk_part.give(self.db, self.act(), self.held.session_id, name=desk.key, choice=choice, key=key)
        except Refused:
            return False
        desk.key, desk.entries, desk.arrived = key, [], 0
        desk.mine = desk_part.members(self.db, part.id)
        self.look(desk)
        return True

    def note(self, desk: Desk, what: DeskAct, one: int) -> None:
        """A desk with a part notes something."""
        of_slip = what in (DeskAct.HANDED, DeskAct.BACK)
        at = None if of_slip else self.now + desk.wrong
        number = len(desk.entries) + 1
        entry = DeskNote(
            number=number, what=what, delegate_id=one, election_id=self.election if of_slip else None, at=at
        )
        desk.entries.append(entry)
        self.lay(desk, entry)
        self.count(what, one)

    def count(self, what: DeskAct, one: int) -> None:
        """What really happens."""
        step = {DeskAct.HANDED: 1, DeskAct.BACK: -1}.get(what, 0)
        self.slips[one] = self.slips.get(one, 0) + step
        if what is DeskAct.CAME:
            self.came.append((one, self.now))

    def send(self, desk: Desk) -> None:
        """Send what has not arrived; a copy stays in the network, and may arrive again."""
        packet = (desk.key, desk.wrong, tuple(desk.entries[desk.arrived :]))
        self.packets.append(packet)
        self.arrive(packet)
        part = desk_part.part_of(self.db, self.held.session_id, desk.key)
        desk.arrived = 0 if part is None else part.merged
        self.look(desk)

    def arrive(self, packet: Packet) -> None:
        """A packet arrives, as late as may be: its entries were noted long ago, its clock is as wrong as it was."""
        key, wrong, entries = packet
        sent = self.now + wrong
        desk_queue.merge(self.db, self.act(), self.held.session_id, key, sent=sent, entries=entries)

    def video(self, what: OfVideo, one: int) -> None:
        """Officers say how somebody attends, or record what the chair states, where that is allowed."""
        session_id, two = self.held.session_id, self.act("secretary", "returning-officer")
        try:
            with self.db.begin_nested():
                if what in (OfVideo.MARK, OfVideo.UNMARK):
                    by_video.mark(self.db, two, session_id, one, by_video=what is OfVideo.MARK)
                elif what is OfVideo.GONE:
                    by_video.state_gone(self.db, two, session_id, one)
                    self.seen.discard(one)
                elif not presence.is_at_door(self.db, one):
                    by_video.state_present(self.db, two, session_id, [one])
                    self.seen.add(one)
                    self.came.append((one, self.now))
        except Refused:
            pass

    def direct(self, what: DeskAct, one: int) -> bool:
        """A desk without a part does something at once; whether it was allowed. Who is here already did not come."""
        session_id = self.held.session_id
        if what is DeskAct.CAME and roll.delegate(self.db, session_id, one).checked_in is not None:
            return False
        try:
            with self.db.begin_nested():
                if what is DeskAct.CAME:
                    presence.check_in(self.db, self.act(), session_id, one)
                elif what in (DeskAct.WENT, DeskAct.WENT_VOTED):
                    presence.check_out(self.db, self.act(), session_id, one, voted=what is DeskAct.WENT_VOTED)
                    self.seen.discard(one)
                elif what is DeskAct.HANDED:
                    electorate.hand_slip(self.db, self.act(), self.election, one)
                else:
                    electorate.take_back_slip(self.db, self.act(), self.election, one)
                    self.returned.add(one)
        except Refused:
            return False
        self.count(what, one)
        return True
