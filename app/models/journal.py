"""The journal: who did what when, each entry bound to the one before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class JournalEntry(Base):
    """Never a ballot, a credential, a choice or a password."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_assembly", "assembly_id", "id"),
        Index("ix_journal_election", "election_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"))
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    at: Mapped[datetime]
    actors: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str]
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    hash: Mapped[str]
