"""Who presides over a session with an own phone, without an officer's account."""

from __future__ import annotations

from app.models.base import Base
from app.models.day_code import DayCode


class ChairCode(DayCode, Base):
    """A code by which somebody who presides works agenda and timer of one session."""

    __tablename__ = "chair_code"
