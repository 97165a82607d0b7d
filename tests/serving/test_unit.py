"""The service: systemd takes its unit, finds little to blame, and its very command serves again after it was killed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli import service_commands
from app.cli.service_commands import service
from app.serving.unit import Service, unit
from tests.support.hall import HOST, ServedHall, free_ports, opened_hall, stop, vote, wait_for
from tests.support.server import ROOT

MOST_EXPOSED = 2.5
"""Of systemd's ten: below it says «OK»; what is left are the network, which it serves, and a plain user."""
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="this computer has no systemd")


def written(folder: Path, *options: str) -> Path:
    path = folder / "majma.service"
    path.write_text(CliRunner().invoke(service, ["print", *options]).output)
    return path


@needs_systemd
def test_systemd_takes_it_and_finds_little_to_blame(tmp_path: Path) -> None:
    path = written(tmp_path, "--hall", "--backup-every", "10m", "--backup-to", "/srv/backups")
    done = subprocess.run([str(ANALYZE), "verify", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--no-pager", str(path)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    found = re.search(r"exposure level for majma\.service: ([0-9.]+)", said)
    assert found is not None, said
    assert float(found[1]) <= MOST_EXPOSED
    assert "ReadWritePaths=/srv/backups" in path.read_text()


@needs_systemd
def test_a_unit_without_its_limits_is_caught(tmp_path: Path) -> None:
    bare = "\n".join(line for line in unit(PLAIN).splitlines() if not re.match("Protect|Restrict|Private|System", line))
    (tmp_path / "majma.service").write_text(bare)
    said = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--no-pager", str(tmp_path / "majma.service")],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = re.search(r"exposure level for majma\.service: ([0-9.]+)", said)
    assert found is not None
    assert float(found[1]) > MOST_EXPOSED


def allowed(text: str) -> set[str]:
    """The calls of the kernel that a unit allows, where this computer can say so of a group; else the written names."""
    found: set[str] = set()
    for line in re.findall("^SystemCallFilter=(.*)$", text, re.MULTILINE):
        names = expanded(tuple(line.lstrip("~").split()))
        found = found - names if line.startswith("~") else found | names
    return found


def expanded(names: tuple[str, ...]) -> set[str]:
    """Names of calls, each group replaced by what is in it."""
    groups = [one for one in names if one.startswith("@")] if ANALYZE else []
    found = set(names) - set(groups)
    for group in groups:
        said = subprocess.run(
            [str(ANALYZE), "syscall-filter", group], capture_output=True, text=True, check=True
        ).stdout
        inner = [line.split("#")[0].strip() for line in said.splitlines()[1:]]
        found |= expanded(tuple(one for one in inner if one))
    return found


WALLS = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}


def test_readers_of_files_may_shut_themselves_in() -> None:
    assert allowed(unit(PLAIN)) >= WALLS


@needs_systemd
def test_groups_of_calls_are_truly_looked_into() -> None:
    found = expanded(("@system-service",))
    assert "openat" in found
    assert "mount" not in found


PLAIN = Service(program=Path("/opt/majma"), python=Path("/opt/majma/.venv/bin/python"), options=("--hall",))


def test_who_is_not_root_is_told_so_and_a_closed_folder_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    refused = CliRunner().invoke(service, ["install"])
    assert refused.exit_code == 1
    assert "sudo" in refused.output
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(service_commands, "ROOT", tmp_path)
    refused = CliRunner().invoke(service, ["install"])
    assert refused.exit_code == 1
    assert f"{tmp_path} is closed to others" in refused.output
    tmp_path.chmod(0o755)
    inner = tmp_path / "app" / "words.mo"
    inner.parent.mkdir()
    inner.parent.chmod(0o755)  # whatever mask a test before this one left
    inner.touch(0o600)
    with pytest.raises(click.ClickException, match=r"words\.mo is closed"):
        service_commands._need_readable(tmp_path)


@pytest.mark.prove
def test_its_own_command_serves_again_after_each_kill_and_nothing_is_lost(tmp_path: Path) -> None:
    """As systemd does with Restart=always: the command of the unit, again a second after it ended."""
    port = free_ports(3)
    options = ("--hall", "--as-root", "--address", f"https://{HOST}:{port}", "--trust-port", str(free_ports(1)))
    text = written(tmp_path, *options).read_text()
    command = shlex.split(re.findall("^ExecStart=(.*)$", text, re.MULTILINE)[0])
    hall = opened_hall(tmp_path, port)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")},
        "MAJMA_INSTANCE": str(hall.instance), "PYTHONPATH": str(ROOT),
        "MAJMA_DATABASE": hall.held.database.engine.url.render_as_string(hide_password=False),
    }  # fmt: skip
    trackers = []
    for round_ in range(3):
        hall = started(hall, command, environment)
        begun = time.monotonic()
        assert hall.process is not None
        try:
            wait_for(hall)
            assert time.monotonic() - begun < 30, "on a busy machine; ten seconds on an idle one"
            trackers.append(vote(hall, round_).tracker)
            if round_:
                assert vote(hall, 0).tracker == trackers[0], "the same ballot again gives the same receipt"
        finally:
            os.kill(hall.process.pid, signal.SIGKILL)
            hall.process.wait(20)
    hall = started(hall, command, environment)
    wait_for(hall)
    stop(hall.process)
    assert all(trackers)
    assert len(set(trackers)) == 3


def started(hall: ServedHall, command: list[str], environment: dict[str, str]) -> ServedHall:
    with hall.log.open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    return replace(hall, process=process)
