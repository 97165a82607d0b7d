"""Bringing the database to the tables that this version of the program knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.db import Database


def migrate(database: Database) -> None:
    """Upgrade to the newest revision; a database that is there already changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
