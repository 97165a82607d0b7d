"""What tables share whose rows let somebody in with a code of one day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


class DayCode:
    """Columns of a code that is good once: digests of it and, once it is `used`, of the sign-in; good `until`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    name: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str | None] = mapped_column(unique=True)
    made: Mapped[datetime]
    until: Mapped[datetime]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
