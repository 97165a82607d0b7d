"""Who asked for the floor in a deliberation, spoke, and what of it is noted for the minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.speech import SpeechState


class Speech(Base):
    """One request for the floor, by the name as it was then; `said`: a sentence of the statement."""

    __tablename__ = "speech"
    __table_args__ = (one_of("state", SpeechState),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    name: Mapped[str]
    house: Mapped[str]
    asked: Mapped[datetime]
    state: Mapped[SpeechState] = mapped_column(State(SpeechState))
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    topic: Mapped[str]
    said: Mapped[str]
