"""The roll: who may vote in a session, who came, who was handed a slip (never which)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Delegate(Base):
    """The person who votes for an institution in one session; `folded` is the name to search by."""

    __tablename__ = "delegate"
    __table_args__ = (
        UniqueConstraint("session_id", "institution_id"),
        CheckConstraint("slip_handed = false or checked_in is not null", name="slip_after_check_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    name_fa: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")
    checked_in: Mapped[datetime | None]
    slip_handed: Mapped[bool] = mapped_column(default=False)

    institution: Mapped[Institution] = relationship()
