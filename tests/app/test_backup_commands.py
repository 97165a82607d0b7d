"""Backup and restore at the machine: what was acknowledged comes back, and what does not fit changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from app.cli.restore_commands import SERVING, alone, hold_serving
from app.config import keep_addresses, load_settings
from app.db import Database
from app.models import JournalEntry
from app.papers.backup import own_files
from app.services.acts import journal
from app.services.voting import backup_copy, checkpoint
from app.services.whole import backup
from app.states.backup import BackupFault
from tests.services.letters.test_letter import issue
from tests.support.archives import verify_bytes
from tests.support.assemblies import PASSWORD, Simulation, everything, simulate_at
from tests.support.instances import Instance, instance_of
from tests.support.visitors import open_site

ROOT = Path(__file__).resolve().parents[2]
VOTES = ((1, 2), (1,), (2,))


def tables(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything but what a restored copy has more: the note of the restoring, and of the backup itself."""
    return {name: rows for name, rows in everything(database).items() if name not in ("journal", "backup_copy")}


def copied(folder: Path, held: Simulation) -> tuple[Instance, Path, Path]:
    """An instance with a backup: the instance, the backup, the recovery key."""
    home = instance_of(held, folder / "home")
    key = home.new_key()
    done = home.run("backup", folder / "copy.age")
    assert done.exit_code == 0, done.output
    assert "read back and whole" in done.output
    return home, folder / "copy.age", key


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    """An election that is open, three votes cast."""
    held = simulate_at(tmp_path, "open")
    for place, marks in enumerate(VOTES):
        held.vote(place, *marks)
    held.sign()
    return held


def restored(folder: Path, file: Path, key: Path, *more: object, typed: tuple[str, ...] = ()) -> Instance:
    away = Instance(folder)
    done = away.run("restore", file, "--key-file", key, "--who", "negar", *more, typed=typed)
    assert done.exit_code == 0, done.output
    assert f"journal: entry {done.output.split('UTC: ')[1].split()[0]}, " in done.output
    return away


def test_everything_is_there_again_on_another_machine(held: Simulation, tmp_path: Path) -> None:
    home, file, key = copied(tmp_path, held)
    away = restored(tmp_path / "away", file, key)
    database = away.open()
    assert tables(database) == tables(home.open())
    assert (away.folder / "keys/board.pem").read_bytes() == (home.folder / "keys/board.pem").read_bytes()
    again = held.copied(database)
    again.now = datetime.now(UTC)  # the restore is on record with today's date
    assert verify_bytes(again.archive()).ok
    again.vote(3, 1)
    again.close()
    again.count()
    with database.reading() as db:
        assert journal.first_broken(db) is None
        (copy,) = backup_copy.copies(db)
    assert copy.place == str(file)


def test_a_restored_installation_does_not_take_its_disk_for_full(held: Simulation, tmp_path: Path) -> None:
    home = instance_of(held, tmp_path / "home")
    settings = load_settings(home.folder)
    create_app(settings)
    (home.folder / "keys/other").write_bytes(b"ours")
    files = own_files(settings)
    assert (home.folder / "run/disk-full").exists() and "keys/other" in files
    assert not [name for name in files if name.startswith("run/")]


def test_an_sqlite_backup_is_restored_on_postgresql_and_goes_on(
    held: Simulation, tmp_path: Path, empty_postgres_url: str
) -> None:
    home, file, key = copied(tmp_path, held)
    away = Instance(tmp_path / "away", empty_postgres_url)
    assert away.run("restore", file, "--key-file", key, "--who", "negar").exit_code == 0
    assert tables(away.open()) == tables(home.open())
    again = held.copied(away.open())
    again.now = datetime.now(UTC)
    again.close()
    back = away.run("backup", tmp_path / "back.age")
    assert back.exit_code == 0, back.output
    third = restored(tmp_path / "third", tmp_path / "back.age", key)
    assert tables(third.open()) == tables(away.open())


