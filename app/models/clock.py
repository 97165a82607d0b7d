"""What is known of the machine's clock: one row for the installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.clock import Doubt


class ClockState(Base):
    """``why`` is set while the clock is doubted; ``said`` is what it showed then, ``record`` the last recorded instant.

    ``releases`` counts how often two officers released it; ``floor`` is what it showed at the last release and
    ``passed_over`` the last instant on record before, which counts no more. ``heads``: by the id of each election that
    was under way, the height of its last signed head at the release.
    """

    __tablename__ = "clock"
    __table_args__ = (one_of("why", Doubt),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    why: Mapped[Doubt | None] = mapped_column(State(Doubt))
    said: Mapped[datetime | None]
    record: Mapped[datetime | None]
    releases: Mapped[int] = mapped_column(default=0)
    floor: Mapped[datetime | None]
    passed_over: Mapped[datetime | None]
    heads: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
