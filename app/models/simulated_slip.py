"""Slips of a rehearsal with which simulated delegates vote: the only ones whose secrets are kept."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SimulatedSlip(Base):
    """The secret of a slip that nobody draws: its ``serial`` is that of a slip of a rehearsal's election."""

    __tablename__ = "simulated_slip"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    serial: Mapped[str] = mapped_column(primary_key=True)
    credential: Mapped[str]
