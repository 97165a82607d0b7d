"""Corrections of frozen names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.election import Corrects


class Corrigendum(Base):
    """A mistake in a frozen name, mended beside it: `was` and `now` are the name in three languages.

    It is about a candidate, a voter, or, where it names neither, about the election itself.
    """

    __tablename__ = "corrigendum"
    __table_args__ = (UniqueConstraint("election_id", "number"), one_of("corrects", Corrects))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("delegate.id"))
    number: Mapped[int]
    corrects: Mapped[Corrects] = mapped_column(State(Corrects))
    was: Mapped[dict[str, str]] = mapped_column(JSON)
    now: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str]
    officers: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
