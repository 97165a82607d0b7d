"""`python -m tests.prove.killed`: fifty tablets, twenty slips a round, and in each round a process is killed amid them.

`--rounds N` of them at a hall on SQLite: a booth's worker, its front, a checker of its pool, the supervisor of all, in
turn, each with SIGKILL; where the supervisor is killed the program is started again, as its unit is told to. Then a
full disk, and two groups of processes on one PostgreSQL behind one address, of which one after the other is killed.

Of each slip exactly one ballot lies on the board, the one that every tablet was told; the record is then counted, and
accepted by `ballots verify`, by check.html's verifier and by Belenios' tool. The status is 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from tests.support.balancer import FRONT, balanced
from tests.support.belenios_tool import BeleniosTool
from tests.support.crowd import SLIPS, Crowd, credentials, on_the_board, second_ballot
from tests.support.hall import ServedHall, free_ports, opened_hall, start, stop, wait_for
from tests.support.memory import process_tree
from tests.support.postgres import start_postgres
from tests.verify.node import Verifier
from tests.verify.python import said, verify

ROUNDS = 20
HOST_ROUNDS = 4
CANDIDATES = 4
SMALL = 48 << 20
"""Bytes of the disk that becomes full."""
BUSY = (503, 507)
"""With a time after which to ask again; the disk is full. A tablet understands no other answer above 499."""
KINDS = ("worker", "front", "checker", "master")


@dataclass(slots=True)
class Trial:
    """A hall, what was found wrong with it, how many tablets were told what, how long a round took."""

    hall: ServedHall
    faults: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    longest: float = 0.0

    def round(self, number: int, disturb: Callable[[], str]) -> None:
        """Let the tablets give the slips of a round, and disturb them meanwhile."""
        slips = range(number * SLIPS, (number + 1) * SLIPS)
        begun = time.monotonic()
        with Crowd(self.hall, slips).working() as told:
            time.sleep(random.uniform(0.3, 1.5))
            what = disturb()
        self.longest = max(self.longest, time.monotonic() - begun)
        found = told.faults(slips, on_the_board(self.hall), credentials(self.hall, slips))
        found += [f"{count} answers of {one}" for one, count in told.statuses.items() if one >= 500 and one not in BUSY]
        self.faults += found
        for status, count in told.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        says = " ".join(f"{status or 'cut'}:{count}" for status, count in sorted(told.statuses.items()))
        print(f"  {what:30}{time.monotonic() - begun:6.1f} s  {says}  {' '.join(found[:3])}", flush=True)


def victims(root: int, kind: str) -> list[int]:
    """The processes of a kind below the supervisor."""
    found = []
    for one in process_tree(root) - {root}:
        with suppress(OSError):
            command = Path(f"/proc/{one}/cmdline").read_bytes()
            zones = b"MAJMA_ZONES=booth\0" in Path(f"/proc/{one}/environ").read_bytes() + b"\0"
            is_kind = {
                "worker": b"app.serving.zone" in command and zones,
                "front": b"booth.cfg" in command,
                "checker": b"ballots.pool" in command,
            }[kind]
            if is_kind:
                found.append(one)
    return found


def kill(trial: Trial, kind: str) -> str:
    """Kill one of a kind; what was killed. Who started all is started again, as a unit's supervisor does."""
    process = trial.hall.process
    if process is None:
        raise RuntimeError("the hall is not served")
    if kind != "master":
        until = time.monotonic() + 20
        while not (found := victims(process.pid, kind)) and time.monotonic() < until:
            time.sleep(0.2)
        os.kill(random.choice(found), signal.SIGKILL)
        return f"{kind} of {len(found)}"
    process.kill()
    process.wait()
    time.sleep(1)  # the unit's RestartSec
    trial.hall = served(trial.hall)
    return kind


def served(hall: ServedHall, *more: str) -> ServedHall:
    """The hall, served by a new process."""
    with hall.log.open("ab") as log:
        return replace(hall, process=start(hall.instance, hall.held.database, hall.port, log.fileno(), more))


def prepared(folder: Path, rounds: int, url: str | None = None, log: Path | None = None) -> ServedHall:
    """An open election with the slips of so many rounds, both ballots of each made."""
    hall = opened_hall(folder, free_ports(3), slips=rounds * SLIPS, candidates=CANDIDATES, url=url)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(hall.ballot, range(rounds * SLIPS)))
        list(pool.map(lambda place: second_ballot(hall, place), range(rounds * SLIPS)))
    return replace(hall, log=log) if log else hall


def on_sqlite(folder: Path, rounds: int) -> Trial:
    """Each kind of process in turn."""
    trial = Trial(served(prepared(folder, rounds)))
    try:
        wait_for(trial.hall)
        for number in range(rounds):
            trial.round(number, lambda number=number: kill(trial, KINDS[number % len(KINDS)]))  # type: ignore[misc]
    finally:
        stop(trial.hall.process)
    finish(trial)
    return trial


