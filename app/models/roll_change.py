"""Changes of a roll after its instant, for the minutes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.roll import RollEdit


class RollChange(Base):
    """What two officers changed of a roll, why, and whom it names in the words of then.

    `institution` and `person` are names in every language; `before` is who stood there until a substitute came, by the
    institution's letter of `letter_day`, whose number is then the `reason`.
    """

    __tablename__ = "roll_change"
    __table_args__ = (one_of("edit", RollEdit),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    at: Mapped[datetime]
    edit: Mapped[RollEdit] = mapped_column(State(RollEdit))
    institution: Mapped[dict[str, object]] = mapped_column(JSON)
    person: Mapped[dict[str, object]] = mapped_column(JSON)
    before: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str]
    letter_day: Mapped[date | None]
    officers: Mapped[list[str]] = mapped_column(JSON)
