"""The register of institutions, and who introduced them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Institution(Base):
    """A popular institution, once in the register whatever it stands for; `given`: its names as they were typed."""

    __tablename__ = "institution"
    __table_args__ = (
        Index("ix_institution_folded", "folded"),
        Index("ix_institution_sort_key", "sort_key"),
        Index("ix_institution_national_id", "national_id"),
        Index("ix_institution_province", "province", "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_fa: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_ar: Mapped[str] = mapped_column(default="")
    given: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    folded: Mapped[str]
    sort_key: Mapped[str]
    province: Mapped[str]
    province_scheme: Mapped[int]
    kind: Mapped[str]
    registration: Mapped[str] = mapped_column(default="")
    registered_at: Mapped[str] = mapped_column(default="")
    national_id: Mapped[str] = mapped_column(default="")
    founded: Mapped[int | None]
    permit: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    permit_expires: Mapped[date | None]
    fields: Mapped[list[str]] = mapped_column(JSON)
    tracks: Mapped[list[str]] = mapped_column(JSON)
    representative_fa: Mapped[str] = mapped_column(default="")
    representative_en: Mapped[str] = mapped_column(default="")
    representative_ar: Mapped[str] = mapped_column(default="")
    contacts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Introduction(Base):
    """A province introduces an institution to an assembly, with a letter."""

    __tablename__ = "introduction"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    introduced_on: Mapped[date]
    letter_number: Mapped[str] = mapped_column(default="")

    institution: Mapped[Institution] = relationship()
