"""What an answer of belenios-tool is taken for, with scripts in its place that answer as each version does.

They say yes to every record, as 3.0 may, and refuse one single ballot; what that is asked about is logged.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ballots.checks import Stage
from ballots.encoding import hash_hex
from tests.support.archives import verify_bytes
from tests.support.belenios_tool import BeleniosTool, Verdict, Version, installed_version, set_up_and_ballots
from tests.vectors.verdicts import TRIES, ask, record

VOTED_AGAIN, STUFFED, SET_UP = map(record, ("good/voted-again", "too-many-marks", "good/set-up"))
BALLOTS = set_up_and_ballots(VOTED_AGAIN)[1]
YES, NO = 'echo "I: all checks passed" >&2', "exit 124"
UNSAID = "echo 'I: no shuffles to check' >&2"
STAND_IN = """#!/bin/sh
case "$*" in
    --version) echo "{version} (like it) [debug]" ;;
    "election verify") echo verify >>"{log}"; {verify} ;;
esac
[ "$2" = verify-ballot ] || exit 0
dir=.
while [ $# -gt 0 ]; do
    case $1 in --dir) dir=$2 ;; --ballot) ballot=$2 ;; --ballot=*) ballot=${{1#--ballot=}} ;; esac
    shift
done
hash=$(sha256sum <"$ballot" | cut -c1-64)
echo "$hash beside $(cat "$dir"/*.bel | sha256sum | cut -c1-64)" >>"{log}"
[ "$hash" != "{wrong}" ] || exit 124
"""

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a script in the tool's place; return the path of its log."""

    def install(version: str, *, verify: str = YES, wrong: bytes = b"") -> Path:
        folder, log = tmp_path / version, tmp_path / "log"
        folder.mkdir()
        script = folder / "belenios-tool"
        script.write_text(STAND_IN.format(version=version, log=log, verify=verify, wrong=hash_hex(wrong)))
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=":")
        return log

    return install


@pytest.fixture
def tool(tmp_path: Path) -> BeleniosTool:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "record.bel").write_bytes(VOTED_AGAIN)
    return BeleniosTool(tmp_path / "work")


@pytest.mark.parametrize("version", ["2.0", "2.4", "2.5.1"])
def test_a_yes_of_a_version_that_waits_is_taken(install: Install, tool: BeleniosTool, version: str) -> None:
    log = install(version, wrong=BALLOTS[1])
    assert str(installed_version()) == version
    assert tool.verdict() is Verdict.ACCEPTED
    assert tool.accepts()
    assert log.read_text().split() == ["verify"] * 2
    said = ask(VOTED_AGAIN)
    assert (said.passed, said.tries, said.each_ballot) == (1, 1, True)


@pytest.mark.parametrize("version", ["2.5.2", "3.0", "3.3.0", "4.0"])
def test_a_yes_of_another_version_is_none_until_each_ballot_was_verified(
    install: Install, tool: BeleniosTool, version: str
) -> None:
    log = install(version)
    assert tool.verdict() is Verdict.BALLOTS_UNSAID
    assert tool.accepts()
    asked = [f"{hash_hex(ballot)} beside {hash_hex(set_up_and_ballots(VOTED_AGAIN)[0])}" for ballot in BALLOTS]
    assert log.read_text().splitlines() == ["verify", "verify", *asked]


@pytest.mark.parametrize("place", range(len(BALLOTS)))
def test_a_record_with_one_wrong_ballot_is_not_accepted(install: Install, tool: BeleniosTool, place: int) -> None:
    install("3.0", wrong=BALLOTS[place])
    assert not tool.accepts()
    said = ask(VOTED_AGAIN)
    assert (said.passed, said.tries, said.each_ballot) == (TRIES, TRIES, False)


@pytest.mark.parametrize("version", ["2.0", "3.0"])
@pytest.mark.parametrize("verify", [NO, UNSAID], ids=["refused", "ended without a word"])
def test_a_refusal_counts_in_every_version(install: Install, tool: BeleniosTool, version: str, verify: str) -> None:
    log = install(version, verify=verify)
    assert tool.verdict() is Verdict.REFUSED
    assert not tool.accepts()
    said = ask(VOTED_AGAIN)
    assert (said.passed, said.each_ballot) == (0, False)
    assert set(log.read_text().split()) == {"verify"}


def test_a_reader_that_takes_every_yes_is_caught(
    install: Install, tool: BeleniosTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin believes 3.0; the wrong ballot passes."""
    install("3.0", wrong=BALLOTS[0])
    monkeypatch.setattr(Version, "waits_for_ballots", True)
    assert tool.accepts()


def test_the_installed_tool_does_not_accept_a_ballot_with_too_many_marks(tool: BeleniosTool) -> None:
    (tool.directory / "record.bel").write_bytes(STUFFED)
    assert not tool.accepts()


def test_a_record_is_cut_back_to_its_set_up() -> None:
    set_up, ballots = set_up_and_ballots(VOTED_AGAIN)
    assert verify_bytes(set_up).stage is Stage.SETUP
    assert VOTED_AGAIN.startswith(set_up)
    assert len(set(ballots)) == 3 and all(ballot.startswith(b'{"election_uuid"') for ballot in ballots)
    assert set_up_and_ballots(SET_UP) == (SET_UP, [])


# --- The commands that docs/people.md gives to observers ------------------------------------------------------


def commands(checkout: Path) -> str:
    text = (checkout / "docs" / "people.md").read_text("utf-8")
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    (found,) = (block for block in blocks if "verify-ballot" in block)
    return found


def follow(folder: Path, record: bytes, commands: str) -> list[list[str]]:
    (folder / "ID.bel").write_bytes(record)
    said = subprocess.run(
        ["sh", "-eu"], cwd=folder, input=commands.encode(), capture_output=True, timeout=60, check=True
    )
    return [line.split() for line in said.stdout.decode().splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk"


def test_the_observers_commands_ask_about_each_ballot_beside_the_set_up(
    install: Install, desk: Path, checkout: Path
) -> None:
    log = install("3.0", wrong=BALLOTS[1])
    said = follow(desk, VOTED_AGAIN, commands(checkout))
    verdicts = {hash_hex(ballot): "right" for ballot in BALLOTS} | {hash_hex(BALLOTS[1]): "WRONG"}
    assert sorted(said) == sorted(["1", verdict, ballot] for ballot, verdict in verdicts.items())
    set_up = hash_hex(set_up_and_ballots(VOTED_AGAIN)[0])
    assert sorted(log.read_text().splitlines()) == sorted(f"{ballot} beside {set_up}" for ballot in verdicts)


def test_the_observers_commands_show_a_ballot_that_stands_twice(install: Install, desk: Path, checkout: Path) -> None:
    install("3.0")
    assert sorted(count for count, *_ in follow(desk, record("ballot-twice"), commands(checkout))) == ["1", "2"]


def test_the_commands_find_the_wrong_ballot_and_call_none_right_where_the_tool_cannot_say(
    desk: Path, checkout: Path
) -> None:
    knows_the_command = installed_version() >= Version((2, 2))
    said = follow(desk, STUFFED, commands(checkout))
    assert sorted(verdict for _, verdict, _ in said) == ["WRONG", "right" if knows_the_command else "WRONG"]
