"""Invitations to make an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Invitation(Base):
    """What an institution makes its account with: a signed token names the serial. A new one ends the old."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("assembly_id", "institution_id"),)

    serial: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    made: Mapped[datetime]
    expires: Mapped[datetime]
    used: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
