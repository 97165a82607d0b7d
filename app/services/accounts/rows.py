"""Rows of accounts and officers; only services import this."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.db import once
from app.models import Account, Officer
from app.states.officer import Role

GUARDED = Role.ADMINISTRATOR
"""The role that admits and shuts out all others, so that a password alone is not enough for it."""


def officers_of(db: Session, account_id: int) -> list[Officer]:
    """What the holder of an account is, in one assembly or in several; those who may sign in there first.

    Empty where the account is an institution's.
    """
    mine = select(Officer).where(Officer.account_id == account_id)
    whole = mine.options(joinedload(Officer.assembly), joinedload(Officer.account))
    query = whole.order_by(Officer.disabled, Officer.id)
    return once(db, ("officers", account_id), lambda: list(db.scalars(query)))


def officer_in(db: Session, assembly_id: int, username: str) -> Officer | None:
    """The officer of an assembly who has this user name."""
    mine = select(Officer).where(Officer.assembly_id == assembly_id, Officer.username == username)
    return db.scalars(mine).first()


def is_guarded(row: Officer) -> bool:
    """Whether this officer's password alone is not enough to sign in."""
    return row.role == GUARDED and not row.assembly.demonstration


def by_name(db: Session, typed: str, spelled: str) -> Account | None:
    """The locked row of a user name as it was typed, or else as names are spelled today: those of officers of earlier
    versions may be spelled in another way."""
    found = select(Account).where(Account.username.in_({typed, spelled}))
    return db.scalars(found.order_by(Account.username != typed).limit(1).with_for_update()).first()
