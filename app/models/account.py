"""Accounts of institutions: a password with a second step, and signed-in browsers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Account(Base):
    """An institution's one account; `totp_step` is the last time step whose code was used."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    made: Mapped[datetime]

    institution: Mapped[Institution] = relationship()


class AccountSignIn(Base):
    """A browser signed in to an account: the digest of its secret."""

    __tablename__ = "account_sign_in"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made: Mapped[datetime]
    seen: Mapped[datetime]

    account: Mapped[Account] = relationship()
