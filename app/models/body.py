"""Bodies of an assembly: who sits in one by virtue of a post, and how many are elected."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.assembly import Assembly
from app.models.base import Base


class Body(Base):
    """A body whose seats an assembly fills by elections, such as its working group.

    `posts` are the seats ex officio, each with its names in Persian, English and Arabic.
    """

    __tablename__ = "body"
    __held__ = True
    __table_args__ = (
        UniqueConstraint("assembly_id", "code"),
        CheckConstraint("seats >= 1 and term_months >= 1", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    code: Mapped[str]
    name_fa: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    posts: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    seats: Mapped[int]
    term_months: Mapped[int]

    assembly: Mapped[Assembly] = relationship()
