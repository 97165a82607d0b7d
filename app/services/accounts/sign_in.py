"""The one sign-in of officers and institutions: a password with its second step, and the browsers that are in.

Passkeys are the other way in (`passkey`). Both kinds have the same rules; only how long a browser may stay differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from app.db import Database
from app.language.message import N_
from app.models import Account, Passkey, SignIn
from app.services.accounts import account as accounts
from app.services.accounts import known_browser as known_browsers
from app.services.accounts import one_time_code, throttle
from app.services.accounts import password as passwords
from app.services.accounts.account import AccountValue
from app.services.accounts.officer import OfficerValue, officer_value
from app.services.accounts.rows import by_name, is_guarded, officers_of
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused

COUNTERSIGN_ROLE = Refusal(
    code="countersign-role",
    status=403,
    words=N_("The role of the second officer does not include this act."),
    field="second_name",
)
COUNTERSIGN_SAME = Refusal(
    code="countersign-same",
    status=403,
    words=N_("The second officer must be another person than you."),
    field="second_name",
)
PASSKEY_NEEDED = Refusal(
    code="passkey-needed",
    status=403,
    words=N_("An administrator’s account opens with its passkey, not with a password alone."),
)
PASSWORD_FIRST = Refusal(
    code="password-first",
    status=403,
    words=N_("The second officer must first sign in and choose an own password."),
    field="second_password",
)
SIGN_IN_FAILED = Refusal(
    code="sign-in-failed", status=403, words=N_("Name and password do not fit together."), field="second_password"
)


class Door(StrEnum):
    """Whose door somebody stands at."""

    OFFICER = "officer"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a browser stays signed in: without a request, and at most."""

    idle: timedelta
    absolute: timedelta


STAYS = {
    Door.OFFICER: Stay(timedelta(minutes=30), timedelta(hours=12)),  # a desk in a hall, for the day of a session
    Door.INSTITUTION: Stay(timedelta(hours=2), timedelta(days=14)),  # who writes a dossier looks things up meanwhile
}
FRESH = timedelta(minutes=30)
"""How long after signing in the account itself may be changed."""

Holder: TypeAlias = AccountValue | OfficerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A signed-in browser; `present` is the one that asks."""

    made: datetime
    seen: datetime
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed at a door: `code` that of an app, or nothing; `address` is that of the network, `known` what
    the browser has of earlier sign-ins."""

    username: str
    password: str
    code: str = ""
    address: str = ""
    known: tuple[str, ...] = ()


def by_password(database: Database, door: Door, given: Attempt, now: datetime, *, has_passkeys: bool) -> Holder:
    """Who has this user name and password. `has_passkeys`: whether browsers make passkeys at this server's address.

    The try is counted before the password is looked at, and forgotten when all was right; a name that nobody has costs
    the same, says the same and pauses as a known one. A code is taken once, and so is a password that another officer
    gave. Refused: sign-in-paused, sign-in-failed, code-wrong, passkey-needed.
    """
    with _right_password(database, door, given, now) as (db, row):
        if row.totp_secret is not None:
            row.totp_step = one_time_code.need(row.totp_secret, given.code, now, after=row.totp_step)
        elif has_passkeys and _needs_passkey(db, row):
            raise Refused(PASSKEY_NEEDED)
        if row.password_given:
            row.password_hash = None
        mine = known_browsers.of_account(db, row.id, given.known)
        if mine is None:
            throttle.forgive(db, row, given.address)
        else:
            mine.failures = 0
        return holder_of(db, row.id)


def countersign(database: Database, first: OfficerValue, username: str, word: str, now: datetime) -> OfficerValue:
    """The second officer of a two-person act. Refused: countersign-same, sign-in-failed, sign-in-paused,
    password-first (the password is another's choice, who would sign for two)."""
    if accounts.spelled(username) == accounts.spelled(first.username):
        raise Refused(COUNTERSIGN_SAME)
    given = Attempt(username=username, password=word)
    with _right_password(database, Door.OFFICER, given, now, inside=first.account_id) as (db, row):
        second = officer_value(db, row.id, first.assembly_id)
        if second is None or second.assembly_id != first.assembly_id or second.disabled:
            raise Refused(SIGN_IN_FAILED)
        if second.must_choose:
            raise Refused(PASSWORD_FIRST)
        throttle.forgive_inside(db, first.account_id)
        return second


def prove(database: Database, me: OfficerValue, word: str, now: datetime) -> None:
    """Refuse all but the own password of an officer who has signed in. Refused: sign-in-failed, sign-in-paused."""
    given = Attempt(username=me.username, password=word)
    with _right_password(database, Door.OFFICER, given, now, inside=me.account_id) as (db, _):
        throttle.forgive_inside(db, me.account_id)


