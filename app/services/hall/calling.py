"""Calling a session: its ordinal, day, hours, place; a first call that too few followed, and the second call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.language.dates import after_working_days, in_tehran
from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Delegate, Election, Introduction
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import PHASE_WRONG, Refusal, Refused
from app.services.acts.two import need_pair_in_session
from app.services.hall import desk_part, elector_list, electorate, presence
from app.services.hall.came_and_went import stated_present
from app.services.hall.rows import held, here_now
from app.services.hall.session import NUMBER_TAKEN, SessionValue, create_session, has_begun, session_values, sessions
from app.services.register.assembly import assembly_value
from app.states.election import Call, Electorate, Quorum
from app.states.phase import BEFORE_VOTING, EARLY, Phase

CALLED_TWICE = Refusal(
    code="called-twice", status=409, words=N_("This session was called a second time. It is valid with any number.")
)
FIRST_CALL_STANDS = Refusal(
    code="first-call-stands",
    status=409,
    words=N_("First it is recorded that too few followed the first call; then the session is called again."),
)
NUMBER_STANDS = Refusal(
    code="number-stands",
    status=409,
    words=N_("An election of this session is frozen under this number. It cannot be changed any more."),
    field="number",
)
QUORUM_REACHED = Refusal(
    code="quorum-reached",
    status=409,
    words=N_("The quorum is reached: %(present)s present, %(quorum)s needed. The first call has not failed."),
)
SECOND_CALL_EARLIER = Refusal(
    code="second-call-earlier",
    status=400,
    words=N_("The second call cannot be before the first one, on %(day)s."),
    field="held_on",
)

SESSION_PAST = Refusal(
    code="session-past",
    status=400,
    words=N_(
        "This day is over. A session is called for today or a day to come. To enter one that was held before, call it "
        "for today and then set its day on its own page."
    ),
    field="held_on",
)
NOTICE = 10
"""Working days from the call of a session to its proposed day: two weeks of work, this program's own default. No law of
this assembly names a notice; the day is proposed, and whoever calls may set another."""
SECOND_NOTICE = 5
"""Working days to the proposed day of a second call: a week of work, a default of the same kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """What is said when a session is called; hours are such as 09:00, or empty."""

    number: int
    held_on: date
    begins: str = ""
    ends: str = ""
    place: Names
    quorum: Quorum
    agenda: str = ""
    rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Institutions introduced, delegates present, how many must be, and how many of those present are so by video.

    Where an election is held in the session, all by its rule: `listed` are the institutions on its list, None where it
    has none; `present` are those who may vote in it. `in_hall` is everybody.
    """

    introduced: int
    present: int
    quorum: int
    by_video: int
    in_hall: int
    listed: int | None = None

    @property
    def asked(self) -> int:
        """Of how many institutions the quorum is reckoned."""
        return self.introduced if self.listed is None else self.listed

    @property
    def reached(self) -> bool:
        """Whether the quorum is reached."""
        return self.present >= self.quorum


def proposal(db: Session, assembly_id: int, now: datetime) -> SessionDraft:
    """The next session as it may be called: the next ordinal, a day in working weeks, hours, place and quorum of the
    last one."""
    last = next((one for one in sessions(db, assembly_id) if not one.rehearsal), None)
    day = after_working_days(in_tehran(now).date(), NOTICE)
    if last is None:
        return SessionDraft(
            number=1, held_on=day, begins="09:00", ends="12:00", place=Names(""), quorum=Quorum.INTRODUCED
        )
    quorum = Quorum.INTRODUCED if last.quorum == Quorum.SECOND_CALL else last.quorum
    return SessionDraft(
        number=last.number + 1, held_on=day, begins=last.begins, ends=last.ends, place=last.place, quorum=quorum,
        agenda=last.agenda,
    )  # fmt: skip


def call_session(db: Session, act: Act, assembly_id: int, draft: SessionDraft) -> SessionValue:
    """Call a session for today or a day to come. A rehearsal gets a number of its own, from 901 on, so that it takes
    none from the sessions that count. Refused: number-taken, session-past, session-far."""
    _need_day(draft.held_on, act.now)
    if draft.rehearsal:
        draft = replace(draft, number=_rehearsal_number(db, assembly_id))
    elif draft.number >= FIRST_REHEARSAL:
        raise Refused(NUMBER_TAKEN, number=draft.number)
    home = assembly_value(db, assembly_id)
    return create_session(
        db, act, assembly=home.address, number=draft.number, held_on=draft.held_on, begins=draft.begins,
        ends=draft.ends, place=draft.place, quorum=draft.quorum, agenda=draft.agenda, rehearsal=draft.rehearsal,
    )  # fmt: skip


FIRST_REHEARSAL = 901


def _rehearsal_number(db: Session, assembly_id: int) -> int:
    mine = select(func.max(AssemblySession.number)).where(
        AssemblySession.assembly_id == assembly_id, AssemblySession.rehearsal
    )
    return max(db.scalar(mine) or 0, FIRST_REHEARSAL - 1) + 1


def recall_session(db: Session, act: Act, session_id: int, draft: SessionDraft) -> SessionValue:
    """Change ordinal and hours of a session, the ordinal while nothing is frozen; the rest is `change_session`'s.

    Refused: number-taken, number-stands; two-officers-needed once it has begun.
    """
    row = db.get_one(AssemblySession, session_id, with_for_update=True)
    if (draft.number, draft.begins, draft.ends) == (row.number, row.begins, row.ends):
        return _value(db, row)
    if has_begun(db, session_id):
        need_pair_in_session(db, act, session_id)
    if draft.number != row.number:
        if row.rehearsal or draft.number >= FIRST_REHEARSAL or _phases(db, session_id) - {*EARLY, Phase.ANNULLED}:
            raise Refused(NUMBER_STANDS)
        taken = select(AssemblySession.id).where(
            AssemblySession.assembly_id == row.assembly_id, AssemblySession.number == draft.number
        )
        if db.scalar(taken) is not None:
            raise Refused(NUMBER_TAKEN, number=draft.number)
    before = {"number": row.number, "begins": row.begins, "ends": row.ends}
    row.number, row.begins, row.ends = draft.number, draft.begins, draft.ends
    db.flush()
    journal.record(
        db, act, journal.Kind.SESSION_CHANGED, assembly_id=row.assembly_id, session=row.id, before=before,
        number=row.number, begins=row.begins, ends=row.ends,
    )  # fmt: skip
    return _value(db, row)


def figures(db: Session, session_id: int) -> Figures:
    """How many are here now of how many, and what the quorum asks: of the election that is held, where there is one."""
    row = db.get_one(AssemblySession, session_id)
    introduced = db.scalar(select(func.count()).where(Introduction.assembly_id == row.assembly_id)) or 0
    everybody = select(Delegate.id).where(Delegate.session_id == session_id, Delegate.checked_in.is_not(None))
    election = next(iter(held(db, session_id)), None)
    here = here_now(election) if election is not None else everybody
    by_list = election is not None and election.electorate is Electorate.LIST
    listed = elector_list.count(db, election.id) if election is not None and by_list else None
    return Figures(
        introduced=introduced, present=_count(db, here), listed=listed,
        quorum=electorate.needed(row.quorum, introduced if listed is None else listed),
        by_video=len(stated_present(db, here, None)), in_hall=_count(db, everybody),
    )  # fmt: skip


def _count(db: Session, asked: Select[int]) -> int:
    return db.scalar(select(func.count()).select_from(asked.subquery())) or 0


def note_failed_call(db: Session, act: Act, session_id: int) -> SessionValue:
    """Record that too few followed the first call, with hour, day and figures; two officers.

    Refused: two-officers-needed, called-twice, quorum-reached, phase-wrong (voting was opened).
    """
    need_pair_in_session(db, act, session_id)
    row = db.get_one(AssemblySession, session_id, with_for_update=True)
    if row.call == Call.SECOND or row.first_call is not None:
        raise Refused(CALLED_TWICE if row.call == Call.SECOND else PHASE_WRONG)
    _need_before_voting(db, session_id)
    counted = figures(db, session_id)
    if counted.reached:
        raise Refused(QUORUM_REACHED, present=counted.present, quorum=counted.quorum)
    row.first_call = {
        "at": act.now.isoformat(), "held_on": row.held_on.isoformat(), "introduced": counted.introduced,
        "present": counted.present, "quorum": counted.quorum,
    }  # fmt: skip
    journal.record(
        db, act, journal.Kind.FIRST_CALL_FAILED, assembly_id=row.assembly_id, session=row.id, number=row.number,
        present=counted.present, quorum=counted.quorum, introduced=counted.introduced,
    )  # fmt: skip
    return _value(db, row)


def call_again(db: Session, act: Act, session_id: int, draft: SessionDraft) -> SessionValue:
    """Call a session the second time, valid with any number; who is in the hall is recorded anew; two officers.

    Refused: two-officers-needed, first-call-stands, called-twice, second-call-earlier, session-past,
    phase-wrong, desk-awaited.
    """
    need_pair_in_session(db, act, session_id)
    row = db.get_one(AssemblySession, session_id, with_for_update=True)
    if row.call == Call.SECOND:
        raise Refused(CALLED_TWICE)
    if row.first_call is None:
        raise Refused(FIRST_CALL_STANDS)
    _need_before_voting(db, session_id)
    if draft.held_on < row.held_on:
        raise Refused(SECOND_CALL_EARLIER, day=row.held_on)
    _need_day(draft.held_on, act.now)
    desk_part.need_none(db, session_id)
    row.call, row.quorum = Call.SECOND, Quorum.SECOND_CALL
    row.held_on, row.begins, row.ends = draft.held_on, draft.begins, draft.ends
    row.place_fa, row.place_en, row.place_ar = draft.place.fa, draft.place.en, draft.place.ar
    presence.send_everybody_out(db, session_id, act.now)
    journal.record(
        db, act, journal.Kind.SECOND_CALL_MADE, assembly_id=row.assembly_id, session=row.id, number=row.number,
        held_on=row.held_on.isoformat(),
    )  # fmt: skip
    return _value(db, row)


def second_call_proposal(db: Session, session_id: int, now: datetime) -> SessionDraft:
    """The second call as it may be made: in a few days, at the same hours and place."""
    found = session_values(db, [session_id])[session_id]
    day = after_working_days(max(found.held_on, in_tehran(now).date()), SECOND_NOTICE)
    return replace(draft_of(found), held_on=day, quorum=Quorum.SECOND_CALL)


def draft_of(found: SessionValue) -> SessionDraft:
    """A session as it was called."""
    return SessionDraft(
        number=found.number, held_on=found.held_on, begins=found.begins, ends=found.ends, place=found.place,
        quorum=found.quorum, agenda=found.agenda,
    )  # fmt: skip


def _need_day(day: date, now: datetime) -> None:
    """Refuse a day that is over."""
    if day < in_tehran(now).date():
        raise Refused(SESSION_PAST)


def _value(db: Session, row: AssemblySession) -> SessionValue:
    return session_values(db, [row.id])[row.id]


def _phases(db: Session, session_id: int) -> set[Phase]:
    mine = select(Election.phase).where(Election.session_id == session_id, Election.discarded.is_(None))
    return set(db.scalars(mine))


def _need_before_voting(db: Session, session_id: int) -> None:
    if _phases(db, session_id) - {*BEFORE_VOTING, Phase.ANNULLED}:
        raise Refused(PHASE_WRONG)
