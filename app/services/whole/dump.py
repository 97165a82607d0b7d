"""Every row of the database in a form that SQLite and PostgreSQL both take back: lines of JSON, table by table.

Tables are read as they stand in the database, not as this version of the program knows them: so a database that is
older is copied as it is. A part is a table's next lines, the first of them its columns. Rows stand in the order of
their primary key, so that nothing tells in which order ballots came. Sign-ins are left out: a copy opens no door; so is
work in the background, whose files are not in a copy.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
)

LEFT_OUT = frozenset({"alembic_version", "sign_in", "account_sign_in", "job"})
SIZE = 4 * 1024 * 1024
"""Bytes of a part, about: what a part takes in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows of a table as lines."""

    table: str
    lines: bytes


def revision(connection: Connection) -> str:
    """The number of the tables' version, "" for a database without tables."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return str(connection.scalar(text("select version_num from alembic_version")) or "")


def parts(connection: Connection) -> Iterator[Part]:
    """Every table, the ones that others point to first; an empty table gives one part too."""
    for table in _tables(connection):
        names = [column.name for column in table.columns]
        query = select(*map(_read, table.columns)).order_by(*table.primary_key.columns)
        lines, size = [_line(names)], 0
        for row in connection.execute(query.execution_options(yield_per=50)):
            lines.append(_line([_said(value) for value in row]))
            size += len(lines[-1])
            if size > SIZE:
                yield Part(table=table.name, lines=b"".join(lines))
                lines, size = [_line(names)], 0
        yield Part(table=table.name, lines=b"".join(lines))


def rows(part: Part) -> Iterator[dict[str, Any]]:
    """The rows of a part, by column, as JSON says them. Raises ValueError."""
    first, *rest = part.lines.removesuffix(b"\n").split(b"\n")  # a text may hold what Python takes for an end of line
    names = json.loads(first)
    for line in rest:
        yield dict(zip(names, json.loads(line), strict=True))


def load(connection: Connection, given: Iterable[Part]) -> None:
    """Put the rows of all parts into tables that are there and empty. Raises KeyError for a table that is not."""
    tables = {table.name: table for table in _tables(connection)}
    for part in given:
        table = tables[part.table]
        values = [{f"new_{name}": _meant(table.columns[name], one) for name, one in row.items()} for row in rows(part)]
        if values:
            named = [table.columns[name.removeprefix("new_")] for name in values[0]]
            written = {column.name: _written(column, connection.dialect.name) for column in named}
            connection.execute(insert(table).values(written), values)
    if connection.dialect.name == "postgresql":
        for table in tables.values():
            _go_on_counting(connection, table)


def bytes_of(said: str) -> bytes:
    """The bytes that a column of bytes holds."""
    return base64.b64decode(said, validate=True)


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def _read(column: Column[Any]) -> Any:
    """JSON is taken as the text that is stored, byte for byte."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _written(column: Column[Any], dialect: str) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(f"new_{column.name}", type_=column.type)
    given = bindparam(f"new_{column.name}", type_=Text())
    return cast(given, column.type) if dialect == "postgresql" else given


def _line(said: list[Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool | float):
        return value
    raise TypeError(f"a {type(value).__name__} has no place in a backup")


def _meant(column: Column[Any], said: Any) -> object:
    kind = column.type
    if said is None or isinstance(kind, JSON):
        return said
    if isinstance(kind, LargeBinary):
        return bytes_of(said)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(said)
    if isinstance(kind, Date):
        return date.fromisoformat(said)
    return bool(said) if isinstance(kind, Boolean) else said


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after the last one; SQLite does so anyway."""
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            last = connection.scalar(select(func.max(column)))
            if counter and last is not None:
                connection.execute(select(func.setval(counter, last)))
