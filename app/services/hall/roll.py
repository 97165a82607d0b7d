"""The roll of a session: delegates, check-in, and the fact that a slip was handed (never which)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Delegate, Election, Institution, Introduction, SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.step import Step
from app.services.register.institution import InstitutionValue, institution_value
from app.states.election import Quorum
from app.states.officer import Permission
from app.states.phase import EARLY, UNTIL_CLOSED, VOTED, Phase

DELEGATE_ABSENT = Refusal(code="delegate-absent", status=409, words=N_("This delegate has not been checked in."))
DELEGATE_DUPLICATE = Refusal(
    code="delegate-duplicate", status=409, words=N_("This institution already has a delegate on the roll.")
)
DELEGATE_NO_SLIP = Refusal(code="delegate-no-slip", status=409, words=N_("No slip is recorded for this delegate."))
DELEGATE_SLIP_HANDED = Refusal(code="delegate-slip-handed", status=409, words=N_("This delegate already has a slip."))
ROLL_CLOSED = Refusal(code="roll-closed", status=409, words=N_("Voting is closed. The roll can no longer be changed."))
ROLL_FROZEN = Refusal(
    code="roll-frozen", status=409, words=N_("The election is frozen. Nobody can be added to the roll any more.")
)
SLIPS_MISSING = Refusal(code="slips-missing", status=409, words=N_("The slips must first be printed and confirmed."))


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateValue:
    """A delegate on the roll."""

    id: int
    name: Names
    institution: InstitutionValue
    checked_in: datetime | None
    slip_handed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Counts of a session: institutions introduced, delegates on the roll, present, slips handed; quorum asked."""

    introduced: int
    enrolled: int
    present: int
    handed: int
    quorum: int

    @property
    def reached(self) -> bool:
        """Whether the quorum is reached."""
        return self.present >= self.quorum


def add_delegate(db: Session, act: Act, session_id: int, *, institution_id: int, name: Names) -> DelegateValue:
    """Put a delegate on the roll, until an election is frozen. Refused: delegate-duplicate, roll-frozen."""
    session = db.get_one(AssemblySession, session_id)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    twin = select(Delegate.id).where(Delegate.session_id == session_id, Delegate.institution_id == institution_id)
    if db.scalar(twin):
        raise Refused(DELEGATE_DUPLICATE)
    row = Delegate(
        session_id=session_id, institution=db.get_one(Institution, institution_id), name_fa=name.fa, name_en=name.en,
        folded=text.fold(name.fa), checked_in=None, slip_handed=False,
    )  # fmt: skip
    db.add(row)
    db.flush()
    journal.record(db, act, journal.Kind.DELEGATE_ADDED, assembly_id=session.assembly_id, institution=institution_id)
    return _delegate_value(db, row)