def on_a_full_disk(folder: Path) -> Trial:
    """The disk of database and keys becomes full amid the votes, and has room again some seconds later."""
    disk = folder / "disk"
    disk.mkdir()
    with mounted(disk):
        trial = Trial(served(prepared(disk, 2, log=folder / "log")))
        try:
            wait_for(trial.hall)
            trial.round(0, lambda: fill(disk))
            trial.round(1, lambda: "room again")
            if trial.statuses.get(507, 0) == 0:
                trial.faults.append("the disk was never full")
            finish(trial)
        finally:
            stop(trial.hall.process)
    return trial


@contextmanager
def mounted(disk: Path) -> Iterator[None]:
    """A small disk of its own; needs the right to mount, see `main`."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> str:
    """Fill a disk for some seconds."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    time.sleep(6)
    filler.unlink()
    return "disk full for 6 s"


def on_postgresql(folder: Path) -> Trial:
    """Two groups of processes, one computer each in docs/hosts.md, of which one after the other is killed."""
    with start_postgres() as server:
        url = server.create_database(template=server.migrated)
        hall = prepared(folder, HOST_ROUNDS, url=url)
        other = folder / "other" / "instance"
        places = free_ports(3), free_ports(3)
        groups: list[ServedHall] = []
        trial = Trial(hall)

        def kill_group() -> str:
            which = random.randrange(2)
            process = groups[which].process
            if process is not None:
                process.kill()
                process.wait()
            time.sleep(1)
            groups[which] = served(groups[which], "--port", str(places[which]), "--front", FRONT)
            return f"group {'ab'[which]} of two"

        with balanced(folder, hall.port, places):
            try:
                groups.append(served(hall, "--port", str(places[0]), "--front", FRONT))
                wait_for(replace(groups[0], port=places[0]))
                shutil.copytree(hall.instance / "keys", other / "keys")
                groups.append(served(replace(hall, instance=other), "--port", str(places[1]), "--front", FRONT))
                wait_for(replace(groups[1], port=places[1]))
                time.sleep(3)  # the front believes a computer after two looks, a second apart
                for number in range(HOST_ROUNDS):
                    trial.round(number, kill_group)
                    for group, place in zip(groups, places, strict=True):
                        wait_for(replace(group, port=place))
            finally:
                for group in groups:
                    stop(group.process)
        finish(trial)
    return trial


def finish(trial: Trial) -> None:
    """Close, count, and let every verifier look at the record."""
    held = trial.hall.held
    held.now = datetime.now(UTC)
    held.close()
    held.count()
    record = held.record()
    with tempfile.TemporaryDirectory() as name, Verifier() as verifier:
        folder = Path(name)
        report = verify(record, folder)
        answers = {"ballots verify": said(report)[0], "check.html": said(verifier.verify(record))[0]}
        tool = BeleniosTool(folder / "tool")
        tool.directory.mkdir()
        with zipfile.ZipFile(BytesIO(record)) as packed:
            (archive,) = (one for one in packed.namelist() if one.endswith(".bel"))
            (tool.directory / "election.bel").write_bytes(packed.read(archive))
        answers["belenios-tool"] = "accepted" if tool.accepts() else "refused"
    trial.faults += [f"{name}: {answer}" for name, answer in answers.items() if answer != "accepted"]
    print(
        f"  {len(on_the_board(trial.hall))} ballots; {', '.join(f'{n}: {a}' for n, a in answers.items())}", flush=True
    )


def main() -> int:
    """Run what is asked for, in a view of the disks of its own, which may be had without being root."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove.killed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=("sqlite", "disk", "postgresql"))
    given = parser.parse_args()
    if "MAJMA_OWN_MOUNTS" not in os.environ:
        own = ["unshare", "--mount", *(() if os.geteuid() == 0 else ("--map-root-user",))]
        os.environ["MAJMA_OWN_MOUNTS"] = "1"
        os.execvp("unshare", [*own, sys.executable, "-P", "-m", "tests.prove.killed", *sys.argv[1:]])
    words, sound = [], True
    trials: dict[str, Callable[[Path], Trial]] = {
        "sqlite": lambda folder: on_sqlite(folder, given.rounds), "disk": on_a_full_disk, "postgresql": on_postgresql,
    }  # fmt: skip
    for name, run in trials.items():
        if given.only in (None, name):
            print(name, flush=True)
            with tempfile.TemporaryDirectory() as folder:
                trial = run(Path(folder))
            sound = sound and not trial.faults
            answers = sum(trial.statuses.get(one, 0) for one in (200, 409))
            words.append(f"{name}: {answers} answers, {len(trial.faults)} faults, longest round {trial.longest:.0f} s")
    print("; ".join(words))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
