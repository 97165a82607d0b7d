"""Challenged ballots: opened to test a booth, never cast. Nothing says whose they were, when, or what they held."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.board import Comparison


class Challenge(Base):
    """One challenge; ``verdict`` is what the second device found, ``lock`` the digest of what it shows for it."""

    __tablename__ = "challenge"
    __table_args__ = (
        one_of("verdict", Comparison),
        {"sqlite_with_rowid": False},
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    tracker: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[Comparison | None] = mapped_column(State(Comparison))
    lock: Mapped[str | None]


class ChallengeCount(Base):
    """How many ballots were challenged with one credential, so that nobody uses up the challenges of others."""

    __tablename__ = "challenge_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    made: Mapped[int]


class ChallengedCiphertext(Base):
    """A ciphertext whose opening is known: a ballot with it would prove to others how somebody voted."""

    __tablename__ = "challenged_ciphertext"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
