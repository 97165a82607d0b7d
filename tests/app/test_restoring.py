"""Restoring at the machine, of small assemblies: who must say so, what is put aside, what was broken already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from app.cli import backup_commands, restore_commands
from app.config import Schedule, load_settings
from app.services.whole import restore as restoring
from app.services.whole.backup import BackupUnfitError
from app.signing import recovery
from tests.support.assemblies import PASSWORD, everything, simulate_at
from tests.support.instances import Instance, instance_of
from tests.support.visitors import settings_in

OFFICERS = ("negar.mehr", "bahram.mehr")


@pytest.fixture
def home(tmp_path: Path) -> Instance:
    return instance_of(simulate_at(tmp_path, "draft"), tmp_path / "home")


def tables(instance: Instance) -> dict[str, list[tuple[object, ...]]]:
    """Everything but the notes of the backup and of the restoring."""
    rows = everything(instance.open())
    return {name: those for name, those in rows.items() if name not in ("journal", "backup_copy")}


def copied(home: Instance, said: str = "") -> tuple[Path, str]:
    """A backup, of which this is said, and the recovery key."""
    key = home.new_key()
    file = home.folder.parent / "copy.age"
    done = home.run("backup", file)
    assert (done.exit_code, said in done.output) == (0, True), done.output
    return file, key.read_text()


def break_journal(home: Instance) -> str:
    """Change an entry behind the laws of the tables; what is said of it afterwards."""
    with home.open().transaction() as db:
        connection = db.connection()
        laws = "select name from sqlite_master where type = 'trigger' and tbl_name = 'journal'"
        for name in connection.exec_driver_sql(laws).scalars().all():
            connection.exec_driver_sql(f"drop trigger {name}")
        connection.exec_driver_sql("update journal set detail = '{}' where id = 2")
    return "! entry 2 of the journal does not follow from the one before: so it was when the backup was made."


def test_an_older_state_is_restored_when_two_officers_say_so_and_what_was_here_is_put_aside(
    home: Instance, tmp_path: Path
) -> None:
    broken = break_journal(home)
    file, key = copied(home, broken)
    away = Instance(tmp_path / "away")
    (away.folder / "keys").mkdir(parents=True)
    (away.folder / "keys/board.pem.before-restore").write_bytes(b"of a trial before")
    (away.folder / "keys/board.pem").write_bytes(b"of a trial")
    given = ["restore", file, "--known-head", f"journal:999:{'0' * 64}"]
    for typed in ((*OFFICERS, PASSWORD, "another"), (OFFICERS[0], OFFICERS[0], PASSWORD, PASSWORD)):
        done = away.run(*given, "--why", "disk lost", typed=(key, "x", *typed))
        assert (done.exit_code, "! the journal: " in done.output) == (1, True), done.output
        assert "Two different officers who decide there" in done.output
        with away.open().reading() as db:
            assert restoring.is_empty(db)
    named = [one for name in OFFICERS for one in ("--officer", name)]
    done = away.run(*given, *named, typed=(key, "x", PASSWORD, PASSWORD, "disk lost"))
    assert (done.exit_code, broken in done.output) == (0, True), done.output
    assert tables(away) == tables(home)
    assert (away.folder / "keys/board.pem.before-restore").read_bytes() == b"of a trial"
    assert (away.folder / "keys/board.pem").read_bytes() == (home.folder / "keys/board.pem").read_bytes()


def test_a_backup_of_a_later_version_and_one_of_no_installation_are_refused(
    home: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = copied(home)
    monkeypatch.setattr(restore_commands.upgrade, "knows", lambda revision: False)
    done = Instance(tmp_path / "away").run("restore", file, typed=(key, "x"))
    assert (done.exit_code, "made by a newer version" in done.output) == (1, True), done.output
    with pytest.raises(BackupUnfitError, match="not one of an installation"):
        restore_commands._board_key(SimpleNamespace(files={}))  # type: ignore[arg-type]


def test_a_locked_recovery_key_is_opened_by_what_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "unlock_private", lambda data, word: f"{data.decode()}{word}")
    monkeypatch.setattr(click, "prompt", lambda text, **_: text)
    (tmp_path / "key").write_bytes(b"age-encryption.org/v1 ")
    assert restore_commands._private(tmp_path / "key") == "age-encryption.org/v1 Passphrase of the recovery key"


@pytest.mark.parametrize("fails", [False, True])
def test_tables_that_are_no_file_are_filled_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(
        restore_commands, "Database", lambda url: SimpleNamespace(url=url, close=lambda: closed.append(url))
    )
    settings = settings_in(tmp_path / "instance", url="postgresql+psycopg://nobody@nowhere/majma")
    try:
        with restore_commands._staged(settings) as database:
            assert (database.url, closed) == (settings.database, [])  # type: ignore[attr-defined]
            if fails:
                raise BackupUnfitError("full")
    except BackupUnfitError:
        assert fails
    assert closed == [settings.database]


# Backups


def test_the_sheet_of_a_recovery_key_is_for_its_owner_alone(
    home: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        backup_commands, "print_recovery_key", lambda private, public, *_: f"{private} {public}".encode()
    )
    paper = tmp_path / "sheet.pdf"
    done = home.run("backup", "--new-key", "--paper", paper)
    assert done.exit_code == 0, done.output
    assert f"{paper} is the sheet to print" in done.output
    assert paper.stat().st_mode & 0o777 == 0o600
    private, public = paper.read_text().split()
    assert private in done.output and f"sealed to: {public}" in done.output


def test_a_schedule_keeps_so_many_and_outlasts_what_fails(
    home: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.new_key()
    settings, stick = load_settings(home.folder), tmp_path / "stick"
    now = datetime(2026, 11, 8, 9, tzinfo=UTC)
    backup_commands.scheduled(settings, stick, 1, now)
    assert "! no backup was made: " in capsys.readouterr().err
    stick.mkdir()
    for minute in (1, 2):
        backup_commands.scheduled(settings, stick, 1, now + timedelta(minutes=minute))
    assert "deleted majma-20261108-090100.age" in capsys.readouterr().out
    assert [one.name for one in stick.iterdir()] == ["majma-20261108-090200.age"]


def test_a_schedule_goes_on_by_the_clock_until_who_began_it_is_gone(
    home: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.new_key()
    clock = [0.0]
    made: list[float] = []

    def sleep(seconds: float) -> None:
        assert 0 <= seconds <= 1
        clock[0] += max(seconds, 0.1)

    monkeypatch.setattr(backup_commands, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=sleep))
    monkeypatch.setattr(backup_commands, "scheduled", lambda *_: made.append(clock[0]))
    monkeypatch.setattr(backup_commands.os, "getppid", lambda: 1 if clock[0] > 90 else 7)
    monkeypatch.setattr(backup_commands.signal, "signal", lambda *_: None)
    done = home.run("backup", "--every", "1m", "--to", tmp_path, "--below", 7)
    assert done.exit_code == 0, done.output
    assert [round(at) for at in made] == [0, 60]


def test_a_schedule_beside_a_server_is_a_process_that_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(backup_commands, "begin_below", lambda *command: begun.append(command))
    backup_commands.begin_schedule(Schedule(every=timedelta(minutes=10), folder=tmp_path), 7)
    assert begun == [("app.cli", "backup", "--every", "10m", "--to", str(tmp_path), "--keep", "7")]
