"""Everything that a register, an assembly and a session say, said otherwise: by SQL, column by column as they come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Column, Table, select, update

from app.db import Database
from app.models import Base

OTHER = {
    "province": lambda code: "IR-07" if code != "IR-07" else "IR-10",
    "kind": lambda code: "K2" if code != "K2" else "K3",
    "quorum": lambda word: "none" if word != "none" else "introduced",
    "call": lambda word: "second" if word == "first" else "first",
    "fields": lambda _: ["F07"],
    "tracks": lambda _: ["T5"],
    "given": lambda _: {"fa": "دیگرگون", "en": "", "ar": ""},
    "permit": lambda permit: {**permit, "number": "99"},
    "posts": lambda posts: [*posts, {"fa": "دیگرگون", "en": "", "ar": ""}],
}
"""What must stay a word that the program knows."""
WAYS = {"address", "code", "contacts", "rehearsal", "discarded"}
"""How a page is found, or somebody reached: it stands on no paper; and what is said of a session for good."""


def move_register(database: Database, *, sessions: bool) -> set[str]:
    """Change every column but keys of institutions, introductions, assemblies, letterheads, bodies; with `sessions` of
    sessions and delegates; return the columns changed."""
    moved: set[str] = set()
    names = (
        "institution",
        "introduction",
        "assembly",
        "letterhead",
        "body",
        *(("session", "delegate") if sessions else ()),
    )
    for table in (Base.metadata.tables[name] for name in names):
        columns = [one for one in table.columns if _moves(one)]
        _move(database, table, columns)
        moved |= {f"{table.name}.{one.name}" for one in columns}
    return moved


def _moves(column: Column[object]) -> bool:
    is_key = column.primary_key or column.foreign_keys or (column.name.endswith("_id") and column.name != "national_id")
    return not is_key and column.name not in WAYS


def _move(database: Database, table: Table, columns: list[Column[object]]) -> None:
    with database.transaction() as db:
        for row in db.execute(select(table)).mappings().all():
            mine = [one == row[one.name] for one in table.primary_key]
            changed = {one.name: _other(one.name, row[one.name], one) for one in columns}
            db.execute(update(table).where(*mine).values(changed))


def _other(name: str, value: object, column: Column[object]) -> object:  # one answer for each type
    if name in OTHER:
        return OTHER[name](value)
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime | date):
        return value + timedelta(days=400)
    if isinstance(value, int):
        return value + 77
    if isinstance(value, str):
        return f"دیگرگون {value}"
    if value is None and column.type.python_type is int:
        return 1300
    return value