def check_in(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Record that a delegate is in the hall; doing it twice changes nothing. Refused: not-found, roll-closed."""
    row = _delegate(db, session_id, delegate_id)
    _need_roll_open(db, session_id)
    if row.checked_in is None:
        row.checked_in = act.now
        _note(db, act, journal.Kind.DELEGATE_CHECKED_IN, row)
    return _delegate_value(db, row)


def check_out(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Record that a delegate left before getting a slip. Refused: delegate-slip-handed, not-found, roll-closed."""
    row = _delegate(db, session_id, delegate_id)
    _need_roll_open(db, session_id)
    if row.slip_handed:
        raise Refused(DELEGATE_SLIP_HANDED)
    if row.checked_in is not None:
        row.checked_in = None
        _note(db, act, journal.Kind.DELEGATE_CHECKED_OUT, row)
    return _delegate_value(db, row)


def hand_slip(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Record that a delegate drew a slip.

    Refused: delegate-absent, delegate-slip-handed, slips-missing, roll-closed.
    """
    row = _delegate(db, session_id, delegate_id)
    _need_roll_open(db, session_id)
    if row.checked_in is None:
        raise Refused(DELEGATE_ABSENT)
    if row.slip_handed:
        raise Refused(DELEGATE_SLIP_HANDED)
    sealed = (
        select(SlipBatch.election_id)
        .join(Election, Election.id == SlipBatch.election_id)
        .where(Election.session_id == session_id, SlipBatch.sealed)
    )
    if db.scalar(sealed) is None:
        raise Refused(SLIPS_MISSING)
    row.slip_handed = True
    _note(db, act, journal.Kind.SLIP_HANDED, row)
    return _delegate_value(db, row)


def take_back_slip(db: Session, act: Act, session_id: int, delegate_id: int) -> DelegateValue:
    """Take back the record that a delegate drew a slip, where none was drawn or it was returned.

    Refused: delegate-no-slip, not-found, roll-closed.
    """
    row = _delegate(db, session_id, delegate_id)
    _need_roll_open(db, session_id)
    if not row.slip_handed:
        raise Refused(DELEGATE_NO_SLIP)
    row.slip_handed = False
    _note(db, act, journal.Kind.SLIP_TAKEN_BACK, row)
    return _delegate_value(db, row)


def delegate(db: Session, session_id: int, delegate_id: int) -> DelegateValue:
    """One delegate of a session. Refused: not-found."""
    return _delegate_value(db, _delegate(db, session_id, delegate_id))


def roll(
    db: Session, session_id: int, *, search: str = "", page: int = 1, size: int | None = None
) -> tuple[DelegateValue, ...]:
    """The delegates of a session, or one page of those whose own or institution's name has `search` in it, in Persian
    order of their institutions."""
    query = select(Delegate).join(Delegate.institution).options(contains_eager(Delegate.institution))
    query = query.where(*_wanted(session_id, search)).order_by(Institution.sort_key, Delegate.id)
    rows = db.scalars(query if size is None else query.offset((page - 1) * size).limit(size))
    return tuple(_delegate_value(db, row) for row in rows)


def count(db: Session, session_id: int, *, search: str = "") -> int:
    """How many delegates `roll` goes through."""
    mine = _wanted(session_id, search)
    return db.scalar(select(func.count()).select_from(Delegate).join(Delegate.institution).where(*mine)) or 0


def absent(db: Session, session_id: int, *, search: str = "", most: int) -> dict[int, Names]:
    """Institutions that were introduced and have no delegate on the roll, at most so many; by id, in Persian order."""
    session = db.get_one(AssemblySession, session_id)
    enrolled = select(Delegate.institution_id).where(Delegate.session_id == session_id)
    query = (
        select(Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(Introduction.assembly_id == session.assembly_id, Institution.id.not_in(enrolled))
    )
    if search.strip():
        query = query.where(Institution.folded.contains(text.fold(search), autoescape=True))
    rows = db.execute(query.order_by(Institution.sort_key, Institution.id).limit(most))
    return {one: Names(fa, en, ar) for one, fa, en, ar in rows}


def named(db: Session, session_id: int, ids: Collection[int]) -> dict[int, tuple[Names, Names]]:
    """The names of delegates and of their institutions, by the delegate's id."""
    query = select(
        Delegate.id, Delegate.name_fa, Delegate.name_en, Institution.name_fa, Institution.name_en, Institution.name_ar
    ).join(Delegate.institution)
    rows = db.execute(query.where(Delegate.session_id == session_id, Delegate.id.in_(ids)))
    return {one: (Names(fa, en), Names(*institution)) for one, fa, en, *institution in rows}


def attendance(db: Session, session_id: int) -> Attendance:
    """The counts of a session. The quorum "introduced" is half of the introduced plus one, rounded down."""
    session = db.get_one(AssemblySession, session_id)
    introduced = db.scalar(select(func.count()).where(Introduction.assembly_id == session.assembly_id)) or 0
    mine = Delegate.session_id == session_id
    present = db.scalar(select(func.count()).where(mine, Delegate.checked_in.is_not(None))) or 0
    quorum = introduced // 2 + 1 if session.quorum == Quorum.INTRODUCED else 0
    return Attendance(
        introduced=introduced,
        enrolled=db.scalar(select(func.count()).where(mine)) or 0,
        present=present,
        handed=db.scalar(select(func.count()).where(mine, Delegate.slip_handed)) or 0,
        quorum=quorum,
    )


def _delegate_value(db: Session, row: Delegate) -> DelegateValue:
    """The value of a row."""
    return DelegateValue(
        id=row.id, name=Names(row.name_fa, row.name_en), institution=institution_value(db, row.institution.id),
        checked_in=row.checked_in, slip_handed=row.slip_handed,
    )  # fmt: skip


def _wanted(session_id: int, search: str) -> list[ColumnElement[bool]]:
    """What is asked of a row of Delegate joined to Institution."""
    asked = [Delegate.session_id == session_id]
    if search.strip():
        folded = text.fold(search)
        asked.append(
            Institution.folded.contains(folded, autoescape=True) | Delegate.folded.contains(folded, autoescape=True)
        )
    return asked


def _delegate(db: Session, session_id: int, delegate_id: int) -> Delegate:
    row = db.scalars(
        select(Delegate).where(Delegate.id == delegate_id, Delegate.session_id == session_id).with_for_update()
    ).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def may_add(db: Session, session_id: int) -> bool:
    """Whether delegates can be added: no election of the session is frozen yet."""
    return _phases(db, session_id) <= {*EARLY, Phase.ANNULLED}


def _need_roll_open(db: Session, session_id: int) -> None:
    """Refuse after closing."""
    if _phases(db, session_id) & {*VOTED}:
        raise Refused(ROLL_CLOSED)


def _phases(db: Session, session_id: int) -> set[Phase]:
    """The phases of a session's elections, which stay locked, so that no phase changes beside what is recorded."""
    query = select(Election).where(Election.session_id == session_id).order_by(Election.id).with_for_update(read=True)
    return {row.phase for row in db.scalars(query)}


def _note(db: Session, act: Act, kind: journal.Kind, row: Delegate) -> None:
    session = db.get_one(AssemblySession, row.session_id)
    journal.record(db, act, kind, assembly_id=session.assembly_id, delegate=row.id)


ROLL = Step(
    code="roll",
    permission=Permission.DESK,
    before=UNTIL_CLOSED,
    side=True,
    page="office.roll",
    open_in=tuple(Phase),
    title=N_("Voter roll and check-in"),
    sentence=N_("Record who has arrived, and hand each delegate one slip."),
    button=N_("Go to check-in"),
)
