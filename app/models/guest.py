"""Guests of a session: in the hall without a vote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.guest import GuestKind


class Guest(Base):
    """Somebody who may be in the hall: when that one came first, and went; `folded`: what is searched by."""

    __tablename__ = "guest"
    __table_args__ = (one_of("kind", GuestKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    kind: Mapped[GuestKind] = mapped_column(State(GuestKind))
    name: Mapped[str]
    house: Mapped[str]
    folded: Mapped[str]
    came: Mapped[datetime | None]
    went: Mapped[datetime | None]
