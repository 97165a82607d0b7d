"""Acts of two officers that one has asked for and another has not confirmed yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.models.officer import Officer
from app.states.officer import Permission
from app.states.waiting import WaitingState


class WaitingAct(Base):
    """What one officer sent, kept as it was sent, until another confirms or declines it; no secret is in it.

    `code` is that of the act in the table of acts of two, `address` where it was sent, `typed` its fields as sent and
    `told` the same as people read them, by language. `said` is why it was declined or refused, by language.
    """

    __tablename__ = "waiting_act"
    __table_args__ = (one_of("state", WaitingState), one_of("permission", Permission))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    code: Mapped[str]
    permission: Mapped[Permission] = mapped_column(State(Permission))
    address: Mapped[str]
    typed: Mapped[list[list[str]]] = mapped_column(JSON)
    told: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON)
    asker_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    until: Mapped[datetime]
    ended: Mapped[datetime | None]
    state: Mapped[WaitingState] = mapped_column(State(WaitingState))
    said: Mapped[dict[str, str]] = mapped_column(JSON)

    asker: Mapped[Officer] = relationship(foreign_keys=asker_id)
    second: Mapped[Officer | None] = relationship(foreign_keys=second_id)
