"""Passkeys of accounts, and the challenges they have answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Base


class Passkey(Base):
    """A WebAuthn credential of an account, under the id that its authenticator gave it."""

    __tablename__ = "passkey"

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    made: Mapped[datetime]

    account: Mapped[Account] = relationship()


class SpentChallenge(Base):
    """A challenge that a passkey has answered: its digest, kept until the challenge would be too old anyway."""

    __tablename__ = "spent_challenge"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    spent: Mapped[datetime]
