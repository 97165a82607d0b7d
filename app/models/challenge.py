"""Challenged ballots: opened to test a booth, never cast. Nothing says whose they were, when, or what they held."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Challenge(Base):
    """One challenge; ``verdict`` is what the delegate found."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("verdict in ('agrees','differs')", name="verdict"),
        {"sqlite_with_rowid": False},
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    tracker: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str | None]


class ChallengedCiphertext(Base):
    """A ciphertext whose opening is known: a ballot with it would prove to others how somebody voted."""

    __tablename__ = "challenged_ciphertext"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
