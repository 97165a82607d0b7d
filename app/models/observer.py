"""Who watches a session from outside the presidium, and what that one wrote down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.day_code import DayCode


class Observer(DayCode, Base):
    """An observer of a session, of which organisation."""

    __tablename__ = "observer"

    house: Mapped[str]


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
