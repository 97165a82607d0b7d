"""Rows of accounts and officers; only services import this."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, Officer


def officer_of(db: Session, account_id: int) -> Officer | None:
    """The officer whose account this is, or None where it is an institution's."""
    return db.scalars(select(Officer).where(Officer.account_id == account_id)).first()


def by_name(db: Session, typed: str, spelled: str) -> Account | None:
    """The locked row of a user name as it was typed, or else as names are spelled today: those of officers of earlier
    versions may be spelled in another way."""
    found = select(Account).where(Account.username.in_({typed, spelled}))
    return db.scalars(found.order_by(Account.username != typed).limit(1).with_for_update()).first()
