"""Sessions of an assembly: called, changed, listed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.text import fold
from app.models import Assembly, AssemblySession, Election, Nomination
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import PHASE_WRONG, Refusal, Refused
from app.services.acts.two import need_pair_in_session
from app.services.hall import agenda as agendas
from app.services.register.assembly import AssemblyValue, assembly_values
from app.states.election import Call, Quorum
from app.states.nomination import NominationStatus
from app.states.phase import EARLY, VOTED, Phase

OBSERVER_CANDIDATE = Refusal(
    code="observer-candidate",
    status=409,
    words=N_("A person of this name represents a candidate, and cannot be an observer."),
)
NUMBER_TAKEN = Refusal(
    code="number-taken",
    status=409,
    words=N_("This assembly has a session of the number %(number)s already."),
    field="number",
)
PRESIDIUM_MISSING = Refusal(
    code="presidium-missing",
    status=409,
    words=N_("Chair, secretary and two observers are not all named yet. Name them on the page of the session first."),
)
OBSERVERS_MISSING = Refusal(
    code="observers-missing",
    status=409,
    words=N_("Two observers watch the draw, and the minutes name them. Name them on the page of the session first."),
)
SESSION_FAR = Refusal(
    code="session-far",
    status=400,
    words=N_("%(day)s is too far from today. Please check the year."),
    field="held_on",
)
SESSION_FINAL = Refusal(
    code="session-final",
    status=409,
    words=N_("The result is final and the minutes say what stands here. It cannot be changed."),
)


FURTHEST = timedelta(days=800)
"""How far from today a session may be called, or entered afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presidium:
    """Who presides over a session and who watches it; empty strings where not yet named."""

    chair: str = ""
    secretary: str = ""
    first_observer: str = ""
    second_observer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCall:
    """A first call that too few followed: when that was stated, for which day, and the figures."""

    at: datetime
    held_on: date
    introduced: int
    present: int
    quorum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionValue:
    """One meeting of an assembly."""

    id: int
    assembly: AssemblyValue
    number: int
    held_on: date
    begins: str
    ends: str
    place: Names
    quorum: Quorum
    call: Call
    first_call: FailedCall | None
    presidium: Presidium
    agenda: str
    elections: tuple[str, ...]
    rehearsal: bool = False


