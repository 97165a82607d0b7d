"""Scans of papers that people signed by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SignedScan(Base):
    """A scan of a sealed paper with its signatures: its bytes and their SHA-256 (hex), when and by whom it was kept.

    The bytes, which are megabytes, are read only where they are asked for: lists of scans stand on public pages.
    """

    __tablename__ = "signed_scan"
    __table_args__ = (UniqueConstraint("paper_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("sealed_paper.id"), index=True)
    kept: Mapped[datetime]
    officers: Mapped[list[str]] = mapped_column(JSON)
    media_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
