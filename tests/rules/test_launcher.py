"""The launcher speaks plainly, and says what to install where it may not install by itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rules.tree import ROOT

COMMANDS = (
    "serve", "test", "bench", "rehearse", "verify", "witness", "booth", "keys", "officer", "backup", "restore",
    "service", "audit", "slips", "lots", "vectors", "build", "fuzz", "prove", "help",
)  # fmt: skip
NEEDED = ("sh", "cat", "dirname", "id", "grep", "ls", "cksum", "find", "env")


def launch(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "majma", *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def bare_machine(folder: Path, **programs: str) -> str:
    """A search path with the base system, and the given shell scripts as further programs."""
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, script in programs.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_names_every_command(arguments: tuple[str, ...]) -> None:
    finished = launch(*arguments)
    assert finished.returncode == 0
    assert re.findall(r"^  \./majma (\w+)", finished.stdout, re.MULTILINE) == list(COMMANDS)


def test_the_help_says_how_tablets_reach_the_server() -> None:
    assert "for tablets: --hall" in launch("help").stdout


def test_an_unknown_command_is_answered_with_the_help() -> None:
    finished = launch("dance")
    assert finished.returncode == 2
    assert "there is no command 'dance'" in finished.stderr
    assert "./majma serve" in finished.stderr


def test_what_apt_could_not_install_is_asked_for_in_one_line(tmp_path: Path) -> None:
    finished = launch("test", PATH=bare_machine(tmp_path, apt_get="exit 100", sudo="exit 1"))
    assert finished.returncode == 1
    (line,) = finished.stdout.splitlines()
    assert "apt-get update && apt-get install -y --no-install-recommends " in line
    assert "chromium-headless-shell belenios-tool poppler-utils" in line
    assert "Run this line" in finished.stderr


def test_a_machine_without_apt_is_told_what_is_missing(tmp_path: Path) -> None:
    finished = launch("test", PATH=bare_machine(tmp_path))
    assert finished.returncode == 1
    assert "please install what these Debian packages hold" in finished.stderr
    assert "chromium" in finished.stderr
