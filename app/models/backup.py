"""Backups that were made: where each lies, and which keys it still holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class BackupCopy(Base):
    """One try to make a backup at `place`; `problem` says why there is none.

    `keys` are the public ids of the elections whose office key, sealed with its passphrase, is in it; `gone` is when
    the file was deleted, as far as this installation knows.
    """

    __tablename__ = "backup_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    place: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    keys: Mapped[list[str]] = mapped_column(JSON)
    gone: Mapped[datetime | None]
    problem: Mapped[str | None]
