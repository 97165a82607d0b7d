"""The roll of a session: delegates, and who of them is in the hall, for all elections of the session alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, contains_eager

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import (
    AssemblySession,
    Delegate,
    DeskQuestion,
    DeskShare,
    Election,
    FormerDelegate,
    HallStay,
    HandedSlip,
    Institution,
    Introduction,
    Voter,
)
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.hall import roll_instant
from app.services.hall.namesake import need_unlike
from app.services.hall.rows import enrol, find_delegate, note
from app.services.register.institution import InstitutionValue, institution_value
from app.states.officer import Permission
from app.states.phase import EARLY, POLLING, UNTIL_CLOSED, Phase
from app.states.roll import RollEdit

DELEGATE_DUPLICATE = Refusal(
    code="delegate-duplicate", status=409, words=N_("This institution already has a delegate on the roll.")
)
DELEGATE_STAYS = Refusal(
    code="delegate-stays",
    status=409,
    words=N_("This delegate was here, or has a vote in an election that is frozen, and stays on the roll."),
)
ROLL_FROZEN = Refusal(
    code="roll-frozen",
    status=409,
    words=N_("Every election of this session is frozen. Nobody can be added to the roll any more."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateValue:
    """A delegate on the roll; of the elections that are frozen, by their ids: `votes_in` which, `handed` a slip of
    which. `number` counts the session's delegates, `code` stands on the invitation. `by_video`: attends by video."""

    id: int
    number: int
    code: str
    name: Names
    institution: InstitutionValue
    checked_in: datetime | None
    votes_in: frozenset[int]
    handed: frozenset[int]
    by_video: bool = False


def add_delegate(
    db: Session,
    act: Act,
    session_id: int,
    *,
    institution_id: int,
    name: Names,
    reason: str = "",
    namesake: bool = False,
) -> DelegateValue:
    """Put a delegate on the roll, for the elections of the session that are not frozen yet; after the instant of the
    roll two officers do, with a `reason` for the minutes. `namesake`: who of this name stands there is another.

    Refused: two-officers-needed, delegate-duplicate, roll-frozen, person-on-roll.
    """
    session = db.get_one(AssemblySession, session_id)
    late = roll_instant.need_one_or_two(db, act, session_id)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    twin = select(Delegate.id).where(Delegate.session_id == session_id, Delegate.institution_id == institution_id)
    if db.scalar(twin):
        raise Refused(DELEGATE_DUPLICATE)
    if not namesake:
        need_unlike(db, session_id, name)
    (row,) = enrol(db, act, session_id, [(institution_id, name)])
    said: dict[str, Any] = {"reason": reason} if late else {}
    journal.record(
        db, act, journal.Kind.DELEGATE_ADDED, assembly_id=session.assembly_id, institution=institution_id, **said
    )
    if late:
        roll_instant.keep(db, act, row.id, RollEdit.ADDED, reason=reason)
    return _delegate_value(db, row)


def remove_delegate(db: Session, act: Act, session_id: int, delegate_id: int, *, reason: str = "") -> None:
    """Take a delegate off the roll who is not here and votes nowhere; after the instant of the roll two officers do,
    with a `reason` for the minutes.

    Refused: two-officers-needed, not-found, delegate-stays.
    """
    late = roll_instant.need_one_or_two(db, act, session_id)
    row = find_delegate(db, session_id, delegate_id)
    phases_of(db, session_id)
    votes = select(Voter.election_id).where(Voter.delegate_id == row.id)
    known = (select(one.delegate_id).where(one.delegate_id == row.id) for one in (HallStay, DeskShare, DeskQuestion))
    if db.scalar(votes.limit(1)) or any(db.scalar(one.limit(1)) for one in known):
        raise Refused(DELEGATE_STAYS)
    said: dict[str, Any] = {"reason": reason} if late else {}
    note(db, act, journal.Kind.DELEGATE_REMOVED, row, **said)
    if late:
        roll_instant.keep(db, act, row.id, RollEdit.REMOVED, reason=reason)
    db.execute(delete(FormerDelegate).where(FormerDelegate.delegate_id == row.id))
    db.delete(row)


def delegate(db: Session, session_id: int, delegate_id: int) -> DelegateValue:
    """One delegate of a session. Refused: not-found."""
    return _delegate_value(db, find_delegate(db, session_id, delegate_id))


def chosen(db: Session, session_id: int, ids: Sequence[int]) -> tuple[DelegateValue, ...]:
    """The delegates of a session with these ids, in their order."""
    rows = select(Delegate).where(Delegate.session_id == session_id, Delegate.id.in_(ids))
    values = _delegate_values(db, db.scalars(rows).all())
    return tuple(sorted(values, key=lambda one: ids.index(one.id)))


