"""A nomination: an institution stands for election with its dossier."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Nomination(Base):
    """The number is the place on the ballot, given when the election is frozen."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("election_id", "institution_id"),
        UniqueConstraint("election_id", "number"),
        CheckConstraint("status in ('submitted','accepted','rejected','withdrawn')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    number: Mapped[int | None]
    status: Mapped[str]
    representative_fa: Mapped[str]
    representative_en: Mapped[str] = mapped_column(default="")
    dossier: Mapped[dict[str, object]] = mapped_column(JSON)

    institution: Mapped[Institution] = relationship()
