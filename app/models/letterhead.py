"""Letterheads of assemblies."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LetterheadRow(Base):
    """What stands at the top of an assembly's papers beside its name, and the series of its numbers.

    `logo` is a picture made anew from the one that was sent; without one the drawn emblem stands.
    """

    __tablename__ = "letterhead"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True, autoincrement=False)
    lines_fa: Mapped[str] = mapped_column(default="")
    lines_en: Mapped[str] = mapped_column(default="")
    lines_ar: Mapped[str] = mapped_column(default="")
    letter_series: Mapped[str]
    notice_series: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None]
