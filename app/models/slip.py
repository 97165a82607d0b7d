"""Slips: the public half only. No key, time or order leads from a slip to a delegate."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.slip import SlipState


class SlipBatch(Base):
    """One printing of all slips of an election; a new printing replaces the last until the setup is sealed.

    ``key_id`` and ``key`` are those of a credential officer who made the slips elsewhere. ``per_page`` slips are on a
    page, in the order of their serials (None where an earlier version printed them); the last ``personal`` of them are
    on pages of their own, for delegates who vote from elsewhere.
    """

    __tablename__ = "slip_batch"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    printed: Mapped[int]
    printing: Mapped[int]
    sealed: Mapped[bool] = mapped_column(default=False)
    key_id: Mapped[int | None]
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    per_page: Mapped[int | None]
    personal: Mapped[int] = mapped_column(default=0)


class Slip(Base):
    """``serial`` is random and stands on the paper; ``credential`` is the digest of the public credential.

    A slip is ``unused`` when it was scanned at the closing.
    """

    __tablename__ = "slip"
    __table_args__ = (
        UniqueConstraint("election_id", "credential"),
        one_of("state", SlipState),
        CheckConstraint("weight >= 1", name="weight"),
        {"sqlite_with_rowid": False},
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    serial: Mapped[str] = mapped_column(primary_key=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    weight: Mapped[int] = mapped_column(default=1)
    state: Mapped[SlipState] = mapped_column(State(SlipState), default=SlipState.GOOD)
