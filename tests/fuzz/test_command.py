"""The command `./majma fuzz`: it tries as many inputs as it says, and says what it found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz.report import table
from tests.fuzz.shift import Job, Outcome, run_jobs
from tests.fuzz.tally import Tally
from tests.fuzz.target import Fault
from tests.fuzz.targets import TARGETS
from tests.fuzz.work import ATHERIS, HYPOTHESIS


def test_all_inputs_are_planned_and_no_target_is_left_out() -> None:
    jobs = command.plan(1_000_000, 7)
    assert 1_000_000 <= sum(job.count for job in jobs) <= 1_000_100
    assert {job.target for job in jobs if job.method == HYPOTHESIS} == {target.name for target in TARGETS}
    assert {job.target for job in jobs} == {target.name for target in TARGETS}
    assert min(job.count for job in jobs) > 0
    starts = [(job.method, job.target, job.seed) for job in jobs]
    assert len(set(starts)) == len(starts)


def test_without_atheris_hypothesis_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    jobs = command.plan(10_000, 7)
    assert {job.method for job in jobs} == {HYPOTHESIS}
    assert sum(job.count for job in jobs) >= 10_000


@pytest.mark.prove
def test_the_same_seed_gives_the_same_inputs(tmp_path: Path) -> None:
    job = Job(method=HYPOTHESIS, target="ballot", count=300, seed=5)
    tallies = [run_jobs([job], 1, lambda _: None, tmp_path)[0].tally for _ in range(2)]
    assert tallies[0].refused == tallies[1].refused
    assert tallies[0].inputs == 300


def test_a_fault_ends_with_status_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    job = Job(method=ATHERIS, target="ballot", count=1, seed=1)
    for fault, status in ((None, 0), (Fault("ballot", b"x", "ended in KeyError"), 1)):
        outcome = Outcome(job=job, tally=Tally(accepted=1), fault=fault)
        monkeypatch.setattr(command, "run_jobs", lambda *_, outcome=outcome: [outcome])
        assert command.main(["inputs", "--seed", "3"]) == status
        assert f"{status} faults" in capsys.readouterr().out


def test_a_difference_ends_with_status_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*_: int) -> list[str]:
        raise command.counting.DifferenceError("election 3")

    monkeypatch.setattr(command.counting, "run", run)
    assert command.main(["counting"]) == 1
    assert "DIFFERENCE election 3" in capsys.readouterr().out


def test_the_table_sums_jobs_of_one_target() -> None:
    job = Job(method=ATHERIS, target="ballot", count=2, seed=1)
    tallies = [Tally(accepted=1, seconds=1.0), Tally(accepted=2, seconds=2.0)]
    tallies[1].add("encoding-malformed")
    lines = table(Outcome(job=job, tally=tally) for tally in tallies).splitlines()
    assert lines[1].split() == ["ballot", "atheris", "4", "3", "1", "1", "3"]
    assert lines[2].split() == ["all", "4", "3", "1", "1", "3"]
    assert lines[3] == "0 faults"
