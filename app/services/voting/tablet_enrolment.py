"""How a tablet becomes a booth of a session: two officers let tablets in for a while, and each takes a code of its own.

The codes are made from a seed that only the server knows, one after the other: who used one gets the tablet's own key,
and the next tablet scans the next code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.language.message import N_
from app.language.text import ascii_digits
from app.models import AssemblySession, BoothTablet, CastingKey, TabletEnrolment
from app.services.accounts.throttle import count_try
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair_in_session
from app.services.voting.tablet import (
    TabletValue,
    by_key,
    is_any_enrolled,
    key_digest,
    renew,
)
from app.states.tablet import TabletState

ENROLMENT_OVER = Refusal(
    code="enrolment-over",
    status=403,
    words=N_(
        "This code is not good any more: it was used, or its time is over. Scan the code that the office shows now."
    ),
)
ENROLMENT_CLOSED = Refusal(
    code="enrolment-closed",
    status=409,
    words=N_("No tablet is taken in at this moment. Two officers let tablets in on the office’s page first."),
)
TABLETS_THERE = Refusal(
    code="tablets-there",
    status=409,
    words=N_("This session has a booth already. Two officers let further ones in."),
)
LEAVING_CODE_WRONG = Refusal(
    code="leaving-code-wrong",
    status=403,
    words=N_("This is not the code on the office’s page of the tablets."),
    field="code",
)
LEAVING_PAUSED = Refusal(
    code="leaving-paused",
    status=429,
    words=N_("Too many wrong codes. Please wait %(minutes)s minutes."),
    field="code",
)

OPEN_FOR = timedelta(minutes=30)
"""How long two officers let tablets in."""
CODE_LIFE = timedelta(minutes=5)
"""A code is shown for so long, and taken for as long again."""
LEAVING_TRIES = 10
"""Wrong codes after which all tablets of the session wait."""
_CODE = re.compile("([0-9]{1,9})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentCode:
    """What the office shows for the next tablet: the secret of its code, and until when tablets are let in."""

    secret: str
    until: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A tablet that was just enrolled, and its own key, which it alone holds."""

    tablet: TabletValue
    key: str


def admit(db: Session, act: Act, session_id: int) -> None:
    """Let tablets in for a while; two officers. Codes of before are worth nothing. Refused: what `need_pair` does."""
    need_pair_in_session(db, act, session_id)
    seed, until = act.random(32), act.now + OPEN_FOR
    row = db.get(TabletEnrolment, session_id, with_for_update=True)
    if row is None:
        db.add(TabletEnrolment(session_id=session_id, seed=seed, until=until, used=0))
    else:
        row.seed, row.until, row.used = seed, until, 0
    db.flush()
    held = db.get_one(AssemblySession, session_id)
    journal.record(
        db, act, journal.Kind.TABLETS_ADMITTED, assembly_id=held.assembly_id, session=held.number,
        minutes=OPEN_FOR // timedelta(minutes=1),
    )  # fmt: skip


def end(db: Session, session_id: int) -> None:
    """Let no further tablet in; the seed is forgotten."""
    row = db.get(TabletEnrolment, session_id, with_for_update=True)
    if row is not None:
        db.delete(row)


def present_code(db: Session, session_id: int, now: datetime) -> EnrolmentCode | None:
    """The code for the next tablet, or None while none is let in."""
    row = db.get(TabletEnrolment, session_id)
    if row is None or not _is_open(row, now):
        return None
    return EnrolmentCode(secret=_secret(row, _step(now)), until=row.until, number=_next_number(db, session_id))


def enrol(db: Session, act: Act, secret: str) -> Enrolled:
    """Take in the tablet that scanned this code; the code is spent. Refused: enrolment-over, enrolment-closed."""
    row = _waiting(db, secret, act.now, lock=True)
    row.used += 1
    return _take_in(db, act, row.session_id)


def need_code(db: Session, secret: str, now: datetime) -> None:
    """Refuse, in a session for looking, what `enrol` would: anybody may send a code, and takes the writer from nobody.

    Refused: enrolment-over, enrolment-closed.
    """
    _waiting(db, secret, now)


