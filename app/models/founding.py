"""Founding links: what opens the founding of an installation, and what lets in the second officer of an assembly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.officer import Officer


class FoundingLink(Base):
    """A link that is good for one use: the digest of its secret.

    `officer_id`: whom it lets in, who then chooses a password; none for the link that the first start prints.
    """

    __tablename__ = "founding_link"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), unique=True)
    made: Mapped[datetime]

    officer: Mapped[Officer | None] = relationship()
