"""What commands at the machine say of wrong options and states: a sentence, no traceback, and nothing is changed."""

from __future__ import annotations

import json
import secrets
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from app import cli
from app.cli import founding_options, guarding, hall_options, restore_commands, service_commands
from app.cli.audit_commands import broken_words
from app.cli.key_commands import keys
from app.cli.officer_commands import officer
from app.config import Settings
from app.db import Database
from app.services.acts.act import SET_UP, Act
from app.services.whole import restore as restoring
from app.services.whole.audit import Break
from app.services.whole.backup import BackupUnfitError
from app.serving import unit
from app.signing import recovery
from ballots.errors import BallotsError
from tests.support.assemblies import everything, fresh_sqlite, simulate_at
from tests.support.instances import Instance, instance_of
from tests.support.visitors import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "instance", url="sqlite://")


def where(settings: Settings, **more: Any) -> hall_options.Place:
    plain: dict[str, Any] = {
        "host": "127.0.0.1", "port": None, "address": None, "in_hall": False, "office_in_hall": False, "trial": False,
        "trust_port": 8080,
    }  # fmt: skip
    return hall_options.place_of(settings, **{**plain, **more})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"fronts": ("10.0.0.1",)}, "--front is for --hall"),
        ({"host": "10.1.2.3"}, "votes and passwords would cross the network"),
        ({"address": "http://vote.example"}, "votes and passwords would cross the network"),
        ({"in_hall": True, "address": "http://vote.example"}, "is written https://NAME"),
        ({"in_hall": True, "certificate": Path("/nowhere.pem")}, "stands for a name: give it as --address"),
    ],
)
def test_a_place_that_cannot_be_served_is_told(settings: Settings, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(click.UsageError, match=words):
        where(settings, **asked)


@pytest.mark.parametrize(
    ("asked", "address", "far", "trial"),
    [
        ({}, "http://127.0.0.1:8000", False, False),
        ({"port": 9000}, "http://127.0.0.1:9000", False, False),
        ({"host": "10.1.2.3", "trial": True}, "http://10.1.2.3:8000", True, True),
        ({"host": "10.1.2.3", "address": "https://vote.example"}, "https://vote.example", True, False),
        ({"trial": True}, "http://127.0.0.1:8000", False, False),
        (
            {"in_hall": True, "certificate": Path("/bought.pem"), "address": "https://vote.example:9443"},
            "https://vote.example:9443", True, False,
        ),
    ],
)  # fmt: skip
def test_a_place_is_told_to_every_process(
    settings: Settings, asked: dict[str, Any], address: str, far: bool, trial: bool
) -> None:
    place = where(replace(settings, front=frozenset({"10.0.0.5"})) if far and not trial else settings, **asked)
    assert (place.address, place.is_far, place.trial) == (address, far, trial)
    assert place.environment["MAJMA_TRIAL"] == ("1" if trial else "")
    assert place.environment["MAJMA_HALL"] == ("1" if "in_hall" in asked else "")


def test_a_network_of_a_front_is_one_or_told() -> None:
    assert hall_options.networks(("10.0.0.1", "fd00::/8")) == ("10.0.0.1/32", "fd00::/8")
    with pytest.raises(click.BadParameter, match="host bits"):
        hall_options.networks(("10.0.0.1/8",))


def test_what_holds_an_assembly_is_not_furnished_again_and_an_empty_start_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = simulate_at(tmp_path, "draft")
    before, place = everything(held.database), settings_in(tmp_path / "instance", url="sqlite://")
    for empty in (True, False):
        assert cli._furnish(place, held.database, empty, {}) == ""
        said = capsys.readouterr().err
        assert ("holds an installation already; nothing in it was changed" in said) is empty
    assert everything(held.database) == before


# A set-up without a browser

ANSWERS = {
    "assembly-name": "مجمع", "assembly-address": "tehran", "body-name": "کارگروه", "administrator": "yalda",
    "administrator-name": "یلدا", "second": "laleh", "second-name": "لاله",
}  # fmt: skip


def given(tmp_path: Path, answers: object, **more: str) -> dict[str, str]:
    (tmp_path / "answers").write_text(answers if isinstance(answers, str) else json.dumps(answers))
    (tmp_path / "word").write_text("four calm words tonight\n")
    said = {"answers": tmp_path / "answers", "password_file": tmp_path / "word"}
    return founding_options.given({**said, **more})


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("{", "cannot be read as JSON"), (["tehran"], "it may name administrator"), ({"king": "x"}, "it may name"),
        ({**ANSWERS, "second": " "}, "--second is missing"),
        ({name: one for name, one in ANSWERS.items() if name != "body-name"}, "--body-name is missing"),
    ],
)  # fmt: skip
def test_answers_that_lack_something_are_told_by_their_option(tmp_path: Path, answers: object, words: str) -> None:
    with pytest.raises(click.UsageError, match=words):
        given(tmp_path, answers)


