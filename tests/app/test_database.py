"""The database: sound versions only, the promised pragmas, whole transactions, one writer at a time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from app import db as databases
from app.db import Database, UnsoundDatabaseError
from app.models import Assembly, Delegate, HandedSlip
from tests.support.assemblies import Simulation, fresh_sqlite, simulate
from tests.support.quick_commits import as_promised

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 15000}


def assembly(address: str) -> Assembly:
    return Assembly(
        address=address, name_fa="", name_en="", name_ar="", demonstration=False,
        created=datetime(2025, 11, 8, tzinfo=UTC),
    )  # fmt: skip


def pragmas(database: Database) -> dict[str, object]:
    with database.reading() as db:
        ask = db.connection().exec_driver_sql
        return {name: ask(f"PRAGMA {name}").scalar() for name in PRAGMAS}


def addresses(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Assembly.address).order_by(Assembly.address)))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    with as_promised():
        return Database(fresh_sqlite(tmp_path))


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_a_version_with_the_wal_reset_fault_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(pysqlite3.dbapi2, "sqlite_version_info", version)
    with pytest.raises(UnsoundDatabaseError, match="WAL-reset"):
        Database(f"sqlite:///{tmp_path}/x.sqlite3")
    assert not list(tmp_path.iterdir())


def test_the_first_sound_version_and_the_one_of_this_machine_are_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pysqlite3.dbapi2.sqlite_version_info >= databases.FIRST_SOUND_SQLITE
    monkeypatch.setattr(pysqlite3.dbapi2, "sqlite_version_info", databases.FIRST_SOUND_SQLITE)
    Database(str(database.engine.url))


def test_a_gate_that_lets_the_fault_through_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pysqlite3.dbapi2, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(databases, "FIRST_SOUND_SQLITE", (3, 51, 2))
    Database(f"sqlite:///{tmp_path}/x.sqlite3")  # no refusal: the test above would fail


def test_every_connection_has_the_promised_pragmas(database: Database) -> None:
    assert pragmas(database) == PRAGMAS
    found: list[dict[str, object]] = []
    threads = [threading.Thread(target=lambda: found.append(pragmas(database))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [PRAGMAS] * 3


def test_a_connection_without_the_pragmas_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_prepare_sqlite", lambda connection, record: None)
    assert pragmas(Database(f"sqlite:///{tmp_path}/x.sqlite3")) != PRAGMAS


def test_a_transaction_is_whole_or_gone(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as db:
        db.add(assembly("half"))
        db.flush()
        raise ZeroDivisionError
    assert addresses(database) == []
    with database.transaction() as db:
        db.add(assembly("whole"))
    assert addresses(database) == ["whole"]


def test_what_is_only_looked_at_is_never_changed(database: Database) -> None:
    with database.reading() as db:
        db.add(assembly("stray"))
        db.flush()
    assert addresses(database) == []


def test_a_durable_change_is_there_after_the_process_is_gone(database: Database) -> None:
    with database.transaction() as db:
        db.add(assembly("kept"))
    again = Database(str(database.engine.url))
    assert addresses(again) == ["kept"]


def test_writers_wait_for_each_other_and_lose_nothing(database: Database) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write(number: int) -> None:
        with database.transaction() as db:
            inside.append(number)
            most.append(len(inside))
            db.add(assembly(f"a{number}"))
            db.flush()
            time.sleep(0.005)
            inside.remove(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert max(most) == 1
    assert len(addresses(database)) == 12


def test_two_processes_wait_for_each_other_too(database: Database) -> None:
    """Two engines stand for two processes: nothing but the file is shared."""
    other = Database(str(database.engine.url))
    with database.transaction() as db:
        db.add(assembly("first"))
        db.flush()
        waiting = threading.Thread(target=_add, args=(other, "second"))
        waiting.start()
        waiting.join(timeout=0.1)
        assert waiting.is_alive()
    waiting.join()
    assert addresses(database) == ["first", "second"]


def _add(database: Database, address: str) -> None:
    with database.transaction() as db:
        db.add(assembly(address))


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as db:
        before = db.scalar(select(func.count()).select_from(Assembly))
        _add(database, "meanwhile")
        assert db.scalar(select(func.count()).select_from(Assembly)) == before == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Simulation:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return simulate(tmp_path, url=url)


def test_the_database_states_the_law_by_itself(held: Simulation) -> None:
    """Rows that no service makes are refused by the tables, on both engines."""
    delegate = held.delegates[0]
    law = {
        "a session that is not there": Delegate(
            session_id=999, institution_id=delegate.institution.id, name_fa="x", number=1, code="A"
        ),
        "a second delegate": Delegate(
            session_id=held.session_id, institution_id=delegate.institution.id, name_fa="x", number=99, code="B"
        ),
        "a slip for who has no vote": HandedSlip(election_id=held.value.id, delegate_id=delegate.id, noted=False),
    }
    for name, row in law.items():
        with pytest.raises(IntegrityError), held.database.transaction() as db:
            db.add(row)
            db.flush()
            pytest.fail(f"{name} was stored")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into slip (election_id, serial, credential, weight, state)"
        " values (1, 'AAAA-AAAA', 'x', 1, 'golden')",
        "update election set phase = 'won'", "update election set seats = 0", "update election set minimum = 3",
        "update session set quorum = 'none of yours'", "update officer set role = 'king'",
        "update nomination set status = 'elected'",
    ],
)  # fmt: skip
def test_values_outside_the_rules_are_refused_by_the_tables(held: Simulation, statement: str) -> None:
    with pytest.raises(IntegrityError), held.database.transaction() as db:
        db.connection().exec_driver_sql(statement)


def test_an_instant_without_a_time_zone_is_never_stored(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.transaction() as db:
        row = assembly("naive")
        row.created = datetime(2025, 11, 8)  # noqa: DTZ001
        db.add(row)
    with database.transaction() as db:
        db.add(assembly("aware"))
    with database.reading() as db:
        assert db.scalars(select(Assembly.created)).one() == datetime(2025, 11, 8, tzinfo=UTC)


def test_errors_of_statements_never_tell_their_values(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught, database.transaction() as db:
        db.add_all([assembly("canary"), assembly("canary")])
    assert "canary" not in str(caught.value)
