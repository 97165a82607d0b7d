"""The rehearsal: all files, a record that others accept, and a result that a plain count repeats."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from app.config import load_settings
from app.demonstration import holding, rehearsal
from app.demonstration.choices import choices
from ballots.__main__ import main as ballots
from ballots.checks import Stage
from ballots.record import container
from ballots.record.verify import Wish, verify_path
from tests.support.belenios_tool import BeleniosTool

VOTERS, CANDIDATES, SEATS, SEED = 8, 8, 3, 5
Result = dict[str, object]


BLANK = {"seal_minutes": {"fa": b"", "ar": b"", "en": b""}, "print_letter": ("", b"")}
"""What a rehearsal prints of which only the numbers are looked at."""


def rehearse(checkout: Path, out: Path) -> str:
    """By the command, as people do."""
    numbers = {"voters": VOTERS, "candidates": CANDIDATES, "seats": SEATS, "seed": SEED, "out": out}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "rehearse"]
    done = subprocess.run(
        [*command, *(f"--{name}={value}" for name, value in numbers.items())],
        cwd=checkout, env={"PATH": "/usr/bin:/bin", "MAJMA_INSTANCE": str(out.parent / "instance")},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def first(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal; what it said lies beside its folder."""
    out = tmp_path_factory.mktemp("rehearsal") / "first"
    out.with_suffix(".txt").write_text(rehearse(checkout, out))
    return out


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another one of the same seed, whose papers are blank."""
    folder = tmp_path_factory.mktemp("rehearsal")
    plan = rehearsal.Plan(voters=VOTERS, candidates=CANDIDATES, seats=SEATS, seed=SEED, out=folder / "second")
    blank = {name: mock.Mock(return_value=nothing) for name, nothing in BLANK.items()}
    with mock.patch.multiple(holding, **blank), mock.patch.object(rehearsal, "print_slips", return_value=b""):
        rehearsal.hold(plan, load_settings(folder / "instance"))
    return folder / "second"


def result_of(out: Path) -> Result:
    said: Result = json.loads((out / "result.json").read_text("utf-8"))
    return said


def votes(result: Result) -> list[int]:
    lines = result["candidates"]
    assert isinstance(lines, list)
    return sorted((line["votes"] for line in lines), reverse=True)


def plain_count() -> list[int]:
    """The marks of each place on the ballot, added up by hand."""
    counts = [0] * CANDIDATES
    for marked in choices(SEED, VOTERS, CANDIDATES, SEATS):
        for place in marked:
            counts[place] += 1
    return counts


@pytest.mark.prove
def test_every_file_is_written(first: Path) -> None:
    expected = {"election.record.zip", "result.json", "slips.pdf", "minutes.pdf", "letters", *container.LIMITS}
    assert {path.name for path in first.iterdir()} == expected
    assert len(list((first / "letters").glob("*.pdf"))) == SEATS
    for path in (first / "slips.pdf", first / "minutes.pdf", *(first / "letters").iterdir()):
        assert path.read_bytes().startswith(b"%PDF-"), path


def test_the_record_is_accepted_by_belenios_and_by_us(second: Path, tmp_path: Path) -> None:
    for place in (second / "election.record.zip", second):
        report = verify_path(place, wish=Wish(stage=Stage.RESULT))
        assert report.ok, report.detail
        assert [said for said in report.not_checked if "claims" not in said] == []
    (tmp_path / "election.bel").write_bytes((second / "election.bel").read_bytes())
    assert BeleniosTool(tmp_path).accepts()


def test_the_file_holds_what_the_folder_holds(second: Path) -> None:
    files = {name: (second / name).read_bytes() for name in container.LIMITS}
    assert (second / "election.record.zip").read_bytes() == container.record_bytes(files)


def test_the_result_is_that_of_a_plain_count_of_the_choices(second: Path) -> None:
    result = result_of(second)
    marks = choices(SEED, VOTERS, CANDIDATES, SEATS)
    lines = result["candidates"]
    assert isinstance(lines, list)
    by_number = {line["number"]: line["votes"] for line in lines}
    assert [by_number[number] for number in range(1, CANDIDATES + 1)] == plain_count()
    assert result["cast"] == VOTERS == len(marks)
    assert result["blank"] == sum(not marked for marked in marks)
    seated = result["seated"]
    assert isinstance(seated, list)
    least = min(by_number[number] for number in seated)
    assert len(seated) == SEATS
    assert all(by_number[number] <= least for number in by_number if number not in seated)


@pytest.mark.prove
def test_the_same_seed_gives_the_same_counts_and_people_and_other_keys(first: Path, second: Path) -> None:
    outs = (first, second)
    one, other = map(result_of, outs)
    assert votes(one) == votes(other) == sorted(plain_count(), reverse=True)
    people = [sorted(line["institution"] for line in result["candidates"]) for result in (one, other)]  # type: ignore[attr-defined]
    assert people[0] == people[1]
    archives = [(out / "election.bel").read_bytes() for out in outs]
    keys = [set(re.findall(rb'"public_key":"([0-9]+)"', data)) for data in archives]
    trackers = [set(re.findall(rb'"alpha":"([0-9]+)"', data)) for data in archives]
    assert keys[0]
    assert trackers[0]
    assert not keys[0] & keys[1]
    assert not trackers[0] & trackers[1]


def test_every_drawing_is_repeated_from_the_record(second: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ballots(["lots", "--record", str(second / "election.record.zip")]) == 0
    said = capsys.readouterr().out
    drawn = result_of(second)["lots"]
    assert isinstance(drawn, list)
    assert said.startswith("order    seed ")
    assert all(f"seed {one['seed']}" in said for one in drawn)
    assert f"the order on the ballot and {len(drawn)} ties, repeated as drawn" in said


@pytest.mark.prove
def test_the_time_of_every_stage_is_told_at_the_end(first: Path) -> None:
    said = first.with_suffix(".txt").read_text()
    for stage in ("nominations", "freezing", "slips", "encrypting", "casting", "closing", "minutes", "letters"):
        assert re.search(rf"^  {stage} +[0-9]+\.[0-9]{{2}} s$", said, re.MULTILINE), said


@pytest.mark.prove
def test_a_rehearsal_leaves_no_key_and_no_database_behind(first: Path) -> None:
    assert not [path for path in first.rglob("*") if path.suffix in (".sqlite3", ".pem")]
