"""Officers of the secretariat and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.states.officer import Role


class Officer(Base):
    """A person of the secretariat with a role in one assembly."""

    __tablename__ = "officer"
    __table_args__ = (one_of("role", Role),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(State(Role))
    password_hash: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    disabled: Mapped[bool] = mapped_column(default=False)


class SignIn(Base):
    """A signed-in browser: the digest of its secret, so that the database cannot impersonate it."""

    __tablename__ = "sign_in"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    created: Mapped[datetime]
    seen: Mapped[datetime]

    officer: Mapped[Officer] = relationship()
