"""User names with what opens them, of officers and institutions alike, and the browsers that are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Account(Base):
    """What opens one user name: an institution's, or an officer's where no institution stands here.

    `password_given`: the password is another's choice, or was one until it was used; the own one must be chosen.
    `totp_step` is the last time step whose code was used.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_given: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    made: Mapped[datetime]

    institution: Mapped[Institution | None] = relationship()


class KnownBrowser(Base):
    """A browser that has signed in before: the digest of what its cookie holds, and its own wrong tries."""

    __tablename__ = "known_browser"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]


class SignIn(Base):
    """A signed-in browser: the digest of its secret, so that the database cannot impersonate it."""

    __tablename__ = "sign_in"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made: Mapped[datetime]
    seen: Mapped[datetime]

    account: Mapped[Account] = relationship()
