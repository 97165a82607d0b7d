"""The desk at the door: who stands before it, what can be recorded for that one, and how the hall fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.names import Names
from app.models import Delegate, DeskPart, DeskQuestion, HallStay, HandedSlip
from app.services.election.election import ElectionValue, elections
from app.services.hall import calling, electorate, guest, presence, roll
from app.services.hall.calling import Figures
from app.services.hall.electorate import Attendance
from app.services.hall.presence import StayValue
from app.services.hall.roll import DelegateValue
from app.services.hall.rows import has_sealed_slips
from app.states.phase import POLLING

LATEST = 6
"""So many comings and goings are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """What an election has for a delegate: whether one has a vote, holds a slip, and whether slips are handed out."""

    election: ElectionValue
    votes: bool
    handed: bool
    handing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLine:
    """A delegate before the desk: with every stay, and the elections of the session that matter at the door.

    `apart`: what tells this one from namesakes in the same answer, "institution" or "province", or nothing.
    """

    delegate: DelegateValue
    stays: tuple[StayValue, ...]
    slips: tuple[SlipLine, ...]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RollHours:
    """A delegate with every stay in the hall."""

    delegate: DelegateValue
    stays: tuple[StayValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Somebody came, or went."""

    delegate_id: int
    name: Names
    institution: Names
    stay: StayValue


@dataclass(frozen=True, slots=True, kw_only=True)
class HallView:
    """The hall as every desk sees it: its `stamp`, how many are here of the roll, the figures of the session, the
    attendance of each election that goes on, who came or went last, and how many guests are here."""

    stamp: str
    enrolled: int
    figures: Figures
    attendances: tuple[tuple[ElectionValue, Attendance], ...]
    latest: tuple[Movement, ...]
    guests: int


def lines(db: Session, session_id: int, found: Sequence[DelegateValue]) -> tuple[DoorLine, ...]:
    """The lines of delegates."""
    held = going_on(db, session_id)
    voteless = {one.id: electorate.without_vote(db, one.id) for one in held}
    sealed = {one.id for one in held if has_sealed_slips(db, one.id)}
    stays = presence.stays(db, [one.id for one in found])
    apart = _apart(found)
    return tuple(
        DoorLine(
            delegate=one, stays=stays.get(one.id, ()), apart=apart[one.id],
            slips=tuple(
                SlipLine(
                    election=election, votes=one.id not in voteless[election.id], handed=election.id in one.handed,
                    handing=election.id in sealed,
                )
                for election in held
            ),
        )
        for one in found
    )  # fmt: skip


def line(db: Session, session_id: int, delegate_id: int) -> DoorLine:
    """The line of one delegate. Refused: not-found."""
    return lines(db, session_id, [roll.delegate(db, session_id, delegate_id)])[0]


def everybody(db: Session, session_id: int) -> tuple[RollHours, ...]:
    """The roll by its numbers, with the hours of each."""
    found = sorted(roll.roll(db, session_id), key=lambda one: one.number)
    stays = presence.stays(db, [one.id for one in found])
    return tuple(RollHours(delegate=one, stays=stays.get(one.id, ())) for one in found)


def hall(db: Session, session_id: int) -> HallView:
    """How the hall stands."""
    now = stamp(db, session_id)
    moved = presence.latest(db, session_id, LATEST)
    named = roll.named(db, session_id, [one.delegate_id for one in moved])
    return HallView(
        stamp=now, guests=guest.guests_here(db, session_id), enrolled=roll.count(db, session_id),
        figures=calling.figures(db, session_id),
        attendances=tuple((one, electorate.attendance(db, one.id)) for one in going_on(db, session_id)),
        latest=tuple(
            Movement(delegate_id=one.delegate_id, name=named[one.delegate_id][0],
                     institution=named[one.delegate_id][1], stay=one)
            for one in moved
        ),
    )  # fmt: skip


def stamp(db: Session, session_id: int) -> str:
    """What differs whenever a desk of the session did something: a page that knows it has nothing to ask for."""
    mine = select(Delegate.id).where(Delegate.session_id == session_id)
    stays = select(func.max(HallStay.id), func.count(HallStay.went), func.count(HallStay.undone)).where(
        HallStay.delegate_id.in_(mine)
    )
    handed = select(func.count()).select_from(HandedSlip).where(HandedSlip.delegate_id.in_(mine))
    parts = select(func.count(), func.count(DeskPart.ended), func.sum(DeskPart.merged)).where(
        DeskPart.session_id == session_id
    )
    seen = select(func.count()).where(DeskQuestion.delegate_id.in_(mine), DeskQuestion.seen)
    facts = (
        *db.execute(stays).one(), db.scalar(handed), guest.guests_here(db, session_id), *db.execute(parts).one(),
        db.scalar(seen),
    )  # fmt: skip
    return "-".join(str(one or 0) for one in facts)


def going_on(db: Session, session_id: int) -> tuple[ElectionValue, ...]:
    """The elections of a session that are frozen and whose voting is not closed: those with slips."""
    return tuple(one for one in elections(db, session_ids=[session_id]) if one.phase in POLLING)


def _apart(found: Sequence[DelegateValue]) -> dict[int, frozenset[str]]:
    """What tells each from namesakes: the institution; where institutions are namesakes, the province."""
    told: dict[int, set[str]] = {one.id: set() for one in found}
    for one in found:
        for other in found:
            same_person = text.fold(one.name.fa) == text.fold(other.name.fa)
            same_institution = text.fold(one.institution.name.fa) == text.fold(other.institution.name.fa)
            if one.id != other.id and same_institution:
                told[one.id].add("province" if one.institution.province != other.institution.province else "number")
            elif one.id != other.id and same_person:
                told[one.id].add("institution")
    return {key: frozenset(value) for key, value in told.items()}
