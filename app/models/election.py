"""An election: its rule, its phase, the bytes it was frozen to, its result and lots."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.models.body import Body
from app.models.session import AssemblySession
from app.states.election import Devices, Electorate, Following, Ordering, Succession
from app.states.phase import Phase


class Election(Base):
    """Fills seats of one body in one session.

    `frozen` is its own copy of what assembly and session said, and once voting is closed, of who was there; `corrected`
    is what corrigenda say beside it.
    `follows_id` is the earlier election that it follows, and `follows_as` how. A draft that was `discarded` is shown
    nowhere, and stays for the journal's sake. `board` counts its boards: unfreezing ends one, and another begins.
    """

    __tablename__ = "election"
    __held__ = True
    __table_args__ = (
        one_of("phase", Phase),
        one_of("succession", Succession),
        one_of("electorate", Electorate),
        one_of("devices", Devices),
        one_of("follows_as", Following),
        CheckConstraint("(follows_id is null) = (follows_as is null)", name="follows"),
        CheckConstraint("seats >= 1 and minimum >= 0 and minimum <= maximum", name="rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    uuid: Mapped[str] = mapped_column(unique=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    title_ar: Mapped[str]
    seats: Mapped[int]
    minimum: Mapped[int]
    maximum: Mapped[int]
    blank: Mapped[bool]
    alternates: Mapped[int]
    small_group: Mapped[int]
    term_months: Mapped[int]
    order: Mapped[Ordering] = mapped_column(State(Ordering), default=Ordering.LOT)
    revote: Mapped[bool] = mapped_column(default=False)
    checkpoint_minutes: Mapped[int] = mapped_column(default=10)
    succession: Mapped[Succession] = mapped_column(State(Succession), default=Succession.NEXT)
    electorate: Mapped[Electorate] = mapped_column(State(Electorate), default=Electorate.ROLL)
    devices: Mapped[Devices] = mapped_column(State(Devices), default=Devices.ANY)
    phase: Mapped[Phase] = mapped_column(State(Phase))
    phase_times: Mapped[dict[str, str]] = mapped_column(JSON)
    definition: Mapped[bytes | None] = mapped_column(LargeBinary)
    fingerprint: Mapped[str | None]
    credentials: Mapped[bytes | None] = mapped_column(LargeBinary)
    accounting: Mapped[dict[str, object] | None] = mapped_column(JSON)
    counts: Mapped[list[int] | None] = mapped_column(JSON)
    blank_count: Mapped[int | None]
    attendance: Mapped[dict[str, int] | None] = mapped_column(JSON)
    accounting_file: Mapped[bytes | None] = mapped_column(LargeBinary)
    backup_waived: Mapped[str | None]
    key_destroyed: Mapped[datetime | None]
    frozen: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    corrected: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    opening: Mapped[dict[str, object] | None] = mapped_column(JSON)
    annulment: Mapped[dict[str, object] | None] = mapped_column(JSON)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    follows_as: Mapped[Following | None] = mapped_column(State(Following))
    discarded: Mapped[datetime | None]
    board: Mapped[int] = mapped_column(default=1)

    session: Mapped[AssemblySession] = relationship()
    body: Mapped[Body] = relationship()


class Lot(Base):
    """One drawing of lots: the tied and their rank, the digits drawn in the room by balls (once: dice), the order
    drawn.
    """

    __tablename__ = "lot"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    tied: Mapped[list[int]] = mapped_column(JSON)
    rank: Mapped[int]
    method: Mapped[str]
    digits: Mapped[str]
    seed: Mapped[str]
    drawn: Mapped[list[int]] = mapped_column(JSON)
    drawn_at: Mapped[datetime]


class BallotOrder(Base):
    """The order on the ballot as it was drawn: list in Persian order, digits, seed, and places in that list.

    `listed` are the answers of the election; `drawn` has first whoever is number 1 on the ballot.
    """

    __tablename__ = "ballot_order"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True, autoincrement=False)
    listed: Mapped[list[str]] = mapped_column(JSON)
    method: Mapped[str]
    digits: Mapped[str]
    seed: Mapped[str]
    drawn: Mapped[list[int]] = mapped_column(JSON)
    drawn_at: Mapped[datetime]
