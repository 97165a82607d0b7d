"""Accounts of institutions: who is signed in, in which browsers; changing the password and the second step.

Made in `sign_up`, entered through `sign_in` and `passkey`; what is changed is told in the journal of every assembly
that introduced the institution.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.language.names import Names
from app.language.text import ascii_digits, normalise
from app.models import Account, AccountSignIn, Introduction
from app.services.accounts import one_time_code, throttle
from app.services.accounts import password as passwords
from app.services.accounts.password import PASSWORD_WRONG
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.accounts.username import USERNAME_TAKEN, USERNAME_WRONG, is_taken
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register.institution import InstitutionValue, institution_value

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(days=14)
FRESH = timedelta(minutes=30)
"""How long after signing in the account itself may be changed."""

RESERVED = ("set-up", "rehearsal")
"""User names that the journal gives to the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountValue:
    """An institution's account as pages and other services see it."""

    id: int
    username: str
    institution_id: int
    institution: Names
    has_password: bool
    has_totp: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A signed-in browser; `present` is the one that asks."""

    made: datetime
    seen: datetime
    present: bool


def open_sign_in(db: Session, act: Act, account_id: int) -> str:
    """Record a sign-in and return its secret, 64 hexadecimal digits; only the digest is stored."""
    secret = act.random(32).hex()
    db.execute(delete(AccountSignIn).where(AccountSignIn.made < act.now - ABSOLUTE))
    db.add(AccountSignIn(digest=_digest(secret), account_id=account_id, made=act.now, seen=act.now))
    journal.record(db, act, journal.Kind.ACCOUNT_SIGNED_IN, account=account_id)
    return secret


def signed_in(database: Database, secret: str, now: datetime) -> AccountValue | None:
    """The account behind a sign-in secret, or None when it is unknown, ended or too old."""
    with database.reading() as db:
        row = db.get(AccountSignIn, _digest(secret))
        if row is None or row.seen < now - IDLE or row.made < now - ABSOLUTE:
            return None
        stale = row.seen < now - timedelta(minutes=1)
        value = account_value(db, row.account.id)
    if stale:
        with database.transaction() as db:
            row = db.get(AccountSignIn, _digest(secret))
            if row is not None:
                row.seen = now
    return value


def close_sign_in(db: Session, secret: str) -> None:
    """End a sign-in; its cookie is worth nothing afterwards."""
    db.execute(delete(AccountSignIn).where(AccountSignIn.digest == _digest(secret)))


def close_all(db: Session, account_id: int, *, but: str = "") -> None:
    """End every sign-in of an account, but the one with this secret."""
    db.execute(
        delete(AccountSignIn).where(AccountSignIn.account_id == account_id, AccountSignIn.digest != _digest(but))
    )


def close_others(db: Session, act: Act, account_id: int, secret: str) -> None:
    """End every sign-in but one's own."""
    close_all(db, account_id, but=secret)
    tell(db, act, journal.Kind.ACCOUNT_CHANGED, account_id, change="browsers-ended")


def browsers(db: Session, account_id: int, secret: str, now: datetime) -> tuple[Browser, ...]:
    """The browsers that are signed in, the one used last first."""
    alive = AccountSignIn.seen >= now - IDLE, AccountSignIn.made >= now - ABSOLUTE
    rows = db.scalars(
        select(AccountSignIn)
        .where(AccountSignIn.account_id == account_id, *alive)
        .order_by(AccountSignIn.seen.desc(), AccountSignIn.digest)
    )
    return tuple(Browser(made=row.made, seen=row.seen, present=row.digest == _digest(secret)) for row in rows)


def is_fresh(db: Session, secret: str, now: datetime) -> bool:
    """Whether this browser signed in so lately that it may change how one signs in."""
    row = db.get(AccountSignIn, _digest(secret))
    return row is not None and row.made > now - FRESH


def change_password(database: Database, act: Act, account_id: int, old: str, new: str, *, secret: str) -> None:
    """Set a password; where there is one, the old one is asked for. Every other browser is signed out.

    Refused: password-wrong, sign-in-paused; passphrase-weak, password-common, password-name.
    """
    _need_password(database, account_id, old, act.now)
    with database.transaction() as db:
        row = db.get_one(Account, account_id, with_for_update=True)
        passwords.need_strong(new, row.username, *names_of(db, row.id))
        row.password_hash = passwords.seal(new)
        close_all(db, account_id, but=secret)
        tell(db, act, journal.Kind.ACCOUNT_CHANGED, account_id, change="password")


