"""Items of a session's agenda, and when each was dealt with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.agenda import ItemKind


class AgendaItem(Base):
    """One line of the agenda. `started` is when it was first begun, `ended` when it was last ended; `minutes` are each
    speaker's, None where nobody's time is limited."""

    __tablename__ = "agenda_item"
    __table_args__ = (one_of("kind", ItemKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    place: Mapped[int]
    title: Mapped[str]
    kind: Mapped[ItemKind] = mapped_column(State(ItemKind))
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    minutes: Mapped[int | None]
