"""A trustee of the decryption key, and what the trustee has handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, State, one_of
from app.states.election import Keeper


class Trustee(Base):
    """A trustee. ``sealed_key`` is filled only for the office key: sealed with a passphrase that is stored nowhere.

    ``test`` is the nonce that waits for a proof of the kept key, ``checked`` says that one was given after the set-up
    stood on the board; ``commitments`` and ``shares`` belong to the backup, ``shares_seen`` are the numbers of the
    sheets that their holders tested; ``rebuilt_from`` are those that rebuilt the key. ``decryption``, ``binding``
    (canonical JSON) and ``head_source`` (where the closing head came from) were handed in. A trustee who was
    ``removed`` stays, with the reason.
    """

    __tablename__ = "trustee"
    __table_args__ = (
        one_of("kind", Keeper),
        CheckConstraint("(removed is null) = (removed_reason is null)", name="removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    name: Mapped[str]
    kind: Mapped[Keeper] = mapped_column(State(Keeper))
    invitation: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    test: Mapped[str | None]
    checked: Mapped[bool] = mapped_column(default=False)
    commitments: Mapped[bytes | None] = mapped_column(LargeBinary)
    shares: Mapped[int | None]
    shares_seen: Mapped[list[int] | None] = mapped_column(JSON)
    rebuilt_from: Mapped[list[int] | None] = mapped_column(JSON)
    owner: Mapped[int | None]
    decryption: Mapped[bytes | None] = mapped_column(LargeBinary)
    binding: Mapped[bytes | None] = mapped_column(LargeBinary)
    head_source: Mapped[str | None]
    removed: Mapped[datetime | None]
    removed_reason: Mapped[str | None]

    reserves: Mapped[list[ReserveKey]] = relationship(
        order_by="ReserveKey.number", foreign_keys="ReserveKey.trustee_id", viewonly=True
    )


class ReserveKey(Base):
    """A further key that a trustee made in the same visit, for a second round: its number from 1, and its backup.

    ``used_by`` is the trusteeship of the one later election that took it up; from then on the backup stands there.
    """

    __tablename__ = "reserve_key"

    trustee_id: Mapped[int] = mapped_column(ForeignKey("trustee.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("trustee.id", ondelete="CASCADE"), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    commitments: Mapped[bytes | None] = mapped_column(LargeBinary)
    shares: Mapped[int | None]
    shares_seen: Mapped[list[int] | None] = mapped_column(JSON)

    user: Mapped[Trustee | None] = relationship(foreign_keys=[used_by])

    @property
    def keeper(self) -> Trustee | ReserveKey:
        """The row whose backup is the key's own now: this one, or the trusteeship that took the key up."""
        return self.user or self
