"""What a session resolved, noted for its minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.resolution import Manner


class Resolution(Base):
    """One resolution, at an item of the agenda, first noted `at`; by acclamation it has no numbers."""

    __tablename__ = "resolution"
    __table_args__ = (one_of("manner", Manner),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    manner: Mapped[Manner] = mapped_column(State(Manner))
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
