"""Lists of delegates that wait to be confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class RollList(Base):
    """An imported list of delegates, kept until it is confirmed or put away: nothing enters the roll before that."""

    __tablename__ = "roll_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    officer: Mapped[str]
    made: Mapped[datetime]
    file: Mapped[str]
    rows: Mapped[list[dict[str, object]]] = mapped_column(JSON)
