"""The rows of a list of delegates, looked at one after the other against the roll and the register as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.names import Names
from app.models import AssemblySession, Delegate, Institution, Introduction
from app.received import delegates
from app.received.table import Fault as Fault
from app.states.roll import RowState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An institution that a row may mean, and who stands on the roll for it, in Persian, or nobody."""

    id: int
    name: Names
    province: str
    national_id: str
    introduced: bool
    delegate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollLine:
    """A row of a list: whom it names, for which institution; `senders` are those that it may mean, one where it is
    ready or known; `by_video`: the person attends so."""

    number: int
    cells: Mapping[str, str]
    name: Names
    state: RowState
    faults: tuple[Fault, ...]
    senders: tuple[Sender, ...]
    by_video: bool = False


def senders(db: Session, session_id: int) -> tuple[Sender, ...]:
    """The institutions of the register, in Persian order."""
    session = db.get_one(AssemblySession, session_id)
    introduced = and_(Introduction.institution_id == Institution.id, Introduction.assembly_id == session.assembly_id)
    enrolled = and_(Delegate.institution_id == Institution.id, Delegate.session_id == session_id)
    rows = db.execute(
        select(
            Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar,
            Institution.province, Institution.national_id, Introduction.assembly_id, Delegate.name_fa,
        ).outerjoin(Introduction, introduced).outerjoin(Delegate, enrolled)
        .order_by(Institution.sort_key, Institution.id)
    )  # fmt: skip
    return tuple(
        Sender(
            id=key, name=Names(fa, en, ar), province=province, national_id=national_id, introduced=home is not None,
            delegate=delegate or "",
        )
        for key, fa, en, ar, province, national_id, home, delegate in rows
    )  # fmt: skip


def lines(db: Session, session_id: int, stored: Iterable[Mapping[str, Any]]) -> tuple[RollLine, ...]:
    """The rows of a list, each its number and cells, with their state as roll and register are now."""
    looked = _Look(senders(db, session_id))
    return tuple(looked.line(int(one["number"]), one["cells"]) for one in stored)


class _Look:
    """Goes through the rows of a list, one after the other, with all that is known by then."""

    def __init__(self, every: Iterable[Sender]) -> None:
        self.named: dict[str, list[Sender]] = {}
        self.numbered: dict[str, list[Sender]] = {}
        self.enrolled: dict[str, Sender] = {}
        for one in every:
            for key in {text.search_key(name) for name in (one.name.fa, one.name.en, one.name.ar) if name}:
                self.named.setdefault(key, []).append(one)
            if one.national_id:
                self.numbered.setdefault(one.national_id, []).append(one)
            if one.delegate:
                self.enrolled.setdefault(text.search_key(one.delegate), one)
        self.sent: dict[int, int] = {}
        self.persons: dict[str, int] = {}

    def line(self, number: int, cells: Mapping[str, str]) -> RollLine:
        """The state of the next row."""
        reading = delegates.read(cells)
        said, faults = reading.texts, list(reading.faults)
        meant = [] if faults else self._meant(said, faults)
        person = text.search_key(said["name_fa"])
        known = [one for one in meant if one.delegate and text.search_key(one.delegate) == person]
        free = known or [one for one in meant if not one.delegate and one.id not in self.sent]
        if not faults and not known:
            faults += self._clashes(meant, free, person)
        if faults:
            state = RowState.BAD
        elif known:
            state = RowState.KNOWN
        else:
            state = RowState.READY if len(meant) == 1 else RowState.TWIN
            self.persons[person] = number
        if state is RowState.READY:
            self.sent[free[0].id] = number
        return RollLine(
            number=number, cells=cells, name=Names(said["name_fa"], said["name_en"]), state=state,
            faults=tuple(faults), senders=tuple(free), by_video=reading.by_video,
        )  # fmt: skip

    def _meant(self, said: Mapping[str, str], faults: list[Fault]) -> list[Sender]:
        """The institutions that were introduced and that a row may mean; where there is none, why."""
        name, national_id = said["institution"], said["national_id"]
        key = text.search_key(name)
        found = self.numbered.get(national_id, []) if national_id else []
        by_number = bool(found)
        if found and name and not any(one in self.named.get(key, []) for one in found):
            faults.append(Fault(column="national_id", code="other", said=found[0].name.fa))
            return []
        if not found:
            found = self.named.get(key, []) if name else []
            if national_id:
                found = [one for one in found if not one.national_id] or found
        if not found:
            column = "institution" if name else "national_id"
            faults.append(Fault(column=column, code="unadmitted", said=name or national_id))
            return []
        if national_id and not by_number and all(one.national_id for one in found):
            faults.append(Fault(column="national_id", code="differs", said=found[0].national_id))
            return []
        here = [one for one in found if not said["province"] or one.province == said["province"]]
        if not here:
            faults.append(Fault(column="province", code="elsewhere", said=found[0].province))
            return []
        introduced = [one for one in here if one.introduced]
        if not introduced:
            faults.append(Fault(column="institution", code="unintroduced", said=here[0].name.fa))
        return introduced

    def _clashes(self, meant: list[Sender], free: list[Sender], person: str) -> list[Fault]:
        """Why nobody of this name can be put on the roll for what is meant."""
        if not free:
            there = next((one for one in meant if one.delegate), None)
            if there is not None:
                return [Fault(column="institution", code="has-delegate", said=there.delegate)]
            return [Fault(column="institution", code="twice", said=str(self.sent[meant[0].id]))]
        if person in self.persons:
            return [Fault(column="name_fa", code="person-twice", said=str(self.persons[person]))]
        if person in self.enrolled:
            return [Fault(column="name_fa", code="person-on-roll", said=self.enrolled[person].name.fa)]
        return []
