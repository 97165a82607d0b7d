"""What commands at the machine do where all is as it should be: the service, slips on paper, the root, a start."""

from __future__ import annotations

import pwd
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

from app import cli
from app.cli import hall_options, key_commands, service_commands
from app.config import Schedule, Settings
from app.db import Database
from app.documents.pdf import PrintingError
from app.serving import unit
from app.serving.certificate import NameOutsideError
from app.signing.keys import RootAwayError
from tests.ballots.test_slips import PAPERS
from tests.support.assemblies import fresh_sqlite
from tests.support.visitors import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "instance", url="sqlite://")


def run(command: click.Command, *asked: object, typed: str = "", home: Path | None = None) -> Result:
    environment = {"MAJMA_INSTANCE": None if home is None else str(home), "MAJMA_DATABASE": None}
    return CliRunner().invoke(command, [str(one) for one in asked], input=typed, env=environment)


# The service


@pytest.mark.parametrize(("runs", "is_user"), [(False, False), (True, True), (True, False)])
def test_a_service_is_installed_with_a_user_of_its_own_and_started_where_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: bool, is_user: bool
) -> None:
    done: list[str] = []

    def known(name: str) -> None:
        if not is_user:
            raise KeyError(name)

    placed = tmp_path / "majma.service"
    monkeypatch.setattr(unit, "PLACE", placed)
    monkeypatch.setattr(service_commands.os, "geteuid", lambda: 0)
    monkeypatch.setattr(service_commands, "_need_readable", lambda _: None)
    monkeypatch.setattr(service_commands, "compile_catalogues", lambda: None)
    monkeypatch.setattr(pwd, "getpwnam", known)
    monkeypatch.setattr(service_commands.shutil, "which", lambda name, path: f"/bin/{name}")
    monkeypatch.setattr(
        service_commands.subprocess, "run",
        lambda command, check: done.append(" ".join(command[:2])) or SimpleNamespace(returncode=0),
    )  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _path: runs)
        said = run(service_commands.service, "install", "--hall")
    assert said.exit_code == 0, said.output
    assert "--hall" in placed.read_text("utf-8")
    assert placed.stat().st_mode & 0o777 == 0o644
    started = ["/bin/systemctl daemon-reload", "/bin/systemctl enable", "/bin/systemctl restart"]
    assert done == ([] if is_user else ["/bin/useradd --system"]) + (started if runs else [])
    assert ("systemd does not run here" in said.output) is not runs
    assert ("It is served" in said.output) is runs


def test_a_program_that_everybody_reads_may_be_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    modes = {"/opt/majma/wsgi.py": 0o100644}
    with monkeypatch.context() as patch:  # ended here: what reports a test asks for files of its own
        patch.setattr(Path, "exists", lambda path: str(path) in modes)
        patch.setattr(Path, "rglob", lambda path, _: iter(()))
        patch.setattr(Path, "stat", lambda path: SimpleNamespace(st_mode=modes.get(str(path), 0o40755)))
        service_commands._need_readable(Path("/opt/majma"))
        for place, mode in (("/opt", 0o40750), ("/opt/majma/wsgi.py", 0o100640)):
            with patch.context() as closed, pytest.raises(click.ClickException, match=f"{place} is closed"):
                closed.setitem(modes, place, mode)
                service_commands._need_readable(Path("/opt/majma"))


# Slips on paper


def test_slips_that_were_made_elsewhere_are_printed_for_their_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers, out = tmp_path / "slips.json", tmp_path / "slips.pdf"
    for data, words in ((b"{}", "Error: "), (PAPERS, "Error: ")):  # no file of slips; one that says no paper
        papers.write_bytes(data)
        said = run(cli.print_slips, papers, out)
        assert (said.exit_code, words in said.output, out.exists()) == (1, True, False)
    monkeypatch.setattr("app.documents.slip.decode_sheet", lambda paper: paper)
    monkeypatch.setattr(
        "app.papers.slip.print_sheet", lambda sheet, slips, wording: b"%PDF of " + slips[0].serial.encode()
    )
    said = run(cli.print_slips, papers, out, "--language", "ar")
    assert (said.exit_code, f"3 slips in {out}" in said.output) == (0, True), said.output
    assert out.read_bytes().startswith(b"%PDF of ")
    assert out.stat().st_mode & 0o777 == 0o600
    assert "is not written over" in run(cli.print_slips, papers, out).output