def open_sign_in(db: Session, act: Act, account_id: int) -> str:
    """Record a sign-in and return its secret, 64 hexadecimal digits; only the digest is stored."""
    secret = act.random(32).hex()
    longest = max(stay.absolute for stay in STAYS.values())
    db.execute(delete(SignIn).where(SignIn.made < act.now - longest))
    db.add(SignIn(digest=accounts.digest(secret), account_id=account_id, made=act.now, seen=act.now))
    officers = officers_of(db, account_id)
    if not officers:
        journal.record(db, act, journal.Kind.ACCOUNT_SIGNED_IN, account=account_id)
    for one in officers:
        if not one.disabled:
            journal.record(db, act, journal.Kind.OFFICER_SIGNED_IN, assembly_id=one.assembly_id)
    return secret


def signed_in(
    database: Database, secret: str, now: datetime, assembly_id: int | None = None, *, by_hand: bool = True
) -> Holder | None:
    """Who signed in with this secret, or None when it is unknown, ended or too old, or the officer is shut out.

    Who is an officer of several assemblies acts in the one of `assembly_id`, or in the first. What is not asked
    `by_hand`, but by a page's script again and again, keeps nobody signed in.
    """
    with database.reading() as db:
        row = db.get(SignIn, accounts.digest(secret), options=[joinedload(SignIn.account)])
        if row is None or not _is_alive(row, now) or not may_enter(db, _door(row.account), row.account_id):
            return None
        # also what a clock set back since left behind
        stale = by_hand and not now - timedelta(minutes=1) <= row.seen <= now
        value = holder_of(db, row.account_id, assembly_id)
    if stale:
        with suppress(OperationalError), database.transaction() as db:  # a full disk signs nobody out
            row = db.get(SignIn, accounts.digest(secret))
            if row is not None:
                row.seen = now
    return value


def close_sign_in(db: Session, secret: str) -> None:
    """End a sign-in; its cookie is worth nothing afterwards."""
    db.execute(delete(SignIn).where(SignIn.digest == accounts.digest(secret)))


def close_others(db: Session, act: Act, account_id: int, secret: str) -> None:
    """End every sign-in but one's own."""
    accounts.close_all(db, account_id, but=secret)
    accounts.tell_change(db, act, account_id, "browsers-ended")


def browsers(db: Session, account_id: int, secret: str, now: datetime) -> tuple[Browser, ...]:
    """The browsers that are signed in, the one used last first."""
    rows = db.scalars(select(SignIn).where(SignIn.account_id == account_id).order_by(SignIn.seen.desc(), SignIn.digest))
    mine = accounts.digest(secret)
    return tuple(
        Browser(made=row.made, seen=row.seen, present=row.digest == mine) for row in rows if _is_alive(row, now)
    )


def is_fresh(db: Session, secret: str, now: datetime) -> bool:
    """Whether this browser signed in so lately that it may change how one signs in."""
    row = db.get(SignIn, accounts.digest(secret))
    return row is not None and row.made > now - FRESH


def holder_of(db: Session, account_id: int, assembly_id: int | None = None) -> Holder:
    """Whose account this is; an officer, as one of that assembly."""
    return officer_value(db, account_id, assembly_id) or accounts.account_value(db, account_id)


def may_enter(db: Session, door: Door, account_id: int) -> bool:
    """Whether this account opens that door; an officer who was shut out opens none."""
    officers = officers_of(db, account_id)
    if not officers:
        return door == Door.INSTITUTION
    return door == Door.OFFICER and not all(one.disabled for one in officers)


@contextmanager
def _right_password(
    database: Database, door: Door, given: Attempt, now: datetime, *, inside: int | None = None
) -> Iterator[tuple[Session, Account]]:
    """A transaction with the locked row whose password this is; `inside` is the account of who has signed in and asks.

    Refused: sign-in-paused, sign-in-failed, passwords-many.
    """
    with passwords.in_turn():  # a try that could not be compared is not counted
        with database.transaction() as db:
            row = by_name(db, given.username.strip(), accounts.spelled(given.username))
            known = row.password_hash if row is not None else None
            mine = None if row is None else known_browsers.of_account(db, row.id, given.known)
            if inside is not None:
                wait = throttle.count_inside(db, inside, now)
            elif mine is not None:
                wait = throttle.count_try(mine, now, throttle.TRIES)
            else:
                wait = throttle.count_stranger(db, row, accounts.spelled(given.username), given.address, now)
        if wait:
            raise Refused(SIGN_IN_PAUSED, minutes=wait)
        right = passwords.matches(known, given.password)
    with database.transaction() as db:
        row = by_name(db, given.username.strip(), accounts.spelled(given.username))
        if row is None or not right or row.password_hash != known or not may_enter(db, door, row.id):
            raise Refused(SIGN_IN_FAILED)
        yield db, row


def _door(row: Account) -> Door:
    return Door.OFFICER if row.institution_id is None else Door.INSTITUTION


def _needs_passkey(db: Session, row: Account) -> bool:
    """Whether this is an administrator whose second step is a passkey: a password alone is half a way in."""
    if not any(is_guarded(one) for one in officers_of(db, row.id)):
        return False
    return db.scalar(select(Passkey.id).where(Passkey.account_id == row.id).limit(1)) is not None


def _is_alive(row: SignIn, now: datetime) -> bool:
    stay = STAYS[_door(row.account)]
    return row.seen >= now - stay.idle and row.made >= now - stay.absolute
