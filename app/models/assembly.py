"""An assembly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Assembly(Base):
    """A body of institutions that meets and elects; everything else belongs to one.

    `founded`: since when it has two officers who chose their own passwords; until then only its set-up is open.
    `province`: the one whose assembly it is, or none.
    """

    __tablename__ = "assembly"
    __held__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    name_fa: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    province: Mapped[str | None]
    demonstration: Mapped[bool]
    created: Mapped[datetime]
    founded: Mapped[datetime | None]