# The key that makes certificates


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RootAwayError(), "The key is not here"), (OSError("full"), "nothing was deleted: full"),
        (None, "On this computer it is deleted"),
    ],
)  # fmt: skip
def test_the_root_is_taken_away_or_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None, words: str
) -> None:
    taken: list[tuple[Path, bytes]] = []

    def take(_keys: Path, file: Path, word: bytes) -> None:
        if error is not None:
            raise error
        taken.append((file, word))

    monkeypatch.setattr(key_commands, "take_root", take)
    word = "twelve calm words"
    said = run(key_commands.keys, "take-root", tmp_path / "root", typed=f"{word}\n{word}\n", home=tmp_path / "home")
    assert (words in said.output, said.exit_code) == (True, int(error is not None)), said.output
    assert taken == ([] if error else [(tmp_path / "root", word.encode())])


def test_the_root_is_brought_back_by_its_passphrase_and_certificates_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(_keys: Path, file: Path, word: bytes) -> None:
        if word != b"right":
            raise ValueError("the passphrase does not open it")

    (tmp_path / "root").write_bytes(b"")
    monkeypatch.setattr(key_commands, "bring_root", bring)
    for typed, status, words in (("wrong", 1, "Nothing was changed: the passphrase"), ("right", 0, "is here again")):
        said = run(key_commands.keys, "bring-root", tmp_path / "root", typed=f"{typed}\n", home=tmp_path / "home")
        assert (said.exit_code, words in said.output) == (status, True), said.output

    def away(*_: object) -> bool:
        raise RootAwayError

    until = datetime(2031, 11, 8, tzinfo=UTC)
    for renew, words in (
        (away, "bring-root FILE first"),
        (lambda *_: True, "Its root is new too"),
        (lambda *_: False, ""),
    ):
        monkeypatch.setattr(key_commands, "renew_certificates", renew)
        monkeypatch.setattr(key_commands, "certified", lambda _: (None, until))
        said = run(key_commands.keys, "rotate", "certificate", home=tmp_path / "home")
        assert words in said.output
        assert ("good until 2031-11-08" in said.output) is (renew is not away)
        assert ("Its root is new" in said.output) is words.startswith("Its root")


# The start


def test_a_hall_under_a_name_that_its_certificate_lacks_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outside(*_: object) -> None:
        raise NameOutsideError("vote.example")

    monkeypatch.setattr(hall_options, "hall_certificate", outside)
    with pytest.raises(click.UsageError, match=r"other names than vote\.example"):
        hall_options.place_of(
            settings, host="127.0.0.1", port=None, address="https://vote.example", in_hall=True, office_in_hall=False,
            trial=False, trust_port=8080,
        )  # fmt: skip


def test_a_sheet_that_cannot_be_printed_does_not_keep_a_hall_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> bytes:
        raise PrintingError("a font is missing")

    place = hall_options.Place(host="127.0.0.1", port=8443, address="https://127.0.0.1:8443")
    hall_options.write_sheet(settings, place)
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(hall_options, "compile_catalogues", lambda: None)
    monkeypatch.setattr(hall_options, "print_network_sheet", broken)
    hall_options.write_sheet(settings, replace(place, certificate=SimpleNamespace()))  # type: ignore[arg-type]
    assert "was not made: a font is missing" in capsys.readouterr().err
    assert not (settings.instance / "hall-network.pdf").exists()


def test_a_new_installation_gets_the_demonstration_unless_it_is_to_be_empty(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored: list[str] = []
    monkeypatch.setattr(cli, "compile_catalogues", lambda: None)
    monkeypatch.setattr(cli.life, "store_life", lambda *_, password: stored.append(password))
    database = Database(fresh_sqlite(tmp_path))
    assert cli._furnish(settings, database, False, {}) == ""
    assert stored == [cli.DEMONSTRATION_PASSWORD]
    assert "The demonstration is made" in capsys.readouterr().err
    assert "/office/found/" in cli._furnish(settings, database, True, {})
    assert "/office/found/" in cli._furnish(settings, database, False, {}), "what was begun empty stays so"
    assert len(stored) == 1


def test_backups_by_themselves_need_a_span_a_folder_and_a_key(settings: Settings, tmp_path: Path) -> None:
    every = timedelta(minutes=10)
    for given in ((every, None), (None, tmp_path)):
        with pytest.raises(click.UsageError, match="need both"):
            cli._schedule(*given)
    assert cli._schedule(None, None) is None
    assert cli._schedule(every, tmp_path) == Schedule(every=every, folder=tmp_path)
    with pytest.raises(click.ClickException, match="--new-key"):
        cli._need_key(settings)


def test_a_rehearsal_is_held_as_its_options_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[int, int, int, int, Path]] = []
    monkeypatch.setattr(
        "app.demonstration.rehearsal.hold",
        lambda plan, _: held.append((plan.voters, plan.candidates, plan.seats, plan.seed, plan.out)),
    )
    assert run(cli.rehearse, "--voters", 3, "--out", tmp_path, home=tmp_path / "home").exit_code == 0
    assert held == [(3, 24, 6, 1, tmp_path)]
