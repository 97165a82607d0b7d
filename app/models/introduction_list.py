"""Lists of introductions that wait to be confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Intake(Base):
    """An imported list of introductions, kept until it is confirmed or put away: nothing else is stored before that."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    officer: Mapped[str]
    made: Mapped[datetime]
    file: Mapped[str]
    rows: Mapped[list[dict[str, object]]] = mapped_column(JSON)
