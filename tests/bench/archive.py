"""Verify one archive with belenios-tool and with this program, interleaved, and print medians and ratios.

python -m tests.bench.archive --ballots 1000 --rounds 3
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ballots import board
from ballots.ballot import decode_ballot, encrypt_ballot
from ballots.board import BoardEvent
from ballots.election import Election
from ballots.tally import accumulate, decrypt, encode_result
from tests.support.archives import TIMESTAMP
from tests.support.elections import SmallElection, question, small_election

CANDIDATES, SEATS = 22, 6


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


def seconds(command: list[str], folder: Path) -> float:
    """Return how long a command takes; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=_environment())
    return time.perf_counter() - start


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def measure(
    folder: Path, archive: Path, rounds: int, report: Callable[[str], None]
) -> dict[str, list[float]]:
    """Time every program in turn, round after round."""
    ours = [sys.executable, "-m", "ballots", "verify", str(archive), "--jobs"]
    commands = {
        "belenios-tool": ["belenios-tool", "election", "verify"],
        "one process": [*ours, "1"],
        "two processes": [*ours, "2"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        for name, command in commands.items():
            times[name].append(seconds(command, folder))
            report(f"round {number}: {name} {times[name][-1]:.2f} s")
    return times


def print_table(times: dict[str, list[float]], ballots: int) -> None:
    """Print medians, the range, and how many times the tool's speed each has."""
    tool = statistics.median(times["belenios-tool"])
    print(f"{'':15}{'median s':>9}{'min..max':>16}{'ms/ballot':>11}{'ballots/s':>11}{'tool/this':>11}")
    for name, values in times.items():
        median = statistics.median(values)
        spread = f"{min(values):.2f}..{max(values):.2f}"
        print(
            f"{name:15}{median:9.2f}{spread:>16}{1000 * median / ballots:11.1f}"
            f"{ballots / median:11.1f}{tool / median:11.2f}"
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
        size = archive.stat().st_size
        print(
            f"{chosen.ballots} ballots, {CANDIDATES} candidates, 0..{SEATS}: {size / 1e6:.1f} MB in {made:.1f} s"
        )
        times = measure(Path(name), archive, chosen.rounds, partial(print, file=sys.stderr))
        print_table(times, chosen.ballots)


if __name__ == "__main__":
    main()
