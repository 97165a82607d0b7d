"""Requests of anybody to look again at a roll."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.roll import RequestState


class RollRequest(Base):
    """What somebody finds missing or wrong on the roll of a session, and how the office ruled; of the code by which the
    asker reads the answer only a digest is kept."""

    __tablename__ = "roll_request"
    __table_args__ = (UniqueConstraint("session_id", "number"), one_of("state", RequestState))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    number: Mapped[int]
    code_sha256: Mapped[str]
    institution: Mapped[str]
    person: Mapped[str]
    wrong: Mapped[str]
    contact: Mapped[str]
    made: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(State(RequestState), default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    ruled: Mapped[datetime | None]
    ruled_by: Mapped[list[str]] = mapped_column(JSON, default=list)
