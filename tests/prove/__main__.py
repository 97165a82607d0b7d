"""`python -m tests.prove`: every part that takes too long for `./majma test`, and one table.

The parts of a group run two at a time, in their order, everything else alone. Each part is a command of its own that
ends with status 0 when all of it holds. Its last line is what it measured; the whole of what it said is kept under
`build/prove`. The status is 1 when a part failed or did not end in its time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.prove.large import MADE
from tests.support.memory import process_tree
from tests.verify.firefox import program

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "prove"
MINUTES = 60
"""How long all of it may take on two cores: a part that begins late has no more than what is left of the hour."""


@dataclass(frozen=True, slots=True)
class Part:
    """A name, what it holds, the command behind ``python -P -m``, the minutes that it may take, and the group within
    which it may run beside another: what measures time, or uses every core by itself, has none."""

    name: str
    holds: str
    command: tuple[str, ...]
    minutes: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part ended: its status (None when it took too long), its seconds, those of processors, its last line."""

    part: Part
    status: int | None
    seconds: float
    work: float
    said: str


TESTS = ("pytest", "-v", "-p", "tests.prove.at_once", "--durations=60", "--timeout=1200", "-m", "prove")
"""Each test is named as it ends, so that what a part that took too long had found is not lost with it."""
TAPS = "tests/booth/test_double_taps.py"
"""They mostly wait for what rests, so they stand beside what works."""
LOW_END = "tests/booth/test_low_end.py"
"""It measures milliseconds, which another part beside it would take."""
BESIDE = "tests"
PARTS = (
    Part(
        "slow",
        "the tests that are marked «prove»",
        (*TESTS, "-n", "4", "--dist", "loadscope", "--no-loadscope-reorder", f"--ignore={TAPS}", f"--ignore={LOW_END}"),
        48,
        BESIDE,
    ),
    Part(
        "taps",
        "two taps lead no further than one, on every screen",
        (*TESTS, "-n", "2", "--dist", "worksteal", TAPS),
        20,
        BESIDE,
    ),
    Part("verifiers", "both verifiers say the same", ("tests.verify.mutated", "--count", "2000"), 15, BESIDE),
    Part(
        "fuzz",
        "no reader of bytes raises what it does not name",
        ("tests.fuzz", "inputs", "--inputs", "20000"),
        10,
        BESIDE,
    ),
    Part("counting", "two hundred elections counted twice", ("tests.fuzz", "counting"), 8, BESIDE),
    Part(
        "killed",
        "fifty tablets, processes killed amid them, a full disk, two hosts: no vote is lost or doubled",
        ("tests.prove.killed",),
        15,
        BESIDE,
    ),
    Part(
        "records",
        "elections of 22 and of 1000 voters are held, and accepted by both programs",
        ("tests.prove.large", "make"),
        20,
        BESIDE,
    ),
    Part("low-end", "a slow tablet on a slow line is quick enough", (*TESTS, "-s", LOW_END), 5),
    Part("large", "1000 ballots of 24 candidates in check.html, by the browsers", ("tests.prove.large",), 12),
    *(
        Part(
            f"federation-{database}",
            f"32 assemblies, 300 elections, 5000 people: every list page on {database}",
            ("tests.bench.federation", "--only", database),
            8,
            "federation",
        )
        for database in ("sqlite", "postgresql")
    ),
    Part(
        "hall",
        "a hall under load and floods: each delegate casts in time",
        ("tests.bench.hall",),
        6,
    ),
    Part(
        "held",
        "64 peers of each slow kind at once: votes take no longer than twice their time, all peers are closed",
        ("tests.bench.held", "--minutes", "2"),
        7,
    ),
    Part(
        "bench",
        "speed against Belenios' tool",
        ("tests.bench.archive", "--ballots", "200", "--rounds", "2"),
        8,
    ),
)


def run(part: Part, folder: Path, left: float = MINUTES * 60) -> Outcome:
    """Run a part, keep what it says, and stop it when its minutes or the seconds that are left are over."""
    path = folder / f"{part.name}.log"
    begun = time.monotonic()
    ends = begun + max(0.0, min(part.minutes * 60, left))
    with path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", *part.command], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        status, work = _ended_by(process, ends)
    lines = [line for line in path.read_text("utf-8", "replace").splitlines() if line.strip()]
    return Outcome(part, status, time.monotonic() - begun, work, lines[-1].strip() if lines else "")


def _ended_by(process: subprocess.Popen[bytes], ends: float) -> tuple[int | None, float]:
    """Its status, None where it had to be stopped, and the processors' seconds of all that it started and awaited."""
    done = late = 0
    while not done:
        if not late and time.monotonic() > ends:
            for one in process_tree(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            late = 1
        done, ended, used = os.wait4(process.pid, 0 if late else os.WNOHANG)
        time.sleep(0 if done else 0.05)
    process.returncode = os.waitstatus_to_exitcode(ended)  # Popen need not wait for it any more
    return None if late else process.returncode, used.ru_utime + used.ru_stime


def stolen() -> float:
    """The processors' seconds that the host of this machine, where it is a guest, gave to others since it started."""
    return int(Path("/proc/stat").read_text().split()[8]) / os.sysconf("SC_CLK_TCK")


def table(outcomes: Sequence[Outcome], seconds: float, lost: float = 0.0) -> str:
    """One line for each part, the minutes that all took together, and the core-minutes of the `lost` seconds."""
    rows = [
        f"{one.part.name:18} {_ended(one):8} {one.seconds / 60:6.1f} min {one.work / 60:6.1f} of a core  "
        f"{one.part.holds}\n{'':56}{one.said}"
        for one in outcomes
    ]
    whole = f"{'all':18} {'':8} {seconds / 60:6.1f} min of {MINUTES}; {lost / 60:.1f} of a core went to others"
    return "\n".join((*rows, whole))


def _ended(outcome: Outcome) -> str:
    if outcome.status is None:
        return "LATE"
    return "holds" if outcome.status == 0 else "FAILED"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(prog="majma prove", description=__doc__.split(": ", 1)[1].split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(one.name for one in PARTS))
    asked = parser.parse_args(arguments).parts
    unknown = sorted(set(asked) - {one.name for one in PARTS})
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    if program() is None:
        print("Firefox is not installed: what is measured with it is left out", file=sys.stderr)
    KEPT.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(MADE, ignore_errors=True)
    begun, before, outcomes = time.monotonic(), stolen(), list[Outcome]()

    def do(part: Part) -> Outcome:
        print(f"{part.name}: {part.holds} …", file=sys.stderr, flush=True)
        return run(part, KEPT, MINUTES * 60 - (time.monotonic() - begun))

    for group, parts in groupby((one for one in PARTS if not asked or one.name in asked), lambda one: one.group):
        with ThreadPoolExecutor(2 if group else 1) as pool:
            outcomes += pool.map(do, parts)
    print(table(outcomes, time.monotonic() - begun, stolen() - before))
    return 0 if all(one.status == 0 for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
