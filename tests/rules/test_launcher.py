"""The launcher speaks plainly, and says what to install where it may not install by itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, written_files
from tests.support.tools import PACKAGES

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


def not_installed(source: str) -> set[str]:
    """The packages of the programs that a test calls by `find_tool` or `run_tool`, and that the launcher leaves out."""
    named = re.findall(r"\b(?:find_tool|run_tool)\(\s*\"([\w-]+)\"", source)
    launcher = (ROOT / "majma").read_text("utf-8")
    return {
        package
        for package in (PACKAGES.get(name, name) for name in named)
        if not re.search(rf"echo .*\b{package}\b", launcher)
    }


def test_whatever_program_a_test_calls_is_installed_for_the_tests() -> None:
    texts = {path: path.read_text("utf-8") for path in written_files(ROOT, "tests", ".py") if path != Path(__file__)}
    assert {str(path): missing for path, text in texts.items() if (missing := not_installed(text))} == {}


def test_a_program_that_nobody_installs_is_caught() -> None:
    assert not_installed('find_tool("pdfinfo"), run_tool("cowsay", "--help"), find_tool("age")') == {"cowsay"}


def test_a_machine_without_apt_is_told_what_is_missing(tmp_path: Path) -> None:
    finished = launch("test", PATH=bare_machine(tmp_path))
    assert finished.returncode == 1
    assert "please install what these Debian packages hold" in finished.stderr
    assert "chromium" in finished.stderr
