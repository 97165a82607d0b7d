"""User names: officers and institutions share one set of them, since the journal names who acts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, Officer


def is_taken(db: Session, username: str) -> bool:
    """Whether an officer or an institution has this user name."""
    holders = (
        select(Officer.id).where(Officer.username == username),
        select(Account.id).where(Account.username == username),
    )
    return any(db.scalar(one) is not None for one in holders)