def test_an_option_goes_before_the_file_of_answers_and_nothing_given_is_nothing(tmp_path: Path) -> None:
    said = given(tmp_path, ANSWERS, assembly_address=" shiraz ")
    assert (said["assembly-address"], said["second"]) == ("shiraz", "laleh")
    assert founding_options.given({"assembly_name": None, "answers": None}) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assembly-address": "Shiraz!"}, "--assembly-address: small Latin letters"),
        ({"password-file": "/nowhere/word"}, "--password-file: /nowhere/word cannot be read"),
        ({"password-file": "{empty}"}, "--password-file: "),
        ({"administrator": "no name"}, "--administrator: "),
        ({"second": "yalda"}, "--second: "),
    ],
)
def test_a_set_up_that_is_refused_names_its_option(tmp_path: Path, change: dict[str, str], words: str) -> None:
    (tmp_path / "empty").write_text("")
    said = given(tmp_path, ANSWERS) | {name: one.format(empty=tmp_path / "empty") for name, one in change.items()}
    database = Database(fresh_sqlite(tmp_path))
    act = Act(officers=(SET_UP,), now=datetime.now(UTC), random=secrets.token_bytes)
    with pytest.raises(click.UsageError) as caught, database.transaction() as db:
        founding_options.set_up(db, act, said)
    assert caught.value.message.startswith(words)
    assert everything(database)["assembly"] == []


# Guarding


def test_a_port_that_is_taken_is_told_before_anything_is_prepared() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Nothing can listen at 127.0.0.1, port {port}"):
            guarding.need_port("127.0.0.1", port)
    guarding.need_port("127.0.0.1", port)


def test_a_file_that_has_just_gone_is_not_open_to_others(tmp_path: Path) -> None:
    assert not guarding._is_loose(tmp_path / "gone")


# The journal


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (Break(kind="chain", first=3, last=3), "entry 3 does not follow"),
        (Break(kind="changed", first=3, last=7), "among the entries 3 to 7 one is not"),
        (Break(kind="short", first=8, last=9), "the entries 8 to 9 are missing at its end"),
        (Break(kind="unsigned", first=1, last=1), "not signed by the key"),
    ],
)
def test_a_break_of_the_journal_is_one_sentence(broken: Break, words: str) -> None:
    assert words in broken_words(broken)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return instance_of(simulate_at(tmp_path, "draft"), tmp_path / "instance")


def test_the_journal_is_held_against_heads_from_paper(instance: Instance) -> None:
    whole = instance.run("audit")
    assert (whole.exit_code, "The journal holds: " in whole.output) == (0, True)
    digest = whole.output.strip().rpartition(" ")[2]
    height = whole.output.partition("holds: ")[2].partition(" ")[0]
    assert instance.run("audit", "--known-head", f"journal:{height}:{digest}").exit_code == 0
    for head, words in (
        (f"journal:{height}:{'0' * 64}", "The journal was changed"),
        (f"journal:{int(height) + 3}:{digest}", "are missing at its end"),
        ("journal:many", "Error: "),
    ):
        said = instance.run("audit", "--known-head", head)
        assert said.exit_code != 0
        assert words in said.output


# Backups and the recovery key


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((), "give a FILE; or --every 10m --to FOLDER; or --new-key"),
        (("x.age", "--every", "10m", "--to", "there"), "give a FILE"),
        (("--every", "10m"), "give a FILE"),
        (("--every", "often", "--to", "there"), "Invalid value"),
        (("x.age",), "recovery key"),
        (("--every", "10m", "--to", "there"), "recovery key"),
    ],
)
def test_a_backup_that_cannot_be_made_says_what_is_missing(
    instance: Instance, asked: tuple[str, ...], words: str
) -> None:
    said = instance.run("backup", *asked)
    assert said.exit_code != 0
    assert words in said.output
    assert not Path("x.age").exists()


