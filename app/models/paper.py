"""Papers of registration: what was handed in, numbered notices, and documents that were printed once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Submission(Base):
    """What an institution handed in with one step of its nomination, byte for byte, and its fingerprint."""

    __tablename__ = "submission"

    step_id: Mapped[int] = mapped_column(ForeignKey("nomination_step.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]


class Notice(Base):
    """The number of the notice about one step, and what it says besides the step, as it was on that day."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("assembly_id", "year", "series", "counter"),)

    step_id: Mapped[int] = mapped_column(ForeignKey("nomination_step.id"), primary_key=True, autoincrement=False)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    year: Mapped[int]
    series: Mapped[str]
    counter: Mapped[int]
    facts: Mapped[dict[str, object]] = mapped_column(JSON)


class PrintedPaper(Base):
    """A document that was printed once and is kept; `made_of` is the digest of what it was printed from."""

    __tablename__ = "printed_paper"

    name: Mapped[str] = mapped_column(primary_key=True)
    made_of: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[datetime]
