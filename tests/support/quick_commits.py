"""Commits that wait for no disk: what a test keeps need not outlive a power cut, and disks differ.

The program's own processes keep their promise, and `tests/app/test_database.py` looks at it (`as_promised`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app import db

_PREPARE = db._prepare_sqlite


def _prepare(connection: Any, record: object) -> None:
    _PREPARE(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


def install() -> None:
    """From now on the SQLite databases of this process leave it to the system when their bytes reach the disk."""
    db._prepare_sqlite = _prepare


@contextmanager
def as_promised() -> Iterator[None]:
    """Databases that are opened while the block runs commit as the program promises."""
    db._prepare_sqlite = _PREPARE
    try:
        yield
    finally:
        db._prepare_sqlite = _prepare
