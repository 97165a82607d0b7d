"""What opens an account, and changing it: the own password, and the codes of an app as its second step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Account, Passkey
from app.services.accounts import account as accounts
from app.services.accounts import one_time_code, throttle
from app.services.accounts import password as passwords
from app.services.accounts.password import PASSWORD_WRONG
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """What opens an account; `must_choose`: the password was another's choice, an own one is due."""

    account_id: int
    username: str
    has_password: bool
    must_choose: bool
    has_totp: bool
    passkeys: int


def ways_in(db: Session, account_id: int) -> WaysIn:
    """What opens this account now."""
    row = db.get_one(Account, account_id)
    return WaysIn(
        account_id=row.id, username=row.username, has_password=row.password_hash is not None,
        must_choose=row.password_given, has_totp=row.totp_secret is not None,
        passkeys=db.scalar(select(func.count()).where(Passkey.account_id == account_id)) or 0,
    )  # fmt: skip


def change_password(database: Database, act: Act, account_id: int, old: str, new: str, *, secret: str) -> None:
    """Set an own password; where there is one, the old one is asked for. Every other browser is signed out.

    `secret` is that of the sign-in that stays. Refused: password-wrong, sign-in-paused; passphrase-weak,
    password-common, password-name.
    """
    _need_password(database, account_id, old, act.now)
    with database.reading() as db:
        names = accounts.names_of(db, account_id)
    passwords.need_strong(new, *names)
    sealed = passwords.seal(new)
    with database.transaction() as db:
        row = db.get_one(Account, account_id, with_for_update=True)
        row.password_hash, row.password_given = sealed, False
        accounts.close_all(db, account_id, but=secret)
        accounts.tell_change(db, act, account_id, "password")


def turn_code_on(db: Session, act: Act, account_id: int, totp_secret: str, typed: str) -> None:
    """Ask for a code with the password from now on; a first code shows that the app has the secret.

    Refused: not-found (the account has no password), code-wrong.
    """
    row = db.get_one(Account, account_id, with_for_update=True)
    if row.password_hash is None:
        raise Refused(NOT_FOUND)
    row.totp_step = one_time_code.need(totp_secret, typed, act.now, after=None)
    row.totp_secret = totp_secret
    accounts.tell_change(db, act, account_id, "code-on")


def turn_code_off(database: Database, act: Act, account_id: int, word: str) -> None:
    """Ask for no code any more. Refused: password-wrong, sign-in-paused."""
    _need_password(database, account_id, word, act.now)
    with database.transaction() as db:
        row = db.get_one(Account, account_id, with_for_update=True)
        row.totp_secret = row.totp_step = None
        accounts.tell_change(db, act, account_id, "code-off")


def _need_password(database: Database, account_id: int, word: str, now: datetime) -> None:
    """Refuse a wrong password, if there is one; who sits at a signed-in browser guesses no faster than others."""
    with passwords.in_turn():
        with database.transaction() as db:
            row = db.get_one(Account, account_id, with_for_update=True)
            known = row.password_hash
            wait = 0 if known is None else throttle.count_inside(db, account_id, now)
        if wait:
            raise Refused(SIGN_IN_PAUSED, minutes=wait)
        if known is not None and not passwords.matches(known, word):
            raise Refused(PASSWORD_WRONG)
    with database.transaction() as db:
        throttle.forgive_inside(db, account_id)
