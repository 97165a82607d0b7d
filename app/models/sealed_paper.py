"""Papers of an election that were made once, by an act, and sealed: the zero report, the minutes, their supplements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.paper import PaperKind


class SealedPaper(Base):
    """One paper. `covers` is the last entry of the journal that it knows; `amends_id` the paper that it adds to.

    A zero report has no number of the registry, and belongs to one opening.
    """

    __tablename__ = "sealed_paper"
    __table_args__ = (
        UniqueConstraint("assembly_id", "year", "series", "counter"),
        one_of("kind", PaperKind),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    kind: Mapped[PaperKind] = mapped_column(State(PaperKind))
    year: Mapped[int | None]
    series: Mapped[str | None]
    counter: Mapped[int | None]
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("sealed_paper.id"))
    covers: Mapped[int]
    made: Mapped[datetime]
    officers: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str]


class SealedFile(Base):
    """The bytes of a sealed paper in one language, and their SHA-256 (hex)."""

    __tablename__ = "sealed_file"

    paper_id: Mapped[int] = mapped_column(ForeignKey("sealed_paper.id"), primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