def test_a_recovery_key_under_a_passphrase_is_opened_with_it_alone(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "recovery.age"
    short = instance.run("backup", "--new-key", "--under-passphrase", locked, typed=("short", "short"))
    assert (short.exit_code, "fewer than 12 characters" in short.output) == (1, True)
    assert not locked.exists()
    monkeypatch.setattr(recovery, "lock_private", lambda private, word: b"age-encryption.org/v1\n" + word.encode())
    word = "twelve calm words"
    made = instance.run("backup", "--new-key", "--under-passphrase", locked, typed=(word, word))
    assert made.exit_code == 0, made.output
    assert "AGE-SECRET-KEY" not in made.output
    assert locked.stat().st_mode & 0o777 == 0o600


def test_a_recovery_key_is_read_from_a_file_with_or_without_remarks(tmp_path: Path) -> None:
    private, _ = recovery.make_key()
    file = tmp_path / "key"
    file.write_text(f"# made today\n\n{private}\n")
    assert restore_commands._private(file) == private
    file.write_text("nothing of a key")
    with pytest.raises(recovery.RecoveryError):
        restore_commands._private(file)


@pytest.mark.parametrize(
    ("lack", "words"),
    [
        (restoring.Lack(board="K7QM2XPA", later=3, votes=2, differs=False), "3 later entries are known, which the "
         "backup lacks; 2 of them votes"),
        (restoring.Lack(board=restoring.JOURNAL, later=4, votes=0, differs=False), "the journal: 4 later entries"),
        (restoring.Lack(board="K7QM2XPA", later=0, votes=0, differs=True), "holds another history"),
    ],
)  # fmt: skip
def test_what_a_backup_lacks_is_a_sentence(lack: restoring.Lack, words: str) -> None:
    assert words in restore_commands._lack(lack)


def test_nothing_is_restored_under_a_server(tmp_path: Path) -> None:
    with (
        restore_commands.alone(tmp_path),
        pytest.raises(BackupUnfitError, match="end the server first"),
        restore_commands.alone(tmp_path),
    ):
        raise AssertionError
    with restore_commands.alone(tmp_path):
        pass


# Officers and keys


def at(instance: Instance, command: click.Command, *asked: str, typed: str = "") -> Result:
    environment = {"MAJMA_INSTANCE": str(instance.folder), "MAJMA_DATABASE": None}
    return CliRunner().invoke(command, list(asked), input=typed, env=environment)


@pytest.mark.parametrize(
    ("name", "who", "words"),
    [("negar.mehr", " ", "neither may be empty"), ("nobody", "نگار", "nobody is nobody's user name in the office")],
)
def test_a_reset_that_is_wrong_is_told(instance: Instance, name: str, who: str, words: str) -> None:
    said = at(instance, officer, "reset", name, "--who", who, "--why", "گم شد")
    assert (said.exit_code != 0, words in said.output) == (True, True)


def test_a_reset_at_the_machine_gives_one_password(instance: Instance) -> None:
    said = at(instance, officer, "reset", "negar.mehr", "--who", "نگار", "--why", "گم شد")
    assert said.exit_code == 0, said.output
    assert "signs in once with the password" in said.output


def test_the_keys_are_listed_renewed_and_the_roots_is_not_taken_where_it_is_not(
    instance: Instance, tmp_path: Path
) -> None:
    listed = at(instance, keys, "list")
    assert [line.split()[1] for line in listed.output.splitlines()] == ["slip", "invitation", "letter"]
    assert "certificate" not in listed.output
    rotated = at(instance, keys, "rotate", "slip")
    assert (rotated.exit_code, "signs nothing any more" in rotated.output) == (0, True)
    assert len(at(instance, keys, "list").output.splitlines()) == 4
    none = at(instance, keys, "rotate", "certificate")
    assert (none.exit_code, "the first paper that is signed makes it" in none.output) == (1, True)
    inside = at(instance, keys, "take-root", str(instance.folder / "root"))
    assert "FILE lies in the folder of the installation" in inside.output
    short = at(instance, keys, "take-root", str(tmp_path / "root"), typed="short\nshort\n")
    assert "fewer than 12 characters" in short.output
    word = "twelve calm words"
    gone = at(instance, keys, "take-root", str(tmp_path / "root"), typed=f"{word}\n{word}\n")
    assert "The key is not here" in gone.output
    assert not (tmp_path / "root").exists()


# The service


def service(*asked: str) -> Result:
    return CliRunner().invoke(service_commands.service, list(asked))


def test_the_unit_serves_a_hall_unless_it_is_told_otherwise_and_may_write_its_backups() -> None:
    assert "--hall" in service("print").output
    other = service("print", "--port", "9000", "--backup-every", "10m", "--backup-to", "/media/stick").output
    assert "--hall" not in other
    assert "--port" in other
    assert "/media/stick" in other


@pytest.mark.parametrize(("runs", "found", "words"), [
    (False, None, "is untouched"), (True, None, "systemctl is not there"), (True, "/bin/false", "ended with 1"),
])  # fmt: skip
def test_a_service_is_taken_away_and_a_step_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: bool, found: str | None, words: str
) -> None:
    placed = tmp_path / "majma.service"
    placed.write_text("")
    monkeypatch.setattr(unit, "PLACE", placed)
    monkeypatch.setattr(Path, "exists", lambda _path: runs)
    monkeypatch.setattr(service_commands.shutil, "which", lambda _name, path: found)
    said = service("remove")
    assert words in said.output
    monkeypatch.undo()
    assert placed.exists() is runs


def test_who_is_not_root_installs_no_service_and_a_closed_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_commands.os, "geteuid", lambda: 1000)
    assert "A service is installed by root" in service("install").output
    (tmp_path / "app").mkdir()
    (tmp_path / "app").chmod(0o755)  # whatever mask the tests run under
    closed = tmp_path / "app" / "own.py"
    closed.write_text("")
    closed.chmod(0o600)
    with pytest.raises(click.ClickException, match=f"{closed} is closed to others"):
        service_commands._need_readable(tmp_path)


def test_a_damaged_file_of_heads_is_told(tmp_path: Path) -> None:
    file = tmp_path / "heads"
    file.write_bytes(b"\xff\xfe no head")
    with pytest.raises((BackupUnfitError, BallotsError)):
        restore_commands._heads(str(file))