def _waiting(db: Session, secret: str, now: datetime, *, lock: bool = False) -> TabletEnrolment:
    """What waits for the tablet of this code. Refused: enrolment-over, enrolment-closed."""
    found = _CODE.fullmatch(secret)
    if found is None:
        raise Refused(ENROLMENT_OVER)
    row = db.get(TabletEnrolment, int(found[1]), with_for_update=lock)
    if row is None or not _is_open(row, now):
        raise Refused(ENROLMENT_CLOSED)
    step = _step(now)
    if sum(hmac.compare_digest(_secret(row, one), secret) for one in (step, step - 1)) == 0:
        raise Refused(ENROLMENT_OVER)
    return row


def enrol_alone(db: Session, act: Act, session_id: int) -> Enrolled:
    """Take in the browser of the officer who asks, as the first booth. Only where nobody but who sits at the server's
    own computer reaches it, which its caller knows: there a second officer's word would keep nobody from anything.

    Refused: tablets-there.
    """
    if is_any_enrolled(db, session_id):
        raise Refused(TABLETS_THERE)
    return _take_in(db, act, session_id)


def leave(database: Database, key: str, typed: str, now: datetime) -> None:
    """Whether an officer may leave the booth on the tablet with this key, by the code on the office's page.

    The try is counted first, for all tablets of the session together.
    Refused: tablet-not-enrolled, leaving-paused, leaving-code-wrong.
    """
    count_code(database, key, now)
    given = "".join(ascii_digits(typed).split())
    with database.transaction() as db:
        if not hmac.compare_digest(_shared(db, key).code.encode(), given.encode()):
            raise Refused(LEAVING_CODE_WRONG)
        forgive_code(db, key)


def count_code(database: Database, key: str, now: datetime) -> None:
    """Count a try of a code on the tablet with this key, for all tablets of the session together.

    Refused: tablet-not-enrolled, leaving-paused.
    """
    with database.reading() as db:
        by_key(db, key)  # who has none is refused before the writer is taken
    with database.transaction() as db:
        minutes = count_try(_shared(db, key), now, LEAVING_TRIES)
    if minutes:
        raise Refused(LEAVING_PAUSED, minutes=minutes)


def forgive_code(db: Session, key: str) -> None:
    """Forget the tries: the code was right. Refused: tablet-not-enrolled."""
    row = _shared(db, key)
    row.failures, row.failed_at = 0, None


def _shared(db: Session, key: str) -> CastingKey:
    """The locked row that all tablets share with the one of this key. Refused: tablet-not-enrolled."""
    return db.get_one(CastingKey, by_key(db, key).session_id, with_for_update=True)


def _take_in(db: Session, act: Act, session_id: int) -> Enrolled:
    if db.get(CastingKey, session_id) is None:
        renew(db, act, session_id)
    key = act.random(32).hex()
    row = BoothTablet(
        session_id=session_id, number=_next_number(db, session_id), name="", key=key_digest(key),
        state=TabletState.ENROLLED, enrolled=act.now, reason="", bundle="",
    )  # fmt: skip
    db.add(row)
    db.flush()
    held = db.get_one(AssemblySession, session_id)
    journal.record(
        db, act, journal.Kind.TABLET_ENROLLED, assembly_id=held.assembly_id, session=held.number, tablet=row.number
    )
    return Enrolled(tablet=by_key(db, key), key=key)


def _next_number(db: Session, session_id: int) -> int:
    return (db.scalar(select(func.max(BoothTablet.number)).where(BoothTablet.session_id == session_id)) or 0) + 1


def _is_open(row: TabletEnrolment, now: datetime) -> bool:
    return row.until - OPEN_FOR <= now < row.until


def _step(now: datetime) -> int:
    return int(now.timestamp()) // int(CODE_LIFE.total_seconds())


def _secret(row: TabletEnrolment, step: int) -> str:
    said = f"majma|enrolment|{row.session_id}|{row.used}|{step}"
    return f"{row.session_id}-{hmac.new(row.seed, said.encode(), hashlib.sha256).hexdigest()[:32]}"
