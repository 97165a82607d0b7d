"""Carrying an installation of an earlier version over: a copy first, then the tables; a failure changes nothing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from app.config import Settings
from app.db import Database
from app.migrations import upgrade
from app.papers.backup import own_files
from app.services.whole.backup import write_backup
from app.services.whole.dump import revision

ASIDE = "before-upgrade"


def carry_over(settings: Settings, database: Database, now: datetime) -> None:
    """Bring the tables to this version of the program; those of an earlier one are copied first, and the copy stays.

    Raises ClickException, and changes nothing, where the tables are of a later version, or the way over fails.
    """
    with database.reading() as db:
        found = revision(db.connection())
    if found == upgrade.newest():
        return
    if not found:
        upgrade.migrate(database)
        return
    if not upgrade.knows(found):
        raise click.ClickException(
            f"This installation was served by a later version of Majma (tables {found}): serve it with that version."
        )
    copy = _copy(settings, database, found, now)
    click.echo(f"An installation of an earlier version (tables {found}); a copy of it as it was: {copy}")
    try:
        upgrade.migrate(database)
    except Exception as error:
        raise click.ClickException(
            f"The installation could not be brought to this version, and is as it was: {error}. Serve it with the "
            "version before, and send the makers of the program this message."
        ) from error


def _copy(settings: Settings, database: Database, found: str, now: datetime) -> Path:
    """A file of SQLite as it is, or of PostgreSQL a backup that is not sealed: both lie beside the keys."""
    folder = settings.instance / ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"tables-{found}-{now:%Y%m%d-%H%M%S}.{'sqlite3' if database.is_sqlite else 'tar'}"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if database.is_sqlite:
        connection = database.engine.raw_connection()
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
        connection.close()
    else:
        with path.open("wb") as out, database.reading() as db:
            write_backup(db, out, files=own_files(settings), made=now)
    return path
