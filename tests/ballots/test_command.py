"""`python -m ballots verify`: the numbered checks, the verdict, the exit status, and never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board
from ballots.__main__ import main
from ballots.archive_errors import CheckStoppedError
from ballots.checks import Step
from ballots.encoding import hash_base64
from ballots.note import SIGNATURE, NoteKey
from ballots.record import container
from ballots.record.receipt import sign_receipt
from ballots.short import WHOLE, Kind, grouped, short
from tests.support.archives import archive, chain, links, setup_link
from tests.support.records import BOARD_KEY, KEY, SLIP_KEY, publish, put_folder

HELD = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=3, trustees=1)
SMALL, EVENTS = HELD.small, HELD.events
GOOD = archive(EVENTS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "election.record.zip"
    path.write_bytes(HELD.record())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put_folder(HELD.files(), tmp_path / "folder")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ballots", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_good_record_ends_with_accepted_and_status_zero(file: Path) -> None:
    done = run("verify", file)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "Accepted: every check that applies at this stage (result) passed."
    numbered = [line for line in lines if line[:1].isdigit()]
    assert [line.split()[0] for line in numbered] == [step.value for step in Step]
    absent = [line.split()[0] for line in numbered if " OK" not in line]
    assert absent == [Step.CONTINUATION, Step.LOTS, Step.RECEIPT]
    assert SMALL.election.name in done.stdout
    assert SMALL.election.fingerprint in done.stdout
    assert EVENTS[-1].hash in done.stdout
    assert "2 by 2 voters (weight 2)" in done.stdout
    closing = HELD.events[HELD.height(board.END_BALLOTS)].hash
    for kind, value in (
        (Kind.ELECTION, SMALL.election.fingerprint),
        (Kind.HEAD, closing),
        (Kind.HEAD, EVENTS[-1].hash),
    ):
        assert grouped(short(kind, value, WHOLE)) in done.stdout


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
    assert report["verdict"] == "accepted"
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

    monkeypatch.setattr("ballots.commands.verify.verify_path", lose)
    assert main(["verify", str(file), "--jobs", "1"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "check-stopped: a worker stopped before it finished\n"


VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "archives"


@pytest.mark.parametrize("name", ["tool", "majma"])
def test_the_kept_archives_still_give_the_kept_reports(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(VECTORS / f"{name}.bel"), "--foreign", "--json", "--jobs", "1"]) == 3
    assert json.loads(capsys.readouterr().out) == json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


# What stands beside the archive


def said_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, object]]:
    """The status, and the report as data."""
    status = main(["verify", *map(str, arguments), "--json", "--jobs", "1"])
    report = json.loads(capsys.readouterr().out)
    assert isinstance(report, dict)
    return status, report


def test_a_file_a_folder_and_an_archive_with_its_bindings_are_the_same_record(
    file: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = folder.parent / "alone.bel"
    alone.write_bytes(GOOD)
    for given in ([file], [folder], [alone, "--bindings", folder / container.BINDINGS]):
        status, report = said_of(capsys, *given)
        assert (status, report["accepted"]) == (0, True), given
        assert report["head"] == {"height": 6, "hash": EVENTS[-1].hash}


def test_an_archive_alone_is_refused_for_its_bindings_or_checked_as_a_foreign_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "alone.bel"
    alone.write_bytes(GOOD)
    assert main(["verify", str(alone), "--jobs", "1"]) == 1
    assert "(bindings): bindings-missing" in capsys.readouterr().out.splitlines()[-1]
    assert main(["verify", str(alone), "--jobs", "1", "--foreign"]) == 3
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith("Foreign, not accepted")
    assert "could have published any result" in said
    status, report = said_of(capsys, alone, "--foreign")
    assert (status, report["accepted"], report["verdict"]) == (3, False, "foreign")
    open_still = tmp_path / "open.bel"
    open_still.write_bytes(archive(EVENTS[:3]))
    assert main(["verify", str(open_still), "--jobs", "1"]) == 0


def test_the_keys_of_the_record_are_shown_and_one_can_be_pinned(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    prints = grouped(short(Kind.KEY, SMALL.election.group.encode_element(SMALL.keys[0].public_key)))
    for shown in (str(KEY), SLIP_KEY.public_key().public_bytes_raw().hex(), prints, "the record's own claims"):
        assert shown in said
    status, report = said_of(capsys, folder, "--key", str(KEY))
    assert (status, report["not_checked"]) == (0, [])
    other = NoteKey(name=KEY.name, kind=SIGNATURE, public=Ed25519PrivateKey.generate().public_key())
    status, report = said_of(capsys, folder, "--key", str(other))
    assert (status, report["code"]) == (1, "checkpoints-key")


def test_a_receipt_is_compared_with_the_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for tracker, status, code in (
        (hash_base64(EVENTS[1].data[0]), 0, None), (hash_base64(b"gone"), 1, "receipt-missing"),
    ):  # fmt: skip
        text = sign_receipt(SMALL.election.fingerprint, tracker, BOARD_KEY)
        found, report = said_of(capsys, folder, "--receipt", text)
        assert (found, report["code"]) == (status, code)


def test_a_record_that_was_cut_back_is_told_by_the_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = put_folder(HELD.files(HELD.height(board.END_BALLOTS)), tmp_path / "cut")
    assert said_of(capsys, cut)[0] == 0
    status, report = said_of(capsys, cut, "--stage", "result")
    assert (status, report["code"]) == (1, "stage-missing")


def test_the_report_says_who_checked_what_and_what_nobody_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (container.ACCOUNTING, container.CHECKPOINTS, container.KEYS):
        (folder / name).unlink()
    status, report = said_of(capsys, folder)
    assert status == 0
    assert report["checked_by"] == "majma ballots, SPEC 7"
    assert report["checked_from"] is None
    assert report["keys"] is None
    not_checked = report["not_checked"]
    assert isinstance(not_checked, list)
    for said in ("accounting", "signed heads", "claims"):
        assert any(said in one for one in not_checked), said
    assert main(["verify", str(folder), "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = [line.removeprefix("Not checked: ") for line in lines if line.startswith("Not checked: ")]
    assert said == not_checked


@pytest.mark.parametrize("more", [["--stage", "nowhere"], ["--key", "x"], ["--jobs", "x"], ["--from"], ["--bindings"]])
def test_a_wrong_option_is_explained_with_status_two(file: Path, more: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["verify", str(file), *more])
    assert stopped.value.code == 2


def test_bindings_that_are_not_there_are_told_in_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(file), "--bindings", str(file.parent / "missing.json"), "--jobs", "1"]) == 1
    assert capsys.readouterr().err.startswith("file-error: ")
