"""The rows of trustees, for services alone: what leaves the services is a value."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Election, Trustee
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register.invitation import INVITATION_INVALID


def find_trustee(db: Session, trustee_id: str) -> Trustee:
    """The row of a trustee. Refused: not-found."""
    row = db.scalars(select(Trustee).where(Trustee.public_id == trustee_id)).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def trustees_of(db: Session, election_id: int) -> list[Trustee]:
    """The rows of an election's trustees, in order, without those who were taken off."""
    mine = select(Trustee).where(Trustee.election_id == election_id, Trustee.removed.is_(None))
    return list(db.scalars(mine.order_by(Trustee.id)))


def need_invited(db: Session, trustee_id: str, secret: str) -> Trustee:
    """The trustee whose invitation secret this is. Refused: invitation-invalid."""
    row = db.scalars(select(Trustee).where(Trustee.public_id == trustee_id)).first()
    digest = row.invitation if row is not None and row.removed is None else None
    if row is None or digest is None or not hmac.compare_digest(digest, secret_digest(secret)):
        raise Refused(INVITATION_INVALID)
    return row


def invited(db: Session, trustee_id: str, secret: str) -> tuple[Trustee, Election]:
    """The trustee whose invitation secret this is, and the election, locked. Refused: invitation-invalid."""
    row = need_invited(db, trustee_id, secret)
    election = db.get_one(Election, row.election_id, with_for_update=True)
    db.refresh(row)
    return row, election


def secret_digest(secret: str) -> bytes:
    """What is kept of the secret in an invitation."""
    return hashlib.sha256(secret.encode()).digest()
