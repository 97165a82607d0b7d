"""Votes on paper: that an election takes them, who enters them where, what waits for its second entry. Once a paper is
cast nothing of it stands here but one more in a number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.paper_vote import PaperFault


class PaperVote(Base):
    """That two officers let an election take papers, since when and why, and how many were cast."""

    __tablename__ = "paper_vote"
    __table_args__ = (CheckConstraint("entered >= 0", name="entered"),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    reason: Mapped[str]
    entered: Mapped[int] = mapped_column(default=0)


class PaperDesk(Base):
    """An officer who enters papers of an election, by user name, and on which tablet.

    `code` is what the office shows for beginning, "" once it was used; `token` is the digest of what the page of that
    tablet holds from then on.
    """

    __tablename__ = "paper_desk"
    __table_args__ = (UniqueConstraint("election_id", "officer"), UniqueConstraint("election_id", "tablet_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    officer: Mapped[str]
    code: Mapped[str]
    until: Mapped[datetime]
    tablet_id: Mapped[int | None] = mapped_column(ForeignKey("tablet.id"))
    token: Mapped[bytes | None] = mapped_column(LargeBinary)


class PaperEntry(Base):
    """What one officer's device said of a paper: `slip` is the digest of its public credential, `code` that of the
    marks under a key of the slip's secret, or `fault` why the paper is invalid.

    It is gone once the paper is cast or ruled.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (UniqueConstraint("election_id", "slip", "desk_id"), one_of("fault", PaperFault))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    slip: Mapped[bytes] = mapped_column(LargeBinary)
    desk_id: Mapped[int] = mapped_column(ForeignKey("paper_desk.id"))
    code: Mapped[str]
    fault: Mapped[PaperFault | None] = mapped_column(State(PaperFault))


class PaperRuled(Base):
    """A paper that two officers ruled invalid: its slip casts nothing any more."""

    __tablename__ = "paper_ruled"
    __table_args__ = (one_of("fault", PaperFault),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    slip: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    fault: Mapped[PaperFault] = mapped_column(State(PaperFault))
