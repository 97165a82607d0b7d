"""Accounts of institutions: made from an invitation, signed in with a password or a passkey, ended on the server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Account, AccountSignIn
from app.services import journal
from app.services.act import Act, Names
from app.services.institution import institution_value

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountValue:
    """An institution's account as pages and other services see it."""

    id: int
    username: str
    institution_id: int
    institution: Names
    has_password: bool
    has_totp: bool


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
        value = account_value(row.account)
    if stale:
        with database.transaction() as db:
            row = db.get(AccountSignIn, _digest(secret))
            if row is not None:
                row.seen = now
    return value


def close_sign_in(db: Session, secret: str) -> None:
    """End a sign-in; its cookie is worth nothing afterwards."""
    db.execute(delete(AccountSignIn).where(AccountSignIn.digest == _digest(secret)))


def close_all(db: Session, account_id: int) -> None:
    """End every sign-in of an account."""
    db.execute(delete(AccountSignIn).where(AccountSignIn.account_id == account_id))


def is_free(db: Session, username: str) -> bool:
    """Whether a user name is not empty and no account has it."""
    return bool(username) and db.scalar(select(Account.id).where(Account.username == username)) is None


def account_value(row: Account) -> AccountValue:
    """The value of a row."""
    return AccountValue(
        id=row.id, username=row.username, institution_id=row.institution_id,
        institution=institution_value(row.institution).name, has_password=row.password_hash is not None,
        has_totp=row.totp_secret is not None,
    )  # fmt: skip


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"account|" + secret.encode()).digest()