def create_session(
    db: Session,
    act: Act,
    *,
    assembly: str,
    number: int,
    held_on: date,
    place: Names,
    quorum: Quorum,
    agenda: str,
    begins: str = "",
    ends: str = "",
    rehearsal: bool = False,
) -> SessionValue:
    """Call a session. `quorum` is "none", "introduced" (half plus one of the introduced) or "second-call". A
    `rehearsal` is one for good (`election/rehearsal`).

    Refused: number-taken, session-far.
    """
    _need_near(act, held_on)
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    session = AssemblySession(
        assembly_id=home.id, number=number, held_on=held_on, place_fa=place.fa, place_en=place.en, place_ar=place.ar,
        quorum=quorum, agenda=agenda, chair="", secretary="", first_observer="", second_observer="", begins=begins,
        ends=ends, call=Call.SECOND if quorum == Quorum.SECOND_CALL else Call.FIRST, rehearsal=rehearsal,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(session)
            db.flush()
            agendas.put_down(db, session.id, agenda)
    except IntegrityError:
        raise Refused(NUMBER_TAKEN, number=number) from None
    told = {"rehearsal": True} if rehearsal else {}
    journal.record(db, act, journal.Kind.SESSION_CREATED, assembly_id=home.id, number=number, **told)
    return _session_value(db, session)


def _need_near(act: Act, day: date) -> None:
    """Refuse (session-far) a day that nobody means: sessions are called for a few weeks ahead, within two years."""
    if abs(day - in_tehran(act.now).date()) > FURTHEST:
        raise Refused(SESSION_FAR, day=day)


def change_session(
    db: Session,
    act: Act,
    session_id: int,
    *,
    presidium: Presidium,
    quorum: Quorum,
    held_on: date,
    place: Names,
    agenda: str,
) -> SessionValue:
    """Set the presidium, the quorum rule, the day and the place.

    Once the session has begun two officers do, and the journal keeps what stood there before.

    Refused: two-officers-needed; phase-wrong for the quorum once voting has opened; session-final for everything once a
    result is final, since the minutes say it; observer-candidate, with the field, when an observer represents a
    candidate; session-far; item-begun, item-noted, for a line of the agenda that is gone although its item was begun.
    """
    session = db.get_one(AssemblySession, session_id)
    phases = set(db.scalars(select(Election.phase).where(Election.session_id == session_id)))
    if Phase.FINAL in phases:
        raise Refused(SESSION_FINAL)
    _need_neutral(db, session_id, presidium)
    if quorum != session.quorum and phases & {Phase.OPEN, *VOTED}:
        raise Refused(PHASE_WRONG)
    if held_on != session.held_on:
        _need_near(act, held_on)
    before = _said(session)
    for field in fields(presidium):
        setattr(session, field.name, getattr(presidium, field.name))
    session.quorum, session.held_on = quorum, held_on
    session.place_fa, session.place_en, session.place_ar = place.fa, place.en, place.ar
    if _said(session) != before and has_begun(db, session_id):
        need_pair_in_session(db, act, session_id)
    session.agenda = agenda
    agendas.lay_down(db, session_id, agenda)
    journal.record(
        db, act, journal.Kind.SESSION_CHANGED, assembly_id=session.assembly_id, session=session.number, quorum=quorum,
        values=journal.differences(before, _said(session)),
    )  # fmt: skip
    return _session_value(db, session)


def has_begun(db: Session, session_id: int) -> bool:
    """Whether an election of this session is frozen: from then on one officer alone changes nothing of how it meets."""
    phases = set(db.scalars(select(Election.phase).where(Election.session_id == session_id)))
    return bool(phases - {*EARLY, Phase.ANNULLED})


_FIXED = ("id", "assembly_id", "number", "rehearsal", "discarded")


def _said(row: AssemblySession) -> dict[str, object]:
    """What may be changed of a session, by the names of the form."""
    names = [one.key for one in AssemblySession.__table__.columns if one.key not in _FIXED]
    return {name: getattr(row, name) for name in names}


def need_presidium(db: Session, session_id: int) -> None:
    """Refuse (presidium-missing) what is done before the hall while nobody presides over it or watches it."""
    row = db.get_one(AssemblySession, session_id)
    if not all(getattr(row, field.name).strip() for field in fields(Presidium)):
        raise Refused(PRESIDIUM_MISSING)


def need_observers(db: Session, session_id: int) -> None:
    """Refuse (observers-missing) a draw that nobody is named to watch; it may come before the session has its chair."""
    if len(observers_of(db, session_id)) < 2:
        raise Refused(OBSERVERS_MISSING)


def observers_of(db: Session, session_id: int) -> tuple[str, ...]:
    """Who is named to watch the session."""
    row = db.get_one(AssemblySession, session_id)
    return tuple(one for one in (row.first_observer.strip(), row.second_observer.strip()) if one)


def _need_neutral(db: Session, session_id: int, presidium: Presidium) -> None:
    """Refuse an observer of the name of a candidate's representative, however it is spelt."""
    for field in ("first_observer", "second_observer"):
        if represents_candidate(db, session_id, getattr(presidium, field)):
            raise Refused(OBSERVER_CANDIDATE, field=field)


def represents_candidate(db: Session, session_id: int, name: str) -> bool:
    """Whether somebody of this name, however it is spelt, represents a candidate of an election of the session."""
    query = select(Nomination.representative_fa, Nomination.representative_en).join(
        Election, Election.id == Nomination.election_id
    )
    standing = query.where(
        Election.session_id == session_id,
        Nomination.status.in_((NominationStatus.SUBMITTED, NominationStatus.ACCEPTED)),
    )
    return _key(name) in {_key(known) for row in db.execute(standing) for known in row if known}


def _key(name: str) -> str:
    """A person's name however it is spelt, also with a half-space in the place of a space."""
    return fold(name).replace(" ", "")


def sessions(db: Session, assembly_id: int) -> tuple[SessionValue, ...]:
    """The sessions of an assembly, the newest first; rehearsals that were discarded are left out."""
    mine = select(AssemblySession).where(AssemblySession.assembly_id == assembly_id)
    mine = mine.where(AssemblySession.discarded.is_(None))
    rows = db.scalars(mine.options(joinedload(AssemblySession.assembly)).order_by(AssemblySession.number.desc())).all()
    return tuple(session_values(db, [row.id for row in rows]).values())


def _session_value(db: Session, row: AssemblySession) -> SessionValue:
    """The value of a row."""
    return session_values(db, [row.id])[row.id]


def _failed(kept: dict[str, object] | None) -> FailedCall | None:
    if kept is None:
        return None
    introduced, present, quorum = (int(str(kept[name])) for name in ("introduced", "present", "quorum"))
    return FailedCall(
        at=datetime.fromisoformat(str(kept["at"])), held_on=date.fromisoformat(str(kept["held_on"])),
        introduced=introduced, present=present, quorum=quorum,
    )  # fmt: skip


def session_values(db: Session, session_ids: Collection[int]) -> dict[int, SessionValue]:
    """The values of sessions by id, in their order; as many queries for many as for one."""
    rows = [db.get_one(AssemblySession, one) for one in session_ids]
    homes = assembly_values(db, [row.assembly.id for row in rows])
    held = select(Election.session_id, Election.public_id).where(
        Election.session_id.in_([row.id for row in rows]), Election.discarded.is_(None)
    )
    elections: dict[int, list[str]] = {row.id: [] for row in rows}
    for session_id, public_id in db.execute(held.order_by(Election.id)):
        elections[session_id].append(public_id)
    return {
        row.id: SessionValue(
            id=row.id, assembly=homes[row.assembly_id], number=row.number, held_on=row.held_on,
            begins=row.begins, ends=row.ends, call=row.call, first_call=_failed(row.first_call),
            place=Names(row.place_fa, row.place_en, row.place_ar), quorum=row.quorum, agenda=row.agenda,
            elections=tuple(elections[row.id]), rehearsal=row.rehearsal,
            presidium=Presidium(
                chair=row.chair, secretary=row.secretary, first_observer=row.first_observer,
                second_observer=row.second_observer,
            ),
        )
        for row in rows
    }  # fmt: skip
