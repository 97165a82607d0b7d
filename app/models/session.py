"""Sessions of an assembly."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.assembly import Assembly
from app.models.base import Base, State, one_of
from app.states.election import Call, Quorum


class AssemblySession(Base):
    """One numbered meeting: where, when, who presides, and the quorum asked of it.

    `begins` and `ends` are hours of Tehran's clock such as 09:00, empty where none is said; `first_call` tells of a
    first call that too few followed: hour, day and figures; until `roll_until` one officer alone changes the roll. Of a
    `rehearsal` that was `discarded` this row is left.
    """

    __tablename__ = "session"
    __held__ = True
    __table_args__ = (
        UniqueConstraint("assembly_id", "number"),
        one_of("quorum", Quorum),
        one_of("call", Call),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    number: Mapped[int]
    held_on: Mapped[date]
    begins: Mapped[str] = mapped_column(default="")
    ends: Mapped[str] = mapped_column(default="")
    place_fa: Mapped[str]
    place_en: Mapped[str]
    place_ar: Mapped[str] = mapped_column(default="")
    quorum: Mapped[Quorum] = mapped_column(State(Quorum))
    call: Mapped[Call] = mapped_column(State(Call), default=Call.FIRST)
    first_call: Mapped[dict[str, object] | None] = mapped_column(JSON)
    rehearsal: Mapped[bool] = mapped_column(default=False)
    roll_until: Mapped[datetime | None]
    discarded: Mapped[datetime | None]
    chair: Mapped[str] = mapped_column(default="")
    secretary: Mapped[str] = mapped_column(default="")
    first_observer: Mapped[str] = mapped_column(default="")
    second_observer: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")

    assembly: Mapped[Assembly] = relationship()
