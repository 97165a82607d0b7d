"""Files of databases for tests: one migrated file, which each test copies."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import select

from app.db import Database
from app.migrations.upgrade import migrate
from app.models import Base


def lasting_folder() -> Path:
    """A folder that is there until the test process ends."""
    path = Path(tempfile.mkdtemp(prefix="majma-test-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def copy_sqlite(database: Database, folder: Path) -> str:
    """Copy the file of a closed database; the address of the copy."""
    target = Path(tempfile.mkdtemp(dir=folder)) / "majma.sqlite3"
    shutil.copy(str(database.engine.url.database), target)
    return f"sqlite:///{target}"


def fresh_sqlite(folder: Path) -> str:
    """The address of a new SQLite file with every table, as the migrations make it."""
    return copy_sqlite(_migrated(), folder)


def migrate_quickly(database: Database) -> None:
    """As `migrate` leaves a file without tables, by copying the one that was migrated."""
    source, target = (one.engine.raw_connection() for one in (_migrated(), database))
    source.driver_connection.backup(target.driver_connection)  # type: ignore[union-attr]
    target.close()
    source.close()


@functools.cache
def _migrated() -> Database:
    """One migrated file, which each test copies."""
    path = lasting_folder() / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return database


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table: two equal answers mean that nothing was changed."""
    with database.reading() as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in Base.metadata.sorted_tables
        }
