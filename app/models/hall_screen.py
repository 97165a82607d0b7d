"""What the screens of a session show."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.screen import HallPicture


class HallScreen(Base):
    """One screen by its number, or all that have no row of their own: number 0. `step` counts the seats that were
    shown so far; `digits` are the balls of a drawing that goes on, one after another. `network` and `network_password`
    stand in the row of all: everybody in the hall reads them on the welcome."""

    __tablename__ = "hall_screen"
    __table_args__ = (one_of("shows", HallPicture),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shows: Mapped[HallPicture] = mapped_column(State(HallPicture))
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    step: Mapped[int]
    digits: Mapped[str]
    message: Mapped[str]
    network: Mapped[str]
    network_password: Mapped[str]
