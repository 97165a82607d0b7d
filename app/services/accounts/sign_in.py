"""Signing in to an institution's account with its password, and with a code where that was turned on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Account
from app.services.accounts import account as accounts
from app.services.accounts import one_time_code, throttle
from app.services.accounts import password as passwords
from app.services.accounts.password import SIGN_IN_FAILED
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.acts.refusal import Refused


def by_password(
    database: Database, username: str, word: str, typed_code: str, now: datetime, *, address: str = ""
) -> accounts.AccountValue:
    """The account of this user name and password. Refused: sign-in-paused, sign-in-failed, code-wrong.

    The try is counted before the password is looked at, and forgotten when all was right; a name that nobody has costs
    the same, says the same and pauses as a known one. `address` is that of the network. A code is taken once.
    """
    name = accounts.spelled(username)
    with database.transaction() as db:
        row = _by_name(db, name)
        known = row.password_hash if row is not None else None
        may = throttle.may_try(db, row, f"account|{name}", address, now)
    if not may:
        raise Refused(SIGN_IN_PAUSED, minutes=throttle.PAUSE_MINUTES)
    right = passwords.matches(known, word)
    with database.transaction() as db:
        row = _by_name(db, name)
        if row is None or not right or row.password_hash != known:
            raise Refused(SIGN_IN_FAILED)
        if row.totp_secret is not None:
            row.totp_step = one_time_code.need(row.totp_secret, typed_code, now, after=row.totp_step)
        throttle.forgive(db, row, address)
        return accounts.account_value(db, row.id)


def _by_name(db: Session, username: str) -> Account | None:
    return db.scalars(select(Account).where(Account.username == username).with_for_update()).first()
