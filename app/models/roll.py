"""The roll: who may vote in a session and who came; who votes in each election, who was handed a slip (never which)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.institution import Institution


class Delegate(Base):
    """The person who votes for an institution in one session; `folded` is the name to search by.

    `number` counts the delegates of a session; `code` says on an invitation which line of the roll is meant, no more.
    `by_video`: this one does not come to the hall, but attends by video.
    """

    __tablename__ = "delegate"
    __table_args__ = (
        UniqueConstraint("session_id", "institution_id"),
        UniqueConstraint("session_id", "number"),
        UniqueConstraint("code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    name_fa: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")
    number: Mapped[int]
    code: Mapped[str]
    checked_in: Mapped[datetime | None]
    by_video: Mapped[bool] = mapped_column(default=False)

    institution: Mapped[Institution] = relationship()


class FormerDelegate(Base):
    """Who stood on a line of the roll until a substitute came by the institution's letter."""

    __tablename__ = "former_delegate"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("delegate.id"), index=True)
    name_fa: Mapped[str]
    name_en: Mapped[str]
    code: Mapped[str]
    until: Mapped[datetime]
    letter_number: Mapped[str]
    letter_day: Mapped[date]
    officers: Mapped[list[str]] = mapped_column(JSON)


class HallStay(Base):
    """From when until when a delegate was in the hall; `undone`: when it was found that it was noted by mistake.

    `came_desk_id`, `went_desk_id`: the desk that noted it by its own clock while it had no network, else nothing.
    `goes_on`: nobody noted the leaving, it lasts on in the next stay, whose coming a desk noted beside this one.
    `again`: a desk noted a coming at the very instant of this one, or within a stated stay, so that no desk alone takes
    it back.
    `stated_by`: who presided and stated that this one is there by video; nothing of who came through the door.
    """

    __tablename__ = "stay"
    __table_args__ = (
        Index(
            "uq_stay_open", "delegate_id", unique=True, sqlite_where=text("went is null and undone is null"),
            postgresql_where=text("went is null and undone is null"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("delegate.id"), index=True)
    came: Mapped[datetime]
    went: Mapped[datetime | None]
    undone: Mapped[datetime | None]
    came_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk_part.id"))
    went_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk_part.id"))
    goes_on: Mapped[bool] = mapped_column(default=False)
    again: Mapped[bool] = mapped_column(default=False)
    stated_by: Mapped[str | None]


class Elector(Base):
    """An institution on the list of who votes in one election, where a list says it."""

    __tablename__ = "elector"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True, autoincrement=False)


class Voter(Base):
    """A delegate who may vote in one election, as the roll stood when it was frozen; `present`: when it was closed.

    `frozen`: the names, of the delegate and the institution, and the province, as they were when it was frozen;
    `corrected`: what corrigenda say beside them.
    """

    __tablename__ = "voter"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("delegate.id"), primary_key=True, autoincrement=False)
    present: Mapped[bool] = mapped_column(default=False)
    frozen: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    corrected: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))


class HandedSlip(Base):
    """That a voter of an election was handed a slip: no hour, no serial, no order but the key's.

    `noted`: the journal says so, which it does of all at once when the poll is closed.
    """

    __tablename__ = "handed_slip"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "delegate_id"], ["voter.election_id", "voter.delegate_id"]),
        {"sqlite_with_rowid": False},
    )

    election_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    delegate_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    noted: Mapped[bool] = mapped_column(default=False)
