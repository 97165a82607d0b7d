"""A real PostgreSQL for the tests: a cluster in a temporary folder, on a Unix socket, gone at the end.

Each test process has one cluster (`postgres_server`), each test a database of its own (`postgres_url`): a copy of one
that was migrated once. A test of the migrations takes an empty one (`empty_postgres_url`).
"""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app.db import Database
from app.migrations.upgrade import migrate
from tests.support.tools import find_tool

USER = "majma"
_SETTINGS = ("listen_addresses=", "fsync=off", "shared_buffers=16MB", "max_connections=100")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server without any database of ours."""
    with start_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address (for SQLAlchemy, driver psycopg) of a fresh database with every table, as the migrations make it."""
    return postgres_server.create_database(template=postgres_server.migrated)


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> str:
    """The same of a fresh, empty database."""
    return postgres_server.create_database()


class PostgresServer:
    """A server that listens on a socket in `folder` only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def create_database(self, *, template: str = "template1") -> str:
        """Create a database, by default an empty one, and return its address."""
        name = f"test{next(self._numbers)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(create)
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    @functools.cached_property
    def migrated(self) -> str:
        """The name of a database with every table, made once; nobody stays connected to it, so it can be copied."""
        database = Database(self.create_database())
        migrate(database)
        database.close()
        return str(database.engine.url.database)


@contextmanager
def start_postgres() -> Iterator[PostgresServer]:
    """Make a cluster, serve it while the block runs, stop it and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="majma-pg-"))  # short: a socket's path may have 107 bytes
    _hand_over(folder)
    data = folder / "data"
    try:
        _run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join([*(f"-c {setting}" for setting in _SETTINGS), f"-k {folder}"])
        _run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
        guard = _guard(data)
        try:
            yield PostgresServer(folder)
        finally:
            guard.communicate(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(tool: str, *arguments: str | Path) -> None:
    """Run a program of the server; end the test where it fails."""
    # The server inherits the output, so a pipe would never end.
    finished = subprocess.run(
        [find_tool(tool), *map(str, arguments)], **_process(), stdin=subprocess.DEVNULL, timeout=120, check=False
    )
    if finished.returncode != 0:
        pytest.fail(f"PostgreSQL: {tool} ended with {finished.returncode}", pytrace=False)


def _guard(data: Path) -> subprocess.Popen[bytes]:
    """A process that stops the server once its input ends: when we close it, and also when we are killed."""
    script = 'cat; exec "$0" -D "$1" -w -m immediate stop'
    arguments = ["sh", "-c", script, find_tool("pg_ctl"), str(data)]
    return subprocess.Popen(arguments, **_process(), stdin=subprocess.PIPE, start_new_session=True)


def _process() -> dict[str, Any]:
    """How the server's programs run: silent, and as somebody who is not root (PostgreSQL refuses root)."""
    account = _account()
    return {
        "cwd": "/",
        "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        "user": account.pw_uid if account else None,
        "group": account.pw_gid if account else None,
        "extra_groups": [] if account else None,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }


def _hand_over(folder: Path) -> None:
    account = _account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _account() -> pwd.struct_passwd | None:
    """The account for the server's programs; None where the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")
