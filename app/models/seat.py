"""Seats of a body, as an election gave them: each holding is a row, so that what was stays."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.seat import SeatState


class Seat(Base):
    """One institution on the seat `place` of an election, from `since` to at most `until`; of a vacant one, nobody.

    `changed`, `reason` and `officers` say when, why and by whom the state was recorded last; `asked` and `asked_reason`
    when and why the institution itself said that it does not want the seat.
    """

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("election_id", "institution_id"), one_of("state", SeatState))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    place: Mapped[int]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    alternate: Mapped[bool]
    state: Mapped[SeatState] = mapped_column(State(SeatState))
    since: Mapped[date]
    until: Mapped[date]
    changed: Mapped[date | None]
    reason: Mapped[str]
    officers: Mapped[list[str]] = mapped_column(JSON)
    asked: Mapped[datetime | None]
    asked_reason: Mapped[str] = mapped_column(default="")
