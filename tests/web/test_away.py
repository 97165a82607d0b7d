"""A database that does not answer just now: nothing is taken, all are told when to ask again, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from app import db as databases
from app.db import CONNECTIONS, Database, is_away
from app.services.voting import board
from app.serving import hall
from app.web import errors
from tests.support.connections import each_connection
from tests.support.visitors import Site, open_site

WORDS = "پایگاه داده در این لحظه پاسخ نمی‌دهد"
USUAL = 100 - 3
"""PostgreSQL's connections without those for who keeps it (`max_connections`, `superuser_reserved_connections`)."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@contextmanager
def busy(site: Site) -> Iterator[None]:
    """Another program holds the file's writer for longer than anybody waits."""

    def hurried(connection: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 10")

    with each_connection(site, hurried) as engine:
        other = sqlite.connect(str(engine.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()


def send(site: Site, place: int) -> Any:
    body = {"ballot": site.held.ballot(place, 1).decode()}
    return site.visitor().send(f"/B/{site.held.election}/ballot", body)


def test_a_tablet_is_told_when_to_ask_again_and_then_its_vote_is_cast(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.held.to("open")
    with busy(site):
        told = send(site, 0)
        assert (told.status_code, told.json["error"], told.headers["Retry-After"]) == (503, "database-away", "2")
        assert WORDS in told.json["message"]
    assert not [one for one in caplog.records if "Traceback" in one.getMessage() or one.exc_info]
    assert send(site, 0).status_code == 200
    with site.held.database.reading() as db:
        assert board.count(db, site.held.value.id) == 1


def test_a_page_that_cannot_even_be_framed_says_it_in_plain_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise NoConnectionError

    monkeypatch.setattr(Database, "reading", gone)
    answer = site.visitor().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert WORDS in answer.text


def test_a_program_that_takes_it_for_a_fault_of_its_own_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.held.to("open")
    monkeypatch.setattr(errors, "is_away", lambda error: False)
    with busy(site):
        assert send(site, 0).status_code == 500


def test_a_process_holds_few_connections_and_its_callers_wait_for_one_another(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "PATIENCE", 0.05)
    database = Database(postgres_url)
    with ExitStack() as all_of_them:
        for _ in range(CONNECTIONS):
            all_of_them.enter_context(database.reading()).execute(text("SELECT 1"))
        with pytest.raises(NoConnectionError) as refused, database.reading() as db:
            db.execute(text("SELECT 1"))
        assert is_away(refused.value)
    with database.reading() as db:
        assert db.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_a_server_that_refuses_ends_or_cannot_be_found_is_away(postgres_url: str, tmp_path: Path) -> None:
    database = Database(postgres_url)
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
        with pytest.raises(DBAPIError) as ended, database.transaction() as db:
            db.execute(text("SELECT 1"))
            mine = "pid <> pg_backend_pid() AND datname = current_database()"
            other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
            db.execute(text("SELECT 1"))
        assert is_away(ended.value)
    database.close()
    nowhere = create_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    with pytest.raises(DBAPIError) as absent, nowhere.connect():
        pass
    assert is_away(absent.value)


def test_what_is_wrong_by_itself_is_not_taken_for_it() -> None:
    assert not is_away(ValueError("connection failed"))
    assert not is_away(IntegrityError("x", {}, Exception("UNIQUE constraint failed")))


def test_two_computers_of_a_hall_stay_below_the_usual_number_of_connections() -> None:
    asking = sum(hall.WORKERS.get(zones[0], 1) for zones in hall.PROCESSES) + len(("streams", "worker", "its child"))
    assert 2 * asking * CONNECTIONS <= USUAL
    assert f"{asking * CONNECTIONS} connections" in (Path(__file__).parents[2] / "docs" / "hosts.md").read_text("utf-8")
