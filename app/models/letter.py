"""Letters of introduction and the counter that numbers them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.models.institution import Institution
from app.states.letter import LetterStatus


class LetterCounter(Base):
    """The last number given in a series of a Jalali year: gap-free, never used again."""

    __tablename__ = "letter_counter"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Letter(Base):
    """``data`` is what the letter says; ``pdf`` the signed document, once issued; ``replaces_id`` the letter in whose
    place it is written; ``version`` grows with each change of what it says."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("assembly_id", "year", "series", "counter"),
        UniqueConstraint("subject"),
        one_of("status", LetterStatus),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    rank: Mapped[int]
    year: Mapped[int]
    series: Mapped[str]
    counter: Mapped[int]
    subject: Mapped[str]
    status: Mapped[LetterStatus] = mapped_column(State(LetterStatus))
    drafter_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    dated: Mapped[date]
    until: Mapped[date]
    data: Mapped[dict[str, object]] = mapped_column(JSON)
    token: Mapped[str | None]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    version: Mapped[int] = mapped_column(default=0)

    institution: Mapped[Institution] = relationship()