def roll(
    db: Session, session_id: int, *, search: str = "", province: str = "", page: int = 1, size: int | None = None
) -> tuple[DelegateValue, ...]:
    """The delegates of a session, or one page of those whose own or institution's name has `search` in it, or whose
    institution is of a province, in Persian order of their institutions."""
    query = select(Delegate).join(Delegate.institution).options(contains_eager(Delegate.institution))
    query = query.where(*_wanted(session_id, search, province)).order_by(Institution.sort_key, Delegate.id)
    rows = db.scalars(query if size is None else query.offset((page - 1) * size).limit(size))
    return _delegate_values(db, rows.all())


def count(db: Session, session_id: int, *, search: str = "", province: str = "") -> int:
    """How many delegates `roll` goes through."""
    mine = _wanted(session_id, search, province)
    return db.scalar(select(func.count()).select_from(Delegate).join(Delegate.institution).where(*mine)) or 0


def absent(db: Session, session_id: int, *, search: str = "", most: int) -> dict[int, tuple[Names, str]]:
    """Institutions that were introduced and have no delegate on the roll, at most so many: name and province by id, in
    Persian order."""
    session = db.get_one(AssemblySession, session_id)
    enrolled = select(Delegate.institution_id).where(Delegate.session_id == session_id)
    query = (
        select(Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar, Institution.province)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(Introduction.assembly_id == session.assembly_id, Institution.id.not_in(enrolled))
    )
    if search.strip():
        query = query.where(Institution.folded.contains(text.fold(search), autoescape=True))
    rows = db.execute(query.order_by(Institution.sort_key, Institution.id).limit(most))
    return {one: (Names(fa, en, ar), province) for one, fa, en, ar, province in rows}


def named(db: Session, session_id: int, ids: Collection[int]) -> dict[int, tuple[Names, Names]]:
    """The names of delegates and of their institutions, by the delegate's id."""
    query = select(
        Delegate.id, Delegate.name_fa, Delegate.name_en, Institution.name_fa, Institution.name_en, Institution.name_ar
    ).join(Delegate.institution)
    rows = db.execute(query.where(Delegate.session_id == session_id, Delegate.id.in_(ids)))
    return {one: (Names(fa, en), Names(*institution)) for one, fa, en, *institution in rows}


def _delegate_value(db: Session, row: Delegate) -> DelegateValue:
    return _delegate_values(db, [row])[0]


def _delegate_values(db: Session, rows: Sequence[Delegate]) -> tuple[DelegateValue, ...]:
    """The values of rows; as many queries for many as for one."""
    votes_in, handed = (_elections_of(db, table, [row.id for row in rows]) for table in (Voter, HandedSlip))
    return tuple(
        DelegateValue(
            id=row.id, number=row.number, code=row.code, name=Names(row.name_fa, row.name_en),
            institution=institution_value(db, row.institution.id),
            checked_in=row.checked_in, votes_in=votes_in[row.id], handed=handed[row.id],
            by_video=row.by_video,
        )
        for row in rows
    )  # fmt: skip


def _elections_of(
    db: Session, table: type[Voter] | type[HandedSlip], delegate_ids: Sequence[int]
) -> dict[int, frozenset[int]]:
    """In which elections the table has each of these delegates."""
    found: dict[int, set[int]] = {one: set() for one in delegate_ids}
    for one, election_id in db.execute(
        select(table.delegate_id, table.election_id).where(table.delegate_id.in_(delegate_ids))
    ):
        found[one].add(election_id)
    return {one: frozenset(ids) for one, ids in found.items()}


def _wanted(session_id: int, search: str, province: str = "") -> list[ColumnElement[bool]]:
    """What is asked of a row of Delegate joined to Institution."""
    asked = [Delegate.session_id == session_id]
    if province:
        asked.append(Institution.province == province)
    if search.strip():
        folded = text.fold(search)
        asked.append(
            Institution.folded.contains(folded, autoescape=True) | Delegate.folded.contains(folded, autoescape=True)
        )
    return asked


def may_add(db: Session, session_id: int) -> bool:
    """Whether delegates can be added: there is an election of the session that is not frozen yet, or none goes on."""
    phases = phases_of(db, session_id) - {Phase.ANNULLED}
    return not phases or bool(phases & {*EARLY})


def phases_of(db: Session, session_id: int) -> set[Phase]:
    """The phases of a session's elections, which stay locked, so that no phase changes beside what is recorded."""
    mine = select(Election).where(Election.session_id == session_id, Election.discarded.is_(None))
    query = mine.order_by(Election.id).with_for_update(read=True).execution_options(populate_existing=True)
    return {row.phase for row in db.scalars(query)}


ROLL = Step(
    code="roll",
    permission=Permission.DESK,
    before=UNTIL_CLOSED,
    side=True,
    page="office.roll",
    work_in=POLLING,
    open_in=tuple(Phase),
    title=N_("Voter roll and check-in"),
    sentence=N_("Record who has arrived, and hand each delegate one slip."),
    button=N_("Go to check-in"),
)
