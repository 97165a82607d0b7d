"""Failed tries to sign in that belong to no account: by network address, and by a name that nobody has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Tries(Base):
    """Failures under a key; what is older than the pause is deleted."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
