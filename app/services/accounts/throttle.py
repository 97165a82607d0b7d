"""The brake on guessing, one for all doors: tries are counted in the database, by name and by address."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Tries
from app.services.acts.refusal import Refusal

SIGN_IN_PAUSED = Refusal(
    code="sign-in-paused",
    status=429,
    words=N_("Too many tries. Please wait %(minutes)s minutes."),
    field="second_password",
)


TRIES = 10
ADDRESS_TRIES = 100
PAUSE_MINUTES = 10
PAUSE = timedelta(minutes=PAUSE_MINUTES)


class HasTries(Protocol):
    """A row that counts its own failures."""

    failures: int
    failed_at: datetime | None


def may_try(db: Session, row: HasTries | None, name: str, address: str, now: datetime) -> bool:
    """Whether somebody at `address` may try the password of `name` now; if so, the try is counted.

    `row` is the locked row that has this name, or None for a name that nobody has: such names are counted too, so that
    a pause tells nothing. A try that was right is forgotten by `forgive`.
    """
    stale = select(Tries.key).where(Tries.failed_at <= now - PAUSE).with_for_update(skip_locked=True)
    db.execute(delete(Tries).where(Tries.key.in_(stale)))
    place = _place(address)
    if place and not count_try(_tries(db, place), now, ADDRESS_TRIES):
        return False
    return count_try(row or _tries(db, f"name|{hashlib.sha256(name.encode()).hexdigest()}"), now, TRIES)


def may_try_inside(db: Session, account_id: int, now: datetime) -> bool:
    """Whether who has signed in may try a password on a page of an act of two; counted apart from all doors, so that
    nobody outside can use up these tries. Right ones are forgotten by `forgive_inside`."""
    return count_try(_tries(db, _inside(account_id)), now, TRIES)


def forgive_inside(db: Session, account_id: int) -> None:
    """Forget the wrong tries of who has signed in."""
    db.execute(delete(Tries).where(Tries.key == _inside(account_id)))


def forgive(db: Session, row: HasTries, address: str) -> None:
    """Forget the failures of a name whose password was right, and the one try of its address."""
    row.failures = 0
    counted = db.get(Tries, _place(address), with_for_update=True)
    if counted is not None:
        counted.failures = max(0, counted.failures - 1)


def count_try(row: HasTries, now: datetime, most: int) -> bool:
    """Whether one more try is allowed now; if so it is counted. After a pause without a try all are forgotten.

    A try at an hour that is still to come was counted by a clock that has been set back since: the pause ends after its
    length from now, however far the clock was set.
    """
    if row.failed_at is not None and row.failed_at > now:
        row.failed_at = now
    if row.failed_at is not None and row.failed_at <= now - PAUSE:
        row.failures = 0
    if row.failures >= most:
        return False
    row.failures += 1
    row.failed_at = now
    return True


def _inside(account_id: int) -> str:
    return f"inside|{account_id}"


def _place(address: str) -> str:
    """The key of a network address; an IPv6 subscriber has a whole /64.

    Empty for this machine itself, where a proxy stands for everybody, and where the address is unknown.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.is_loopback:
        return ""
    return f"address|{ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False)}"


def _tries(db: Session, key: str) -> Tries:
    """The locked row of a key, made when there is none."""
    row = db.get(Tries, key, with_for_update=True)
    if row is None:
        try:
            with db.begin_nested():
                row = Tries(key=key, failures=0)
                db.add(row)
        except IntegrityError:  # somebody else made it meanwhile
            row = db.get_one(Tries, key, with_for_update=True)
    return row
