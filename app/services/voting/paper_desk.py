"""Who enters papers, and where: an officer signed in at the office takes a code to an enrolled tablet.

An officer enters on one tablet alone, and a tablet serves one officer alone: so two entries of a paper are of two
persons, each with an own device.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import Database
from app.language.message import N_
from app.language.text import ascii_digits
from app.models import BoothTablet, Election, Officer, PaperDesk, PaperEntry
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_each
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.voting.paper_vote import need_allowed
from app.services.voting.tablet import TabletValue, by_key
from app.services.voting.tablet_enrolment import count_code, forgive_code
from app.states.phase import Phase
from app.states.tablet import TabletState

PAPER_CODE_WRONG = Refusal(
    code="paper-code-wrong",
    status=403,
    words=N_("This is not the code on your page of votes on paper, or its five minutes are over."),
    field="code",
)
PAPER_DESK_OVER = Refusal(
    code="paper-desk-over",
    status=403,
    words=N_("Entering papers on this device has ended. Begin again with a new code from the office."),
)
PAPER_DEVICE_TAKEN = Refusal(
    code="paper-device-taken",
    status=409,
    words=N_("On this device %(name)s enters papers. The second officer takes another device."),
)
PAPER_OFFICER_ELSEWHERE = Refusal(
    code="paper-officer-elsewhere",
    status=409,
    words=N_("You enter papers on booth %(number)s already. On this device another person enters; or end it there."),
)

CODE_LIFE = timedelta(minutes=5)
"""A code is good for so long, and once."""
CODE_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskValue:
    """Who enters, by name and user name; on the tablet of this number, or None while the code was not used."""

    name: str
    officer: str
    tablet: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a device holds from now on: the token, whose digest is kept; and the officer's name, to be shown on it."""

    token: str
    name: str


def desks(db: Session, election_id: int) -> tuple[DeskValue, ...]:
    """Who enters papers of an election, by user name."""
    rows = db.execute(
        select(PaperDesk, Officer.name, BoothTablet.number)
        .select_from(PaperDesk)
        .join(Officer, Officer.username == PaperDesk.officer)
        .outerjoin(BoothTablet, BoothTablet.id == PaperDesk.tablet_id)
        .where(PaperDesk.election_id == election_id)
        .order_by(PaperDesk.officer)
    )
    return tuple(DeskValue(name=name, officer=row.officer, tablet=number) for row, name, number in rows)


def show_code(db: Session, act: Act, public_id: str) -> str:
    """A code with which the officer who acts begins on a tablet; the one before is worth nothing.

    Refused: not-found, phase-wrong, paper-off, and what `need_each` refuses.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.OPEN)
    need_allowed(db, row.id)
    need_each(db, act, row.id)
    (officer,) = act.officers
    code = act.digits(CODE_DIGITS)
    mine = select(PaperDesk).where(PaperDesk.election_id == row.id, PaperDesk.officer == officer)
    desk = db.scalars(mine).first()
    if desk is None:
        db.add(PaperDesk(election_id=row.id, officer=officer, code=code, until=act.now + CODE_LIFE))
    else:
        desk.code, desk.until = code, act.now + CODE_LIFE
    return code


def begin(database: Database, key: str, public_id: str, typed: str, act: Act) -> Begun:
    """Begin entering on the tablet of this own key. The try is counted first, for all tablets together.

    Refused: tablet-not-enrolled, leaving-paused, paper-code-wrong, paper-device-taken, paper-officer-elsewhere,
    not-found, phase-wrong, paper-off.
    """
    count_code(database, key, act.now)
    given = "".join(ascii_digits(typed).split())
    with database.transaction() as db:
        tablet, row = by_key(db, key), find(db, public_id, lock=True)
        need_phase(row.phase, Phase.OPEN)
        need_allowed(db, row.id)
        desk = _of_code(db, row, given, act.now)
        _need_free(db, desk, tablet)
        forgive_code(db, key)
        token = act.random(32).hex()
        db.execute(delete(PaperEntry).where(PaperEntry.desk_id == desk.id))  # the page that held their marks is gone
        desk.code, desk.tablet_id, desk.token = "", tablet.id, _digest(token)
        who = Act(officers=(desk.officer,), now=act.now, random=act.random)
        journal.record(db, who, journal.Kind.PAPER_DESK, election_id=row.id, tablet=tablet.number)
        name = db.scalar(select(Officer.name).where(Officer.username == desk.officer)) or desk.officer
    return Begun(token=token, name=name)


def end(db: Session, public_id: str, token: str) -> None:
    """End entering on the device that holds this token; what it entered and is not cast is to be entered anew.

    Refused: not-found, paper-desk-over.
    """
    row = find(db, public_id, lock=True)
    _end(db, desk_of(db, row.id, token))


def need_desk(db: Session, public_id: str, token: str) -> None:
    """Refuse, in a session for looking, a device that enters nothing. Refused: not-found, paper-desk-over."""
    desk_of(db, find(db, public_id).id, token)


def end_of(db: Session, public_id: str, officer: str) -> None:
    """End what an officer enters, from the office: where the device is dead. Refused: not-found."""
    row = find(db, public_id, lock=True)
    for desk_id in db.scalars(
        select(PaperDesk.id).where(PaperDesk.election_id == row.id, PaperDesk.officer == officer)
    ).all():
        _end(db, desk_id)


def end_all(db: Session, election_id: int) -> None:
    """Nobody enters papers of this election any more."""
    for desk_id in db.scalars(select(PaperDesk.id).where(PaperDesk.election_id == election_id)).all():
        _end(db, desk_id)


def desk_of(db: Session, election_id: int, token: str) -> int:
    """The id of the desk whose device holds this token, on a tablet that was not revoked. Refused: paper-desk-over."""
    mine = select(PaperDesk.id, BoothTablet.state).join(BoothTablet, BoothTablet.id == PaperDesk.tablet_id)
    found = db.execute(mine.where(PaperDesk.election_id == election_id, PaperDesk.token == _digest(token))).first()
    if found is None or found.state is TabletState.REVOKED:
        raise Refused(PAPER_DESK_OVER)
    return int(found.id)


def _of_code(db: Session, row: Election, given: str, now: datetime) -> PaperDesk:
    waiting = select(PaperDesk).where(PaperDesk.election_id == row.id, PaperDesk.code != "", PaperDesk.until > now)
    found = [one for one in db.scalars(waiting) if hmac.compare_digest(one.code.encode(), given.encode())]
    if not found:
        raise Refused(PAPER_CODE_WRONG)
    return found[0]


def _need_free(db: Session, desk: PaperDesk, tablet: TabletValue) -> None:
    """Refused: paper-device-taken, paper-officer-elsewhere."""
    if desk.tablet_id is not None and desk.tablet_id != tablet.id:
        raise Refused(PAPER_OFFICER_ELSEWHERE, number=db.get_one(BoothTablet, desk.tablet_id).number)
    here = select(Officer.name).join(PaperDesk, PaperDesk.officer == Officer.username)
    here = here.where(PaperDesk.election_id == desk.election_id, PaperDesk.tablet_id == tablet.id)
    other = db.scalar(here.where(PaperDesk.id != desk.id))
    if other is not None:
        raise Refused(PAPER_DEVICE_TAKEN, name=other)


def _end(db: Session, desk_id: int) -> None:
    db.execute(delete(PaperEntry).where(PaperEntry.desk_id == desk_id))
    db.execute(delete(PaperDesk).where(PaperDesk.id == desk_id))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
