"""The timetable of an election, from the notice to the final list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Timetable(Base):
    """Instants; what has none yet is not announced."""

    __tablename__ = "timetable"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    notice: Mapped[datetime | None]
    registration_opens: Mapped[datetime | None]
    registration_closes: Mapped[datetime | None]
    review_ends: Mapped[datetime | None]
    appeals_end: Mapped[datetime | None]
    list_final: Mapped[datetime | None]
