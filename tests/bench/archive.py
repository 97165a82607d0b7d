"""Verify one archive with belenios-tool and with this program, interleaved, and print medians and ratios.

python -m tests.bench.archive --ballots 1000 --rounds 3
"""

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from ballots.verify import verify_archive
from tests.bench.elections import bindings_of, make_archive
from tests.support.belenios_tool import installed_version

CANDIDATES, SEATS = 22, 6
PROFILED = 60
TOOL = "belenios-tool"
WANTED = {"one process": 2.2, "two processes": 3.8}
PARTS = {  # where the time goes, by the function that spends it
    "squarings": ("group.py", "_chain"),
    "products of squarings": ("group.py", "_select"),
    "table powers": ("group.py", "power"),
    "digits of exponents": ("group.py", "_odd_digits"),
    "numbers to text": ("group.py", "encode_element"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a program: seconds by the clock and of processors, largest memory of one process in MB."""

    wall: float
    processor: float
    megabytes: float


def timed(command: list[str], folder: Path) -> Run:
    """Run a command, which must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall=wall, processor=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss / 1024)


def measure(folder: Path, archive: Path, rounds: int) -> dict[str, list[Run]]:
    """Time every program in turn, round after round, starting with another one each time."""
    ours = [sys.executable, "-m", "ballots", "verify", str(archive), "--bindings", str(bindings_of(archive)), "--jobs"]
    commands = {
        TOOL: ["belenios-tool", "election", "verify"],
        "one process": [*ours, "1"],
        "two processes": [*ours, "2"],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    names = list(commands)
    for number in range(rounds):
        for name in names[number % 3 :] + names[: number % 3]:
            runs[name].append(timed(commands[name], folder))
            print(f"round {number + 1}: {name} {runs[name][-1].wall:.2f} s", file=sys.stderr)
    return runs


def print_table(runs: dict[str, list[Run]], ballots: int) -> dict[str, float]:
    """Print medians and, as the median over the rounds, how many times the tool's speed each has; return the latter."""
    ratios = {}
    heads = ("median s", "min..max", "ms/ballot", "cpu s", "peak MB", "tool/this", "wanted")
    print(f"{'':15}{heads[0]:>9}{heads[1]:>16}{heads[2]:>11}{heads[3]:>8}{heads[4]:>9}{heads[5]:>11}{heads[6]:>8}")
    for name, mine in runs.items():
        walls = [run.wall for run in mine]
        ratio = median(tool.wall / own.wall for tool, own in zip(runs[TOOL], mine, strict=True))
        ratios[name] = ratio
        wanted = WANTED.get(name)
        verdict = "" if wanted is None else f"{wanted:8.1f} " + ("as wanted" if ratio >= wanted else "TOO SLOW")
        print(
            f"{name:15}{median(walls):9.2f}{f'{min(walls):.2f}..{max(walls):.2f}':>16}"
            f"{1000 * median(walls) / ballots:11.1f}{median(run.processor for run in mine):8.1f}"
            f"{max(run.megabytes for run in mine):9.0f}{ratio:11.2f}{verdict}"
        )
    return ratios


def print_parts(archive: Path) -> None:
    """Print the share of each part in one process; a profiler slows calls, so small parts look larger than they are."""
    profile = cProfile.Profile()
    profile.runcall(verify_archive, archive)
    spent = {key: row[2] for key, row in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    whole = sum(spent.values())
    shares = {name: _share(spent, *place) / whole for name, place in PARTS.items()}
    shares["parsing, hashing and the rest"] = 1 - sum(shares.values())
    print(f"one process, {PROFILED} ballots, by share of time:")
    for name, share in shares.items():
        print(f"  {name:32}{100 * share:6.1f} %")


def _share(spent: dict[tuple[str, int, str], float], file: str, function: str) -> float:
    return sum(time for (path, _, name), time in spent.items() if path.endswith(file) and name == function)


def main() -> int:
    """Make an archive, then measure. The status is 1 when this program is not as many times as fast as is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.archive", description=__doc__)
    parser.add_argument("--ballots", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that make ballots")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "election.bel"
        start = time.perf_counter()
        make_archive(archive, chosen.ballots, chosen.jobs, candidates=CANDIDATES, most=SEATS)
        made = time.perf_counter() - start
        megabytes = archive.stat().st_size / 1e6
        print(f"{chosen.ballots} ballots, {CANDIDATES} candidates: {megabytes:.1f} MB made in {made:.1f} s")
        print(installed_version().worth)
        ratios = print_table(measure(Path(name), archive, chosen.rounds), chosen.ballots)
        make_archive(archive, PROFILED, chosen.jobs, candidates=CANDIDATES, most=SEATS)
        print_parts(archive)
    said = (f"{name} {ratios[name]:.2f} times as fast as {TOOL}, wanted {wanted}" for name, wanted in WANTED.items())
    print("; ".join(said))
    return int(any(ratios[name] < wanted for name, wanted in WANTED.items()))


if __name__ == "__main__":
    sys.exit(main())
