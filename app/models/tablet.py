"""Tablets of a session, and what they share. Nothing here is ever written because somebody votes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.tablet import TabletState


class BoothTablet(Base):
    """A tablet as a booth of a session: its number there, the digest of its own key, and how it said it was.

    The own key speaks for what stands in this row alone. `seen` is a whole minute; `battery` is per cent; `bundle` is
    the SHA-256 of the program that it runs, base 16; `report` what it found when it was tested.
    """

    __tablename__ = "tablet"
    __table_args__ = (UniqueConstraint("session_id", "number"), one_of("state", TabletState))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    key: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    state: Mapped[TabletState] = mapped_column(State(TabletState))
    enrolled: Mapped[datetime]
    revoked: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    seen: Mapped[datetime | None]
    battery: Mapped[int | None]
    charging: Mapped[bool | None]
    bundle: Mapped[str] = mapped_column(default="")
    report: Mapped[dict[str, object] | None] = mapped_column(JSON)


class CastingKey(Base):
    """What all tablets of a session share: the key under which they cast, and the code for leaving the booth.

    Both are new at each revocation. When the key was last used is written nowhere; the failures are those of the code.
    """

    __tablename__ = "casting_key"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    code: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]


class TabletEnrolment(Base):
    """Until when tablets are taken in, what their codes are made from, and how many codes were used."""

    __tablename__ = "tablet_enrolment"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, autoincrement=False)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[datetime]
    used: Mapped[int] = mapped_column(default=0)
