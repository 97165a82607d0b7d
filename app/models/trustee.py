"""A trustee of the decryption key, and what the trustee has handed in."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Trustee(Base):
    """A trustee. ``sealed_key`` is filled only for the office key: sealed with a passphrase that is stored nowhere.

    ``test`` is the nonce that waits for a proof of the kept key; ``commitments`` and ``shares`` belong to the backup;
    ``rebuilt_from`` are the numbers of the shares that rebuilt the key.
    """

    __tablename__ = "trustee"
    __table_args__ = (
        UniqueConstraint("election_id", "name"),
        CheckConstraint("kind in ('office','browser')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    name: Mapped[str]
    kind: Mapped[str]
    invitation: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    test: Mapped[str | None]
    checked: Mapped[bool] = mapped_column(default=False)
    commitments: Mapped[bytes | None] = mapped_column(LargeBinary)
    shares: Mapped[int | None]
    rebuilt_from: Mapped[list[int] | None] = mapped_column(JSON)
    owner: Mapped[int | None]
    decryption: Mapped[bytes | None] = mapped_column(LargeBinary)
