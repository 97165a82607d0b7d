"""The database: one engine, short transactions, one writer at a time on SQLite.

SQLite runs in WAL mode with ``synchronous=FULL``, so that a receipt is shown only for a
ballot that survives a power cut. Versions with the WAL-reset fault are refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session as Session

FIRST_SOUND_SQLITE = (3, 51, 3)
CALLERS = 24
"""Who may ask at the same time: the threads of a server (`app.serving.zone`), and a few that look after something. Each
holds one connection at most, so on SQLite nobody waits for one; `KEPT` of them stay open."""
KEPT = 16
CONNECTIONS = 6
"""What a process holds of PostgreSQL at most, `CONNECTIONS_KEPT` of it always. On a computer of a hall seven ask
(`app.serving.hall`), so two computers stay below PostgreSQL's usual 100, of which it keeps 3 for itself. More
callers wait for one another."""
CONNECTIONS_KEPT = 3
PATIENCE = 5.0
"""Seconds that a caller waits for a connection."""
_AWAY = re.compile("08...|40001|40P01|53300|55P03|57P0.")
"""PostgreSQL's codes: no connection, another was first, too many connections, not to be had at once, shutting down."""
_LOOKED, _HELD = "looked", "held"

Found = TypeVar("Found")


class UnsoundDatabaseError(RuntimeError):
    """The database engine on this machine is known to lose or damage data."""


def is_away(error: BaseException) -> bool:
    """Whether this says that the database could not be asked just now, and nothing of what was wanted happened."""
    if isinstance(error, NoConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    if code is None:  # SQLite, whose writer is busy; PostgreSQL, which no connection came to or from
        return error.connection_invalidated or (isinstance(error, OperationalError) and _says_away(str(error.orig)))
    return _AWAY.fullmatch(code) is not None


def _says_away(words: str) -> bool:
    return any(part in words for part in ("database is locked", "connection failed", "connection to server", "closed"))


class Database:
    """Gives transactions on one database (SQLite file or PostgreSQL)."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(writing=True)
        self._writer = threading.RLock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; whatever it changed is rolled back."""
        with Session(self.engine, expire_on_commit=False, info={_LOOKED: {}}) as session:
            yield session
            session.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are durable when the block ends, or gone when it raises."""
        if self._writer is None:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                yield session
            return
        with self._writer, Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def answers(self) -> bool:
        """Whether the database answers a question."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return False
        return True

    def written(self) -> Callable[[], int | None]:
        """A question that costs next to nothing: its answer differs once somebody has written, or is None where the
        database cannot say. It keeps a connection of its own."""
        if not self.is_sqlite:
            return lambda: None
        kept = self.engine.raw_connection()

        def asked() -> int | None:
            found: int = kept.cursor().execute("PRAGMA data_version").fetchone()[0]
            return found

        return asked

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def once(db: Session, key: object, look: Callable[[], Found]) -> Found:
    """What `look` finds: in a session for looking only the first time, and then the same; in a transaction anew."""
    looked = db.info.get(_LOOKED)
    if looked is None:
        return look()
    if key not in looked:
        looked[key] = look()
    found: Found = looked[key]
    return found


def _hold(db: Session, row: object) -> None:
    """A session forgets a row that nobody holds, and would ask for an election again at every question about it."""
    if getattr(row, "__held__", False):
        db.info.setdefault(_HELD, []).append(row)


event.listen(Session, "loaded_as_persistent", _hold)
event.listen(Session, "pending_to_persistent", _hold)


def _engine(url: str) -> Engine:
    """The engine; what its errors say goes to the log, so they never tell a statement's values."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, hide_parameters=True, pool_size=CONNECTIONS_KEPT,
            max_overflow=CONNECTIONS - CONNECTIONS_KEPT, pool_timeout=PATIENCE,
        )  # fmt: skip
    import pysqlite3.dbapi2 as sqlite

    if sqlite.sqlite_version_info < FIRST_SOUND_SQLITE:
        raise UnsoundDatabaseError(
            f"SQLite {sqlite.sqlite_version} has the WAL-reset fault; at least 3.51.3 is needed (package pysqlite3)."
        )
    engine = create_engine(
        url, module=sqlite, hide_parameters=True, connect_args={"timeout": 15, "check_same_thread": False},
        pool_size=KEPT, max_overflow=CALLERS - KEPT,
    )  # fmt: skip
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