def test_every_vote_acknowledged_before_a_backup_is_in_it_while_others_are_cast(
    held: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more vote is cast in the midst of the copy: the copy is as of one moment, and nobody waits."""
    read = backup.dump.parts
    late: list[threading.Thread] = []

    def slow(connection: object) -> object:
        for number, part in enumerate(read(connection)):  # type: ignore[arg-type]
            if number == 3:
                late.append(threading.Thread(target=held.vote, args=(3, 1)))
                late[0].start()
                late[0].join(20)
                assert not late[0].is_alive(), "a vote waits for the backup"
            yield part

    monkeypatch.setattr(backup.dump, "parts", slow)
    _, file, key = copied(tmp_path, held)
    monkeypatch.undo()
    away = restored(tmp_path / "away", file, key)
    again = held.copied(away.open())
    kept = tables(again.database)
    assert len(kept["ballot"]) == 3
    assert sum(row[2] == "Ballot" for row in kept["board_event"]) == 3
    assert len(tables(held.database)["ballot"]) == 4
    assert verify_bytes(again.archive()).ok


def refusing(folder: Path, *arguments: object, typed: tuple[str, ...] = ()) -> str:
    """What a restore says that is refused and leaves nothing behind but the folder."""
    away = Instance(folder)
    done = away.run("restore", *arguments, "--who", "negar", typed=typed)
    assert done.exit_code == 1, done.output
    assert "Nothing was changed." in done.output
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert left <= {"keys/cookies", SERVING, "majma.sqlite3"}
    return done.output


def test_what_does_not_fit_is_told_and_changes_nothing(held: Simulation, tmp_path: Path) -> None:
    home, file, key = copied(tmp_path, held)
    data = file.read_bytes()
    half, other = tmp_path / "half.age", tmp_path / "other.age"
    half.write_bytes(data[: len(data) // 2])
    other.write_bytes(b"something else")
    wrong = tmp_path / "wrong.key"
    rest, last = key.read_text()[:-1], key.read_text()[-1]
    wrong.write_text(rest + ("B" if last == "A" else "A"))  # one key in 32 ends with an A
    assert "cut short" in refusing(tmp_path / "a", half, "--key-file", key)
    assert "no backup of Majma" in refusing(tmp_path / "a", other, "--key-file", key)
    assert "misread" in refusing(tmp_path / "a", file, "--key-file", wrong)
    before = everything(home.open())
    done = home.run("restore", file, "--key-file", key, "--who", "negar")
    assert "holds an installation already" in done.output
    assert everything(home.open()) == before
    with alone(home.folder):
        hold_serving(tmp_path)
    hold_serving(home.folder)
    assert "being served" in home.run("restore", file, "--key-file", key, "--who", "negar").output


def test_a_backup_of_a_newer_version_is_refused(
    held: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup.dump, "revision", lambda connection: "9999")
    _, file, key = copied(tmp_path, held)
    assert "newer version" in refusing(tmp_path / "away", file, "--key-file", key)


def last_head(held: Simulation) -> str:
    with held.database.reading() as db:
        found = checkpoint.need_last(db, held.election)
    return found.note


def board_head(held: Simulation) -> tuple[int, str]:
    rows = tables(held.database)["board_event"]
    height, digest = max((int(str(row[1])), str(row[3])) for row in rows)
    return height, digest


OFFICERS = ("negar.mehr", "bahram.mehr")


def test_an_older_state_than_the_paper_knows_needs_two_officers(held: Simulation, tmp_path: Path) -> None:
    _, file, key = copied(tmp_path, held)
    height, digest = board_head(held)
    as_new = f"{held.election}:{height}:{digest}"
    restored(tmp_path / "same", file, key, "--known-head", as_new)
    held.vote(3, 1)
    held.vote(4, 2)
    height, digest = board_head(held)
    known = ("--known-head", f"{held.election}:{height}:{digest}", "--key-file", key)
    named = [one for name in OFFICERS for one in ("--officer", name)]
    for typed in ((PASSWORD, "not the password"), ("x", "y")):
        said = refusing(tmp_path / "away", file, *known, *named, "--why", "disk lost", typed=typed)
        assert "2 later entries are known" in said
        assert "2 of them votes" in said
    for pair, told in ((OFFICERS[:1] * 2, "two different"), (("omid.mehr", OFFICERS[0]), "role of omid")):
        said = (one for name in pair for one in ("--officer", name))
        assert told in refusing(tmp_path / "away", file, *known, *said, "--why", "x", typed=(PASSWORD, PASSWORD))
    away = restored(tmp_path / "away", file, key, *known[:2], *named, "--why", "disk lost", typed=(PASSWORD, PASSWORD))
    with away.open().reading() as db:
        (entry,) = db.scalars(select(JournalEntry).where(JournalEntry.kind == journal.Kind.RESTORED))
        assert entry.actors == sorted(OFFICERS)
        assert entry.detail["reason"] == "disk lost"
        assert entry.detail["lacks"] == [{"board": held.election, "later": 2, "votes": 2, "differs": False}]


def test_a_signed_head_of_a_witness_counts_and_that_of_another_installation_does_not(
    held: Simulation, tmp_path: Path
) -> None:
    _, file, key = copied(tmp_path, held)
    head, foreign = tmp_path / "head.txt", tmp_path / "foreign.txt"
    for place in (3, 4):
        held.vote(place, 1)
    held.close()
    head.write_text(last_head(held))
    said = refusing(
        tmp_path / "a", file, "--key-file", key, "--known-head", head, *("--officer", "x", "--officer", "y"),
        "--why", "w", typed=("1", "2"),
    )  # fmt: skip
    assert "3 later entries are known, which the backup lacks; 2 of them votes" in said
    (tmp_path / "elsewhere").mkdir()
    other = simulate_at(tmp_path / "elsewhere", "frozen", address="aban")
    other.print()
    other.seal()
    foreign.write_text(last_head(other))
    assert "another installation" in refusing(tmp_path / "a", file, "--key-file", key, "--known-head", foreign)
    assert "is written BOARD:HEIGHT:HASH" in refusing(tmp_path / "a", file, "--key-file", key, "--known-head", "12")


def test_without_a_recovery_key_or_a_place_no_backup_is_made(held: Simulation, tmp_path: Path) -> None:
    home = instance_of(held, tmp_path / "home")
    assert "--new-key" in home.run("backup", tmp_path / "copy.age").output
    home.new_key()
    assert "cannot be written" in home.run("backup", tmp_path / "missing" / "copy.age").output
    with home.open().reading() as db:
        first, second = backup_copy.copies(db)
        assert backup_copy.last_copy(db) is None
    assert (first.problem, second.problem) == (BackupFault.NO_FOLDER, BackupFault.NO_KEY)
    assert not list(tmp_path.glob("*.age"))


BELOW = "import subprocess, sys; subprocess.Popen(sys.argv[1:] + ['--below', str(__import__('os').getpid())]).wait()"


def test_backups_of_a_server_end_with_it(held: Simulation, tmp_path: Path) -> None:
    home = instance_of(held, tmp_path / "home")
    home.new_key()
    (tmp_path / "stick").mkdir()
    command = (sys.executable, "-P", "-m", "app.cli", "backup", "--every", "1m", "--to", str(tmp_path / "stick"))
    environment = {**os.environ, "MAJMA_INSTANCE": str(home.folder), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([sys.executable, "-c", BELOW, *command], env=environment, stdout=subprocess.DEVNULL)
    await_that(lambda: any((tmp_path / "stick").glob("*.age")))
    assert running(str(tmp_path / "stick"))
    server.kill()
    server.wait()
    await_that(lambda: not running(str(tmp_path / "stick")))
    with home.open().reading() as db:
        assert backup_copy.last_copy(db) is not None


def running(named: str) -> bool:
    """Whether a process has this in its command."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if named in path.read_bytes().decode(errors="replace"):
                return True
    return False


def await_that(holds: Callable[[], bool]) -> None:
    """Wait until it holds, at most a minute."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_schedule_whose_server_is_gone_makes_none(
    held: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = instance_of(held, tmp_path / "home")
    home.new_key()
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    done = home.run("backup", "--every", "1m", "--to", tmp_path, "--below", os.getppid() + 1)
    assert (done.exit_code, list(tmp_path.glob("*.age"))) == (0, [])


def test_after_a_move_letters_codes_lead_to_their_check_and_boards_keep_their_names(tmp_path: Path) -> None:
    """Another folder, another address: keys, codes and the names of boards are those of before."""
    site = open_site(tmp_path / "home", address="http://192.168.1.5:8000")
    held = site.held.to("final")
    (drafted, *_) = held.draft()
    token = issue(held, drafted)
    origin = last_head(held).partition("\n")[0]
    home = Instance(tmp_path / "home", held.database.engine.url.render_as_string(hide_password=False))
    key = home.new_key()
    assert home.run("backup", tmp_path / "copy.age").exit_code == 0
    away = restored(tmp_path / "away", tmp_path / "copy.age", key)
    settings = load_settings(away.folder, "https://other.example")
    database = away.open()
    with database.reading() as db:
        keep_addresses(settings, board=checkpoint.host_of_boards(db), long=None)
    app = create_app(replace(load_settings(away.folder, "https://other.example"), secure=False))
    page = app.test_client().get(f"/L/{token}", base_url="https://other.example", follow_redirects=True)
    assert page.status_code == 200
    assert drafted.institution.name.fa in page.text
    assert app.extensions["installation"].signer.origin(held.election) == origin
