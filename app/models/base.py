"""What all tables share: names of constraints, instants in UTC, names in three languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Word = TypeVar("Word", bound=StrEnum)


class State(TypeDecorator[Word], Generic[Word]):
    """A state: a member of its enum in Python, its plain word in the database. Any other word is a fault."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Word]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Word | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        return None if value is None else self.kind(value)


def one_of(name: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """The law that a column of this name holds one of these words."""
    return CheckConstraint(f"{name} in ({','.join(repr(word.value) for word in words)})", name=name)


class Base(DeclarativeBase):
    """The parent of every table."""

    __held__: ClassVar[bool] = False
    """Whether a session holds its rows once it has read them: of the few that nearly every question asks for again."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Instant}
