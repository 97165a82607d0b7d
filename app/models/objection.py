"""Objections to a result, and who said to have none."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.objection import Ruling


class Objection(Base):
    """An objection of an institution, or of a `person` whom the office wrote down; `ruled_by` are the officers who
    recorded the ruling of `body`."""

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("election_id", "number"), one_of("ruling", Ruling))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    person: Mapped[str]
    text: Mapped[str]
    received: Mapped[date]
    entered: Mapped[datetime]
    entered_by: Mapped[str]
    ruling: Mapped[Ruling | None] = mapped_column(State(Ruling))
    body: Mapped[str]
    reasons: Mapped[str]
    ruled: Mapped[datetime | None]
    ruled_by: Mapped[list[str]] = mapped_column(JSON)


class ObjectionWaiver(Base):
    """Who said for a candidate that it does not object, before the time for that was over."""

    __tablename__ = "objection_waiver"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    person: Mapped[str]
    entered: Mapped[datetime]
    entered_by: Mapped[str]
