"""The brake on guessing, one for all doors: tries are counted in the database, by name and by address.

Nobody outside keeps an officer out: a browser that has signed in before has its own count (`known_browser`), and so has
who has signed in and gives a password on a page. What is counted by name or address is for strangers.
"""

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
PAUSE = timedelta(minutes=10)
LONGEST = timedelta(minutes=60)
QUIET = timedelta(hours=24)
"""Each `TRIES` wrong ones make a pause, twice as long as the one before, up to the longest: some 250 guesses a day at
most, of which a known browser notices nothing. Who makes none for a day begins anew."""


class HasTries(Protocol):
    """A row that counts its own failures."""

    failures: int
    failed_at: datetime | None


def count_stranger(db: Session, row: HasTries | None, name: str, address: str, now: datetime) -> int:
    """The minutes that somebody at `address` waits before trying the password of `name`; if none, the try is counted.

    `row` is the locked row that has this name, or None for a name that nobody has: such names are counted too, so that
    a pause tells nothing. A try that was right is forgotten by `forgive`.
    """
    stale = select(Tries.key).where(Tries.failed_at <= now - QUIET).with_for_update(skip_locked=True)
    db.execute(delete(Tries).where(Tries.key.in_(stale)))
    place = _place(address)
    wait = count_try(_tries(db, place), now, ADDRESS_TRIES) if place else 0
    return wait or count_try(row or _tries(db, f"name|{hashlib.sha256(name.encode()).hexdigest()}"), now, TRIES)


def count_inside(db: Session, account_id: int, now: datetime) -> int:
    """The same for who has signed in and gives a password on a page; counted apart from all doors, so that nobody
    outside can use up these tries. Right ones are forgotten by `forgive_inside`."""
    return count_try(_tries(db, _inside(account_id)), now, TRIES)


def count_public(db: Session, kind: str, address: str, now: datetime, most: int) -> int:
    """The same for what anybody may send without a sign-in, counted by its kind and by the network address alone; each
    `most` make a pause."""
    place = _place(address)
    return count_try(_tries(db, f"{kind}|{place}"), now, most) if place else 0


def forgive_inside(db: Session, account_id: int) -> None:
    """Forget the wrong tries of who has signed in."""
    db.execute(delete(Tries).where(Tries.key == _inside(account_id)))


def forgive(db: Session, row: HasTries, address: str) -> None:
    """Forget the failures of a name whose password was right, and the one try of its address."""
    row.failures = 0
    counted = db.get(Tries, _place(address), with_for_update=True)
    if counted is not None:
        counted.failures = max(0, counted.failures - 1)


def count_try(row: HasTries, now: datetime, most: int) -> int:
    """The minutes to wait before one more try, begun ones whole; if none, it is counted. Each `most` make a pause.

    A try at an hour that is still to come was counted by a clock that has been set back since: the pause ends after its
    length from now, however far the clock was set.
    """
    if row.failed_at is not None and row.failed_at > now:
        row.failed_at = now
    if row.failed_at is not None and row.failed_at <= now - QUIET:
        row.failures = 0
    rounds, begun = divmod(row.failures, most)
    if rounds and not begun and row.failed_at is not None:
        left = row.failed_at + min(PAUSE * int(2 ** min(rounds - 1, 8)), LONGEST) - now
        if left > timedelta(0):
            return int(-(-left // timedelta(minutes=1)))
    row.failures += 1
    row.failed_at = now
    return 0


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
