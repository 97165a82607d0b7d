"""`python -m tests.fuzz`: a million mutated inputs for every reader of bytes from outside, and two hundred elections.

atheris gets most of the inputs, for archives, ballots and tokens, where coverage leads deeper; hypothesis gets the
rest, for every reader. A fault is printed, its input kept under `build/fuzz`, and the status is 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import secrets
import sys
from collections.abc import Sequence

from tests.fuzz import counting
from tests.fuzz.report import table
from tests.fuzz.shift import Job, run_jobs
from tests.fuzz.targets import TARGETS
from tests.fuzz.work import ATHERIS, HYPOTHESIS

INPUTS = 1_000_000
ELECTIONS = 200
COUNTS = 20_000
PARTS = ("inputs", "counting")

GUIDED = {"archive": 15, "chain": 15, "ballot": 30, "token": 30}
"""Which part of all inputs atheris gets, in hundredths."""

LARGEST_JOB = 40_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the parts that are asked for; return 1 when there was a fault."""
    parser = argparse.ArgumentParser(prog="majma fuzz", description=__doc__.split(": ", 1)[1].split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help="inputs, counting; default both")
    parser.add_argument("--inputs", type=int, default=INPUTS, metavar="N", help=f"mutated inputs ({INPUTS})")
    parser.add_argument("--elections", type=int, default=ELECTIONS, metavar="N", help=f"elections ({ELECTIONS})")
    parser.add_argument("--seed", type=int, metavar="S", help="of all randomness; without it another one each time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (all)")
    chosen = parser.parse_args(arguments)
    seed = secrets.randbelow(2**31) if chosen.seed is None else chosen.seed
    print(f"seed {seed}", flush=True)
    sound = True
    if "inputs" in (chosen.parts or PARTS):
        sound = _inputs(chosen.inputs, seed, chosen.jobs)
    if "counting" in (chosen.parts or PARTS):
        sound = _counting(chosen.elections, seed, chosen.jobs) and sound
    return 0 if sound else 1


def _inputs(count: int, seed: int, jobs: int) -> bool:
    outcomes = run_jobs(plan(count, seed), jobs, lambda line: print(line, flush=True))
    print(table(outcomes))
    return not any(outcome.fault for outcome in outcomes)


def _counting(elections: int, seed: int, jobs: int) -> bool:
    try:
        for line in counting.run(elections, COUNTS, seed, jobs):
            print(line, flush=True)
    except counting.DifferenceError as error:
        print(f"DIFFERENCE {error}", flush=True)
        return False
    return True


def plan(count: int, seed: int) -> list[Job]:
    """Return the jobs that try `count` inputs together, the longest first."""
    jobs: list[Job] = []
    guided = GUIDED if importlib.util.find_spec("atheris") else {}
    if not guided:
        print("atheris is not here: hypothesis does it all, which takes longer")
    for name, part in guided.items():
        jobs += _split(ATHERIS, name, count * part // 100, seed)
    rest = count - sum(job.count for job in jobs)
    total = sum(target.share for target in TARGETS)
    for target in TARGETS:
        jobs += _split(HYPOTHESIS, target.name, -(-rest * target.share // total), seed)
    return jobs


def _split(method: str, name: str, count: int, seed: int) -> list[Job]:
    parts = -(-count // LARGEST_JOB)
    return [
        Job(
            method=method,
            target=name,
            count=count * (part + 1) // parts - count * part // parts,
            seed=seed + 1000 * part,
        )
        for part in range(parts)
    ]


if __name__ == "__main__":
    sys.exit(main())
