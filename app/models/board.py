"""The public board: the chain of events and the data they refer to. A ballot has no time, address or name beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class BoardEvent(Base):
    """``raw`` are the event's bytes; ``data`` the hashes of its data entries in the order of the archive."""

    __tablename__ = "board_event"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str]
    hash: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    data: Mapped[list[str]] = mapped_column(JSON)


class BoardData(Base):
    """Exact bytes, by their hash."""

    __tablename__ = "board_data"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Checkpoint(Base):
    """The board's head as a note that was signed: `note` is its exact text."""

    __tablename__ = "checkpoint"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str]
    signed_at: Mapped[datetime]


class EndedBoard(Base):
    """A board that two officers ended by unfreezing, of its number from 1: what it was, why it ended, its record.

    `archive`, `checkpoints` and `lots` are the files of the record as they were, None of what was not there; `key_id`
    and `key` are those of a credential officer who had made the slips.
    """

    __tablename__ = "ended_board"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uuid: Mapped[str]
    fingerprint: Mapped[str]
    ended: Mapped[datetime]
    reason: Mapped[str]
    officers: Mapped[list[str]] = mapped_column(JSON)
    archive: Mapped[bytes | None] = mapped_column(LargeBinary)
    checkpoints: Mapped[bytes | None] = mapped_column(LargeBinary)
    lots: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[int | None]
    key: Mapped[bytes | None] = mapped_column(LargeBinary)


class BallotIndex(Base):
    """One row a credential: the law that it counts once; `tracker` is that of its last ballot."""

    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tracker: Mapped[str]
