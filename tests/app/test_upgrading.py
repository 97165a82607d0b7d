"""An installation of an earlier version is copied and carried over; where that fails it is as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from sqlalchemy import create_engine

from app.cli.upgrading import carry_over
from app.config import Settings, load_settings
from app.db import Database
from app.migrations import upgrade
from app.services.whole import backup
from app.services.whole.dump import revision
from tests.migrations.test_upgrade import differences, downgrade, tables
from tests.support.assemblies import fresh_sqlite

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OLDER = "0020"


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Settings, Database]:
    """An installation whose tables are of an earlier version, with one row in them."""
    own = fresh_sqlite(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    monkeypatch.setenv("MAJMA_DATABASE", own)
    database = Database(own)
    with database.transaction() as db:
        db.connection().exec_driver_sql("insert into tries (key, failures) values ('kept', 3)")
    downgrade(create_engine(database.engine.url), OLDER)
    return load_settings(tmp_path / "home"), database


def at(database: Database) -> str:
    with database.reading() as db:
        return revision(db.connection())


def kept(database: Database) -> object:
    with database.reading() as db:
        return db.connection().exec_driver_sql("select failures from tries where key = 'kept'").scalar()


def copies(settings: Settings) -> list[Path]:
    return [one for one in (settings.instance / "before-upgrade").iterdir() if one.suffix in (".sqlite3", ".tar")]


def test_it_is_carried_over_and_a_copy_is_kept(older: tuple[Settings, Database]) -> None:
    settings, database = older
    carry_over(settings, database, NOW)
    assert at(database) == upgrade.newest()
    assert differences(database) == []
    assert kept(database) == 3
    (copy,) = copies(settings)
    assert copy.stat().st_mode & 0o777 == 0o600
    if database.is_sqlite:
        was = Database(f"sqlite:///{copy}")
        assert at(was) == OLDER
        assert kept(was) == 3
    else:
        with copy.open("rb") as file:
            assert backup.check_backup(file).revision == OLDER
    carry_over(settings, database, NOW)
    assert copies(settings) == [copy], "once it is carried over nothing is done"


def test_a_way_over_that_fails_leaves_it_as_it_was(
    older: tuple[Settings, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, database = older
    before, way = tables(database), upgrade.command.upgrade

    def failing(config: object, to: str) -> None:
        way(config, to)  # type: ignore[arg-type]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(upgrade.command, "upgrade", failing)
    with pytest.raises(click.ClickException, match=r"is as it was: the disk is full"):
        carry_over(settings, database, NOW)
    assert at(database) == OLDER
    assert tables(database) == before
    assert kept(database) == 3
    monkeypatch.undo()
    carry_over(settings, database, NOW + timedelta(minutes=1))
    assert differences(database) == []


def test_an_installation_of_a_later_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = fresh_sqlite(tmp_path)
    monkeypatch.setenv("MAJMA_DATABASE", own)
    database = Database(own)
    with database.transaction() as db:
        db.connection().exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(click.ClickException, match="later version"):
        carry_over(load_settings(tmp_path / "home"), database, NOW)
    assert at(database) == "9999"
