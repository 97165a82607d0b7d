"""The presentations of the candidates in a session: their order, their equal time, and how long each took."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.presentation import SpeakingOrder, TurnState


class PresentationRound(Base):
    """What all presentations of a session share. `minutes` and the `extra` minutes are each candidate's; `listed` are
    the names that were announced, in Persian order, before the first ball."""

    __tablename__ = "presentation_round"
    __table_args__ = (one_of("drawn_by", SpeakingOrder),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, autoincrement=False)
    minutes: Mapped[int]
    extra: Mapped[int]
    drawn_by: Mapped[SpeakingOrder] = mapped_column(State(SpeakingOrder))
    listed: Mapped[list[str]] = mapped_column(JSON)
    announced: Mapped[datetime | None]
    digits: Mapped[str]
    seed: Mapped[str]
    drawn_at: Mapped[datetime | None]


class Presentation(Base):
    """One candidate's turn. `spent` are the seconds before `since`, from when the timer runs."""

    __tablename__ = "presentation"
    __table_args__ = (one_of("state", TurnState),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    place: Mapped[int]
    state: Mapped[TurnState] = mapped_column(State(TurnState))
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    since: Mapped[datetime | None]
    spent: Mapped[int]
