"""Letterheads of assemblies, and the logos in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LogoRow(Base):
    """A logo, made anew from the picture that was sent; it stays, since papers of frozen elections name it."""

    __tablename__ = "logo"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class LetterheadRow(Base):
    """What stands at the top of an assembly's papers beside its name, and the series of its numbers."""

    __tablename__ = "letterhead"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True, autoincrement=False)
    lines_fa: Mapped[str] = mapped_column(default="")
    lines_en: Mapped[str] = mapped_column(default="")
    lines_ar: Mapped[str] = mapped_column(default="")
    letter_series: Mapped[str]
    notice_series: Mapped[str]
    logo_sha256: Mapped[str | None] = mapped_column(ForeignKey("logo.sha256"))
