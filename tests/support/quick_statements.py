"""Statements that tests share: SQLAlchemy keeps what it made of a statement by engine, and every test has an engine.

Each database of a test is another file or another PostgreSQL database, of the same program, driver and version; what
is made of a statement depends on nothing but these, so all engines of a kind share one dialect and its statements.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from app import db

_CREATE = db.create_engine
STATEMENTS = 5000
_FIRST: dict[str, Engine] = {}
"""The first engine of each kind of database."""


def _create_engine(url: Any, **options: Any) -> Engine:
    engine = _CREATE(url, query_cache_size=STATEMENTS, **options)
    first = _FIRST.setdefault(engine.dialect.name, engine)
    if first is not engine:
        _share(engine, first)
    return engine


def _share(engine: Engine, first: Engine) -> None:
    """Let an engine take the dialect of the first, which knows its server once it was connected to."""
    if getattr(first.dialect, "server_version_info", None) is None:
        return
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


def install() -> None:
    """From now on the databases of this process share their statements."""
    db.create_engine = _create_engine
