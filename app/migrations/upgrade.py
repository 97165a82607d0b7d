"""Bringing the database to the tables that this version of the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.db import Database


def migrate(database: Database, to: str = "head") -> None:
    """Upgrade to a revision, by default the newest; a database that is there already changes nothing."""
    config = _config()
    with database.engine.connect() as connection, _loose_keys(database, connection):
        connection.begin()  # ours: Alembic would commit its own before anybody has looked at what was done
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def knows(revision: str) -> bool:
    """Whether this version of the program knows a revision: an older one or its own."""
    return revision in {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def newest() -> str:
    """The revision of the tables that this version of the program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


@contextmanager
def _loose_keys(database: Database, connection: Connection) -> Iterator[None]:
    """Commit what the block does; in it SQLite may make a table anew under the rows that point to it, since it changes
    columns in no other way. What points to nothing afterwards is a fault. PostgreSQL changes tables in their place."""
    if not database.is_sqlite:
        yield
        connection.commit()
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise RuntimeError("after the migration some rows point to nothing")
        connection.commit()
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")
