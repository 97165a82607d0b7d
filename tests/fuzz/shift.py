"""Work shared out to processes, as many at a time as there are cores, and what each of them came to."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.tally import Tally
from tests.fuzz.target import Fault
from tests.fuzz.work import read

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "build" / "fuzz"
"""Where the inputs of faults are kept."""

MODULE = "tests.fuzz.targets"
_LEFT_BY_LIBFUZZER = ("crash-*", "timeout-*", "oom-*", "leak-*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """So many inputs for one target, `module` being where it is found, by one method.

    `timeout` are the seconds after which libFuzzer takes one input for endless.
    """

    method: str
    target: str
    count: int
    seed: int
    module: str = MODULE
    timeout: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job."""

    job: Job
    tally: Tally
    fault: Fault | None = None


def run_jobs(jobs: Sequence[Job], workers: int, say: Callable[[str], None], found: Path = FOUND) -> list[Outcome]:
    """Do all jobs, `workers` at a time, and return what came of them; `say` gets a line for each, and every fault."""

    def done(job: Job) -> Outcome:
        outcome = run_job(job)
        say(f"{job.target} ({job.method}): {outcome.tally.inputs:,} inputs in {outcome.tally.seconds:.0f} s")
        if outcome.fault is not None:
            say(f"{outcome.fault.text()}\nkept in {_keep(outcome.fault, found)}")
        return outcome

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(done, jobs))


def run_job(job: Job) -> Outcome:
    """Do a job in a process of its own."""
    with TemporaryDirectory(prefix="majma-fuzz-") as name:
        folder = Path(name)
        numbers = map(str, (job.count, job.seed, job.timeout))
        arguments = (job.method, f"{job.module}:{job.target}", *numbers, str(folder / "outcome"))
        with (folder / "said").open("wb") as said:
            ended = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.work", *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stderr=said,
                check=False,
            )
        return _outcome(job, folder, ended.returncode)


def _outcome(job: Job, folder: Path, status: int) -> Outcome:
    path = folder / "outcome"
    if status or not path.exists():
        return Outcome(job=job, tally=Tally(), fault=_killed(job, folder, status))
    tally, said = read(path.read_bytes())
    fault = Fault(job.target, base64.b64decode(said["data"]), said["reason"], said["trace"]) if said else None
    return Outcome(job=job, tally=tally, fault=fault)


def _killed(job: Job, folder: Path, status: int) -> Fault:
    """Return the fault of a process that ended early, with the input that libFuzzer left behind, if it did."""
    left = [path for pattern in _LEFT_BY_LIBFUZZER for path in sorted(folder.glob(pattern))]
    trace = (folder / "said").read_text("utf-8", "replace")[-4000:]
    data = left[0].read_bytes() if left else b""
    reason = f"the process ended with status {status}" + (f", {left[0].name.partition('-')[0]}" if left else "")
    return Fault(job.target, data, reason, trace)


def _keep(fault: Fault, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(one if one.isalnum() else "-" for one in fault.target)
    path = folder / f"{name}-{hashlib.sha256(fault.data).hexdigest()[:12]}"
    path.write_bytes(fault.data)
    return path
