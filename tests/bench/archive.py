"""Verify one archive with belenios-tool and with this program, interleaved, and print medians and ratios.

python -m tests.bench.archive --ballots 1000 --rounds 3
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from ballots import board
from ballots.ballot import decode_ballot, encrypt_ballot
from ballots.board import BoardEvent
from ballots.election import Election
from ballots.tally import accumulate, decrypt, encode_result
from tests.support.archives import TIMESTAMP
from tests.support.elections import SmallElection, question, small_election

CANDIDATES, SEATS = 22, 6
TOOL = "belenios-tool"
WANTED = {"one process": 1.3, "two processes": 2.4}


def marks_of(voter: int) -> tuple[int, ...]:
    """Return the marks of the voter of that index: up to six, every candidate met."""
    chosen = {(voter * 7 + step * 5) % CANDIDATES for step in range(voter % (SEATS + 1))}
    return tuple(int(candidate in chosen) for candidate in range(CANDIDATES))


def make_ballot(election: Election, voter: tuple[int, str]) -> bytes:
    """Return one ballot; what a worker process runs."""
    index, credential = voter
    return encrypt_ballot(election, credential, (marks_of(index),), secrets.token_bytes)


def events(small: SmallElection, jobs: int) -> Iterator[BoardEvent]:
    """Give all events of an election in which everybody votes once."""
    election = small.election
    last = board.setup_event(election.to_bytes(), small.trustees_bytes, small.credentials_bytes)
    yield last
    ballots = []
    with ProcessPoolExecutor(jobs) as pool:
        voters = enumerate(small.credentials)
        for data in pool.map(partial(make_ballot, election), voters, chunksize=8):
            last = board.ballot_event(last.head, data)
            yield last
            ballots.append((decode_ballot(data, election), 1))
    last = board.end_ballots_event(last.head)
    yield last
    tally = accumulate(election, ballots)
    last = board.encrypted_tally_event(last.head, tally.to_bytes(election.group), len(ballots), len(ballots))
    yield last
    decryptions = small.decryptions(tally)
    for owner, decryption in enumerate(decryptions, start=1):
        last = board.partial_decryption_event(last.head, owner, decryption)
        yield last
    yield board.result_event(last.head, encode_result(decrypt(tally, decryptions, small.keys, len(ballots))))


def make_archive(path: Path, ballots: int, jobs: int) -> None:
    """Write an archive with that many ballots."""
    small = small_election(question(CANDIDATES, 0, SEATS), voters=ballots, trustees=3)
    with path.open("wb") as out:
        board.write_archive(TIMESTAMP, events(small, jobs), out)


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
    ours = [sys.executable, "-m", "ballots", "verify", str(archive), "--jobs"]
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


def print_table(runs: dict[str, list[Run]], ballots: int) -> None:
    """Print medians and, as the median over the rounds, how many times the tool's speed each has."""
    heads = ("median s", "min..max", "ms/ballot", "cpu s", "peak MB", "tool/this", "wanted")
    print(
        f"{'':15}{heads[0]:>9}{heads[1]:>16}{heads[2]:>11}{heads[3]:>8}{heads[4]:>9}{heads[5]:>11}{heads[6]:>8}"
    )
    for name, mine in runs.items():
        walls = [run.wall for run in mine]
        ratio = median(tool.wall / own.wall for tool, own in zip(runs[TOOL], mine, strict=True))
        wanted = WANTED.get(name)
        verdict = (
            "" if wanted is None else f"{wanted:8.1f} " + ("as wanted" if ratio >= wanted else "TOO SLOW")
        )
        print(
            f"{name:15}{median(walls):9.2f}{f'{min(walls):.2f}..{max(walls):.2f}':>16}"
            f"{1000 * median(walls) / ballots:11.1f}{median(run.processor for run in mine):8.1f}"
            f"{max(run.megabytes for run in mine):9.0f}{ratio:11.2f}{verdict}"
        )


def main() -> None:
    """Make an archive, then measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.archive", description=__doc__)
    parser.add_argument("--ballots", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that make ballots")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "election.bel"
        start = time.perf_counter()
        make_archive(archive, chosen.ballots, chosen.jobs)
        made = time.perf_counter() - start
        megabytes = archive.stat().st_size / 1e6
        print(f"{chosen.ballots} ballots, {CANDIDATES} candidates: {megabytes:.1f} MB made in {made:.1f} s")
        print_table(measure(Path(name), archive, chosen.rounds), chosen.ballots)


if __name__ == "__main__":
    main()
