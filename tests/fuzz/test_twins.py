"""Readers with a planted fault are found out, by hypothesis and by atheris."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fuzz.search import search
from tests.fuzz.shift import Job, Outcome, run_job, run_jobs
from tests.fuzz.tally import Tally
from tests.fuzz.target import Fault, Target, judge
from tests.fuzz.twins import TWINS, WAITS
from tests.fuzz.work import ATHERIS, HYPOTHESIS

INPUTS = 4000
MODULE = "tests.fuzz.twins"

HAS_ATHERIS = importlib.util.find_spec("atheris") is not None  # it has no wheel for every Python


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_hypothesis_finds_the_fault(twin: Target) -> None:
    with pytest.raises(Fault) as found:
        search(twin, INPUTS, 1, Tally())
    with pytest.raises(Fault):
        judge(twin, found.value.data)


def test_hypothesis_finds_an_input_that_never_ends() -> None:
    with pytest.raises(Fault) as found:
        search(WAITS, INPUTS, 1, Tally(), limit=0.01)
    assert found.value.reason == "ended in TooLongError: an input took longer than 0.01 seconds"
    assert b"}" not in found.value.data


def test_what_is_found_has_shrunk() -> None:
    with pytest.raises(Fault) as found:
        search(TWINS[0], INPUTS, 2, Tally())
    assert len(found.value.data) < len(TWINS[0].seeds()[1])
    assert "KeyError: 'count'" in found.value.reason
    assert 'said["count"]' in found.value.trace


@pytest.mark.prove
@pytest.mark.skipif(not HAS_ATHERIS, reason="atheris is not here")
@pytest.mark.parametrize("name", ["raises", "respells", "believes", "ends"])
def test_atheris_finds_the_fault(name: str) -> None:
    fault = run_job(Job(method=ATHERIS, target=name, count=INPUTS * 60, seed=1, module=MODULE)).fault
    assert fault is not None
    twin = next(one for one in TWINS if one.name == name)
    with pytest.raises(Fault):
        judge(twin, fault.data)


@pytest.mark.prove
@pytest.mark.skipif(not HAS_ATHERIS, reason="atheris is not here")
@pytest.mark.parametrize("name", ["archive", "chain", "ballot", "token"])
def test_atheris_finds_nothing_in_a_short_run(name: str) -> None:
    outcome = run_job(Job(method=ATHERIS, target=name, count=INPUTS, seed=1))
    assert outcome.fault is None, outcome.fault.text()
    assert outcome.tally.inputs == INPUTS
    assert outcome.tally.accepted > 0
    assert len(outcome.tally.refused) > 1


@pytest.mark.prove
@pytest.mark.skipif(not HAS_ATHERIS, reason="atheris is not here")
def test_an_input_that_never_ends_ends_the_process_and_is_kept(tmp_path: Path) -> None:
    job = Job(method=ATHERIS, target="waits", count=INPUTS, seed=1, module=MODULE, timeout=1)
    (outcome,) = run_jobs([job], 1, lambda _: None, tmp_path)
    assert outcome.fault is not None
    assert "timeout" in outcome.fault.reason
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == outcome.fault.data
    assert b"}" not in outcome.fault.data


def test_a_fault_is_printed_with_its_input_and_kept(tmp_path: Path) -> None:
    lines: list[str] = []
    job = Job(method=HYPOTHESIS, target="leaks", count=100, seed=1, module=MODULE)
    outcomes: list[Outcome] = run_jobs([job], 1, lines.append, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert outcomes[0].fault is not None
    assert kept.read_bytes() == outcomes[0].fault.data
    said = "\n".join(lines)
    assert "FAULT in leaks: ended in ValueError: another digest" in said
    assert "Traceback" in said
    assert str(kept) in said
