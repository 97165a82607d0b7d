"""Booths that stopped by themselves. Nothing says which one, nor who stood before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.booth import BoothFault


class BoothStop(Base):
    """A fault that booths of an election reported: how often, when last, and how often an officer had seen it."""

    __tablename__ = "booth_stop"
    __table_args__ = (one_of("fault", BoothFault),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    fault: Mapped[BoothFault] = mapped_column(State(BoothFault), primary_key=True)
    times: Mapped[int]
    last: Mapped[datetime]
    seen: Mapped[int]
