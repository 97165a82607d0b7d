"""The rows of delegates, and counts of rows by election, for services alone: what leaves the services is a value."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.language import text
from app.language.names import Names
from app.models import (
    AssemblySession,
    BallotIndex,
    Delegate,
    DeskPart,
    Election,
    Elector,
    HallStay,
    HandedSlip,
    Institution,
    Introduction,
    SlipBatch,
    Voter,
)
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.states.election import Electorate
from app.states.phase import POLLING, Phase


def find_delegate(db: Session, session_id: int, delegate_id: int) -> Delegate:
    """The row of a delegate of a session, locked. Refused: not-found."""
    row = db.scalars(
        select(Delegate).where(Delegate.id == delegate_id, Delegate.session_id == session_id).with_for_update()
    ).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def part_row(db: Session, session_id: int, part_id: int) -> DeskPart:
    """The row of a desk's part of the roll, locked. Refused: not-found."""
    mine = select(DeskPart).where(DeskPart.id == part_id, DeskPart.session_id == session_id)
    row = db.scalars(mine.with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def part_row_of_key(db: Session, session_id: int, key_sha256: str) -> DeskPart | None:
    """The row of the part of the desk whose key has this digest, locked; None for a desk without one."""
    mine = select(DeskPart).where(DeskPart.session_id == session_id, DeskPart.key_sha256 == key_sha256)
    return db.scalars(mine.with_for_update()).first()


def enrol(db: Session, act: Act, session_id: int, persons: Iterable[tuple[int, Names]]) -> list[Delegate]:
    """The rows of new delegates, each by institution and name, with the next numbers and random codes."""
    last = db.scalar(select(func.max(Delegate.number)).where(Delegate.session_id == session_id)) or 0
    rows = [
        Delegate(
            session_id=session_id, institution=db.get_one(Institution, institution_id), name_fa=name.fa,
            name_en=name.en, folded=text.fold(name.fa), number=number, code=door_code(act), checked_in=None,
        )
        for number, (institution_id, name) in enumerate(persons, last + 1)
    ]  # fmt: skip
    db.add_all(rows)
    db.flush()
    return rows


def door_code(act: Act) -> str:
    """Twelve random letters and digits: enough that nobody meets another's by chance."""
    return base64.b32encode(act.random(10)).decode()[:12]


def may_join(session: AssemblySession, institution: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """That an institution may still come onto a session's roll: it was introduced, and nobody is there for it yet."""
    enrolled = select(Delegate.institution_id).where(Delegate.session_id == session.id)
    introduced = select(Introduction.institution_id).where(Introduction.assembly_id == session.assembly_id)
    return and_(institution.in_(introduced), institution.not_in(enrolled))


def note(
    db: Session, act: Act, kind: journal.Kind, row: Delegate, election_id: int | None = None, **detail: Any
) -> None:
    """Write down what was done with a delegate, in the election that it is about or in the session as a whole."""
    session = db.get_one(AssemblySession, row.session_id)
    journal.record(db, act, kind, assembly_id=session.assembly_id, election_id=election_id, delegate=row.id, **detail)


def note_in_session(db: Session, act: Act, kind: journal.Kind, session_id: int, **detail: Any) -> None:
    """Write down what was done with something of a session, which is stored by then."""
    db.flush()
    home = db.get_one(AssemblySession, session_id).assembly_id
    journal.record(db, act, kind, assembly_id=home, session=session_id, **detail)


def has_sealed_slips(db: Session, election_id: int) -> bool:
    """Whether the slips of an election were counted and confirmed, so that they can be handed out."""
    batch = db.get(SlipBatch, election_id)
    return batch is not None and batch.sealed


def personal_slips(db: Session, election_id: int) -> int:
    """How many slips of an election are personal."""
    batch = db.get(SlipBatch, election_id)
    return 0 if batch is None else batch.personal


def holds_slip(db: Session, row: Delegate) -> bool:
    """Whether a delegate was handed a slip that may still vote."""
    polling = select(Election.id).where(Election.session_id == row.session_id, Election.phase.in_(POLLING))
    held = select(HandedSlip.election_id).where(HandedSlip.delegate_id == row.id, HandedSlip.election_id.in_(polling))
    return db.scalar(held.limit(1)) is not None


def stay_rows(db: Session, row: Delegate) -> Sequence[HallStay]:
    """The stays of a delegate that count, by their hours."""
    mine = select(HallStay).where(HallStay.delegate_id == row.id, HallStay.undone.is_(None))
    return db.scalars(mine.order_by(HallStay.came, HallStay.id)).all()


def go_on(row: Delegate, stay: HallStay, stays: Sequence[HallStay]) -> None:
    """Let a stay, of which nobody noted the leaving, last until the next of these, or now."""
    stay.went, stay.went_desk_id = min((one.came for one in stays if one.came > stay.came), default=None), None
    stay.goes_on = stay.went is not None
    if stay.went is None:
        row.checked_in = stay.came


def end_unmade(db: Session, row: Delegate, stay: HallStay, now: datetime) -> None:
    """Take a stay back as one that was noted by mistake; what only ended where it began lasts on."""
    stay.undone = now
    row.checked_in = None if stay.went is None else row.checked_in
    db.flush()
    rest = stay_rows(db, row)
    for before in rest:
        if before.goes_on and before.went == stay.came:
            go_on(row, before, rest)
    db.flush()


def counted(db: Session, table: type[BallotIndex] | type[HandedSlip], ids: Collection[int]) -> dict[int, int]:
    """How many rows of a table these elections have, by id; those without any are left out."""
    rows = select(table.election_id, func.count()).where(table.election_id.in_(ids)).group_by(table.election_id)
    return dict(iter(db.execute(rows)))


def held(db: Session, session_id: int) -> list[Election]:
    """The elections of a session that were not set aside, the one that went furthest of those not over first."""
    mine = select(Election).where(Election.session_id == session_id, Election.discarded.is_(None))
    rows = [one for one in db.scalars(mine.order_by(Election.id)) if one.phase is not Phase.ANNULLED]
    order = list(Phase)
    return sorted(rows, key=lambda one: (one.phase is Phase.FINAL, -order.index(one.phase), one.id))


def here_now(election: Election) -> Select[int]:
    """The delegates who may vote in an election and are present now, by their ids."""
    here = select(Delegate.id).where(Delegate.checked_in.is_not(None))
    if election.fingerprint is None:
        return here.where(*voting(election))
    return here.where(Delegate.id.in_(select(Voter.delegate_id).where(Voter.election_id == election.id)))


def voting(election: Election) -> list[ColumnElement[bool]]:
    """What is asked of a delegate who would vote in the election if it were frozen now."""
    asked: list[ColumnElement[bool]] = [Delegate.session_id == election.session_id]
    if election.electorate is Electorate.PRESENT:
        asked.append(Delegate.checked_in.is_not(None))
    if election.electorate is Electorate.LIST:
        listed = select(Elector.institution_id).where(Elector.election_id == election.id)
        asked.append(Delegate.institution_id.in_(listed))
    return asked
