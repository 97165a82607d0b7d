"""Files of dossiers, and their bytes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.models.nomination import Nomination
from app.states.nomination import Purpose


class Upload(Base):
    """A file of a dossier: a portrait, a logo, the representative's letter, a permit, an evidence.

    A picture has its size in pixels, and the same picture small under another digest.
    """

    __tablename__ = "upload"
    __table_args__ = (one_of("purpose", Purpose),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(State(Purpose))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(ForeignKey("upload_content.sha256"))
    small_sha256: Mapped[str | None] = mapped_column(ForeignKey("upload_content.sha256"))
    made: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship()


class UploadContent(Base):
    """The bytes of uploads, once for each content."""

    __tablename__ = "upload_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
