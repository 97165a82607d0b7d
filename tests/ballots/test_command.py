"""`python -m ballots verify`: the numbered checks, the verdict, the exit status, and never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ballots.__main__ import main
from ballots.checks import Step
from ballots.record_errors import CheckStoppedError
from tests.support.archives import archive, board_events, chain, links, setup_link
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=2, trustees=1)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])
GOOD = archive(EVENTS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "election.bel"
    path.write_bytes(GOOD)
    return path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ballots", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_good_archive_ends_with_accepted_and_status_zero(file: Path) -> None:
    done = run("verify", file)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "Accepted: every check that applies at this stage (result) passed."
    numbered = [line for line in lines if line[:1].isdigit()]
    assert [line.split()[0] for line in numbered] == [step.value for step in Step]
    assert [line.split()[0] for line in numbered if " OK" not in line] == [Step.CONTINUATION]
    assert SMALL.election.name in done.stdout
    assert SMALL.election.fingerprint in done.stdout
    assert EVENTS[-1].hash in done.stdout
    assert "2 by 2 voters (weight 2)" in done.stdout


@pytest.mark.parametrize(
    ("data", "last"),
    [
        (b"", "Refused at check 1.1 (start): archive-empty: "),
        (GOOD[:-1], "Refused at check 1.3 (filling): archive-truncated: "),
        (GOOD[:700], "Refused at check 1.3 (filling): archive-truncated: "),
        (GOOD + bytes(10240), "Refused at check 1.3 (filling): archive-trailer: "),
        (b"not an archive\n" * 100, "Refused at check 1.1 (start): archive-start: "),
    ],
)
def test_a_damaged_archive_ends_with_the_check_and_status_one(
    tmp_path: Path, data: bytes, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "damaged.bel"
    path.write_bytes(data)
    assert main(["verify", str(path), "--jobs", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith(last)


def test_a_missing_file_and_a_folder_are_refused_without_a_traceback(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.bel"):
        done = run("verify", path, "--jobs", "2")
        assert done.returncode == 1
        assert done.stderr == ""
        assert "archive-unreadable" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_report_as_data_is_the_same_with_any_number_of_processes(
    file: Path, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(file), "--json", "--jobs", jobs]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["accepted"] is True
    assert report["result"] == [[1, 0]]
    assert report["answers"] == [list(one.answers) for one in SMALL.election.questions]
    assert report["head"] == {"height": 6, "hash": EVENTS[-1].hash}
    assert report["election"]["uuid"] == SMALL.election.uuid
    assert [check["number"] for check in report["checks"]] == [step.value for step in Step]


@pytest.mark.parametrize("arguments", [[], ["verify"], ["verify", "x", "--jobs", "0"], ["count"]])
def test_a_wrong_command_line_is_explained_with_status_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m ballots" in capsys.readouterr().err


def test_a_name_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b]0;owned\x07نیم\u200cفاصله\u202e"
    said = links(EVENTS)
    election = said[0].data[0].decode().replace(SMALL.election.name, json.dumps(hostile, ensure_ascii=False)[1:-1])
    path = tmp_path / "hostile.bel"
    path.write_bytes(archive(chain([setup_link(election.encode(), *said[0].data[1:3])])))
    assert main(["verify", str(path), "--jobs", "1"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "نیم\u200cفاصله" in shown


def test_a_reader_that_goes_away_is_no_traceback(file: Path) -> None:
    command = f"{sys.executable} -m ballots verify {file} --jobs 1 | true"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr


def test_an_unfinished_check_is_told_from_a_refusal(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object, **__: object) -> None:
        raise CheckStoppedError("a worker stopped before it finished")

    monkeypatch.setattr("ballots.commands.verify.verify_archive", lose)
    assert main(["verify", str(file), "--jobs", "1"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "check-stopped: a worker stopped before it finished\n"


VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "archives"


@pytest.mark.parametrize("name", ["tool", "majma"])
def test_the_kept_archives_still_give_the_kept_reports(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(VECTORS / f"{name}.bel"), "--json", "--jobs", "1"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
