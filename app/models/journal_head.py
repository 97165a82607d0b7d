"""Heads of the journal that were signed: what the entries up to them said then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class JournalHead(Base):
    """The hash of the last of `entries` entries, signed by the board's key: `note` is its exact text."""

    __tablename__ = "journal_head"

    entries: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    note: Mapped[str]
    signed_at: Mapped[datetime]
