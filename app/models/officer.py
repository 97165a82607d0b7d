"""Officers of the secretariat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.models.account import Account
from app.models.assembly import Assembly
from app.models.base import Base, State, one_of
from app.states.officer import Role


class Officer(Base):
    """A person of the secretariat with a role in one assembly, perhaps another role in another one.

    `username` is that of the account. `since`: when the person was admitted, got this role or was let in anew; nothing
    where nobody wrote it down.
    """

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("assembly_id", "account_id"), one_of("role", Role))

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(State(Role))
    disabled: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    assembly: Mapped[Assembly] = relationship()
    username: Mapped[str] = column_property(select(Account.username).where(Account.id == account_id).scalar_subquery())
