"""Slips: the public half only. No key, time or order leads from a slip to a delegate."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SlipBatch(Base):
    """One printing of all slips of an election; a new printing replaces the last until the setup is sealed.

    ``key_id`` and ``key`` are those of a credential officer who made the slips elsewhere.
    """

    __tablename__ = "slip_batch"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    printed: Mapped[int]
    printing: Mapped[int]
    sealed: Mapped[bool] = mapped_column(default=False)
    key_id: Mapped[int | None]
    key: Mapped[bytes | None] = mapped_column(LargeBinary)


class Slip(Base):
    """``serial`` is random and stands on the paper; ``credential`` is the digest of the public credential."""

    __tablename__ = "slip"
    __table_args__ = (
        UniqueConstraint("election_id", "credential"),
        CheckConstraint("state in ('good','void','spoiled')", name="state"),
        {"sqlite_with_rowid": False},
    )

    serial: Mapped[str] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="good")
