"""The register of institutions, and who introduced them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Institution(Base):
    """A popular institution, once in the register whatever it stands for."""

    __tablename__ = "institution"
    __table_args__ = (Index("ix_institution_folded", "folded"), Index("ix_institution_sort_key", "sort_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name_fa: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_ar: Mapped[str] = mapped_column(default="")
    folded: Mapped[str]
    sort_key: Mapped[str]
    province: Mapped[str]
    kind: Mapped[str]
    registration: Mapped[str] = mapped_column(default="")
    national_id: Mapped[str] = mapped_column(default="")
    founded: Mapped[int | None]
    fields: Mapped[list[str]] = mapped_column(JSON)
    tracks: Mapped[list[str]] = mapped_column(JSON)


class Introduction(Base):
    """A province introduces an institution to an assembly."""

    __tablename__ = "introduction"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    introduced_on: Mapped[date]

    institution: Mapped[Institution] = relationship()
