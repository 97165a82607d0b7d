"""Parts of the roll that one desk alone hands slips to, and what people must look at of what such desks noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.desk import DeskDoubt, PartState, PartWay


class DeskPart(Base):
    """A part of the roll of a session, given to the desk whose browser has the key; chosen by `way` with `chosen`.

    `merged`: the number of the last entry of the desk's own list that is recorded here; one with such a number or a
    lower one is known. `heard`: the hour of the last coming or going of these; a slip has none.
    """

    __tablename__ = "desk_part"
    __table_args__ = (UniqueConstraint("key_sha256"), one_of("way", PartWay), one_of("state", PartState))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    name: Mapped[str]
    key_sha256: Mapped[str]
    way: Mapped[PartWay] = mapped_column(State(PartWay))
    chosen: Mapped[list[str]] = mapped_column(JSON)
    size: Mapped[int]
    given: Mapped[datetime]
    state: Mapped[PartState] = mapped_column(State(PartState), default=PartState.HELD)
    ended: Mapped[datetime | None]
    merged: Mapped[int] = mapped_column(default=0)
    heard: Mapped[datetime | None]


class DeskShare(Base):
    """That one desk alone hands this delegate slips, while it has its part: nobody stands in two."""

    __tablename__ = "desk_share"

    delegate_id: Mapped[int] = mapped_column(ForeignKey("delegate.id"), primary_key=True, autoincrement=False)
    part_id: Mapped[int] = mapped_column(ForeignKey("desk_part.id"), index=True)


class DeskQuestion(Base):
    """Something that a desk noted and that does not fit; `seen`: somebody looked at it."""

    __tablename__ = "desk_question"
    __table_args__ = (one_of("doubt", DeskDoubt),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("desk_part.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("delegate.id"), index=True)
    doubt: Mapped[DeskDoubt] = mapped_column(State(DeskDoubt))
    seen: Mapped[bool] = mapped_column(default=False)