def turn_code_on(db: Session, act: Act, account_id: int, totp_secret: str, typed: str) -> None:
    """Ask for a code with the password from now on; a first code shows that the app has the secret.

    Refused: not-found (the account has no password), code-wrong.
    """
    row = db.get_one(Account, account_id, with_for_update=True)
    if row.password_hash is None:
        raise Refused(NOT_FOUND)
    row.totp_step = one_time_code.need(totp_secret, typed, act.now, after=None)
    row.totp_secret = totp_secret
    tell(db, act, journal.Kind.ACCOUNT_CHANGED, account_id, change="code-on")


def turn_code_off(database: Database, act: Act, account_id: int, word: str) -> None:
    """Ask for no code any more. Refused: password-wrong, sign-in-paused."""
    _need_password(database, account_id, word, act.now)
    with database.transaction() as db:
        row = db.get_one(Account, account_id, with_for_update=True)
        row.totp_secret = row.totp_step = None
        tell(db, act, journal.Kind.ACCOUNT_CHANGED, account_id, change="code-off")


def tell(db: Session, act: Act, kind: journal.Kind, account_id: int, change: str = "") -> None:
    """Write into the journal of every assembly that introduced the institution; `change` says what was changed."""
    row = db.get_one(Account, account_id)
    homes = select(Introduction.assembly_id).where(Introduction.institution_id == row.institution_id)
    for assembly_id in db.scalars(homes.order_by(Introduction.assembly_id)):
        journal.record(db, act, kind, assembly_id=assembly_id, institution=row.institution_id, change=change)


def spelled(username: str) -> str:
    """The one spelling of a user name: lower case, Latin digits, no spaces round it."""
    return ascii_digits(normalise(username)).casefold()


def need_spelled(username: str) -> None:
    """Refuse (username-wrong) what is no user name."""
    if not re.fullmatch("[a-z0-9][a-z0-9._-]{2,39}", username):
        raise Refused(USERNAME_WRONG)


def suggest(db: Session, institution: InstitutionValue) -> str:
    """A free user name: from the first words of the English name, else a plain one with the institution's number."""
    words = re.findall("[a-z0-9]+", re.sub("['’]", "", institution.name.en.casefold()))
    base = "-".join(words[:3])[:30].strip("-")
    for name in (base, f"{base}-{institution.id}", f"nahad-{institution.id}"):
        if re.fullmatch("[a-z0-9][a-z0-9._-]{2,39}", name) and is_free(db, name):
            return name
    return f"nahad-{institution.id}-{1 + (db.scalar(select(func.max(Account.id))) or 0)}"


def is_free(db: Session, username: str) -> bool:
    """Whether a user name is not empty and nobody has it, no officer either: the journal names who acts."""
    return bool(username) and username not in RESERVED and not is_taken(db, username)


def need_free(db: Session, username: str) -> None:
    """Refuse (username-taken) a user name that somebody has."""
    if not is_free(db, username):
        raise Refused(USERNAME_TAKEN, username=username)


def names_of(db: Session, account_id: int) -> tuple[str, ...]:
    """The names of an account's institution."""
    row = db.get_one(Account, account_id)
    return (row.institution.name_fa, row.institution.name_en, row.institution.name_ar)


def account_value(db: Session, account_id: int) -> AccountValue:
    """The value of an account."""
    row = db.get_one(Account, account_id)
    return AccountValue(
        id=row.id, username=row.username, institution_id=row.institution_id,
        institution=institution_value(db, row.institution.id).name, has_password=row.password_hash is not None,
        has_totp=row.totp_secret is not None,
    )  # fmt: skip


def _need_password(database: Database, account_id: int, word: str, now: datetime) -> None:
    """Refuse a wrong password, if there is one; who sits at a signed-in browser guesses no faster than others."""
    with database.transaction() as db:
        row = db.get_one(Account, account_id, with_for_update=True)
        known = row.password_hash
        may = known is None or throttle.count_try(row, now, throttle.TRIES)
    if not may:
        raise Refused(SIGN_IN_PAUSED, minutes=throttle.PAUSE_MINUTES)
    if known is not None and not passwords.matches(known, word):
        raise Refused(PASSWORD_WRONG)
    with database.transaction() as db:
        db.get_one(Account, account_id, with_for_update=True).failures = 0


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"account|" + secret.encode()).digest()
