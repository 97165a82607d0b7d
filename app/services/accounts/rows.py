"""Rows of officers; only services import this."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Officer


def officer_of(db: Session, account_id: int) -> Officer | None:
    """The officer whose account this is, or None where it is an institution's."""
    return db.scalars(select(Officer).where(Officer.account_id == account_id)).first()
