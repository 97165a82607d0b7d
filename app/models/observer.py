"""Who watches a session from outside the presidium, and what that one wrote down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Observer(Base):
    """An observer of a session: digests of the one-time code and, once it is `used`, of the sign-in; good `until`."""

    __tablename__ = "observer"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    name: Mapped[str]
    house: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str | None] = mapped_column(unique=True)
    made: Mapped[datetime]
    until: Mapped[datetime]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class ObserverNote(Base):
    """A note of an observer with its hour, and the office's answer; "" and None before there is one."""

    __tablename__ = "observer_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    observer_id: Mapped[int] = mapped_column(ForeignKey("observer.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    answer: Mapped[str]
    answered: Mapped[datetime | None]
    answered_by: Mapped[str]
