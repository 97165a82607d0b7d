"""A hundred thousand ballots of a question with 4 candidates: memory, time by size, the tally, Dask beside processes.

python -m tests.bench.scale [--ballots 1000 10000 100000] [--keep FOLDER]

The archives are made once and kept in build/bench. Each audit runs in a process of its own, so that its peak of
memory is its own; the memory of workers is that of the largest.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ballots import board
from ballots.ballot import decode_ballot
from ballots.cluster import open_cluster
from ballots.election import decode_election
from ballots.tally import accumulate
from ballots.verify import verify_archive
from tests.bench.archive import Run, timed
from tests.bench.elections import bindings_of, make_archive

CANDIDATES, MOST = 4, 2
SIZES = (1000, 10_000, 100_000)
MEGABYTES = 200
TALLY_SECONDS = 60
WORKERS = 2
COMPARED = 3000
ROUNDS = 3
MOST_DASK = 1.1


def main() -> None:
    """Make what is missing, then measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--ballots", type=int, nargs="+", default=SIZES)
    parser.add_argument("--keep", type=Path, default=Path("build") / "bench")
    chosen = parser.parse_args()
    chosen.keep.mkdir(parents=True, exist_ok=True)
    files = {count: _made(chosen.keep, count) for count in (*chosen.ballots, COMPARED)}
    _print_audits({count: files[count] for count in chosen.ballots}, chosen.keep)
    _print_tally(files[max(chosen.ballots)])
    _print_cluster(files[COMPARED])


def _made(folder: Path, count: int) -> Path:
    path = folder / f"{count}-of-{CANDIDATES}.bel"
    if not path.exists():
        start = time.perf_counter()
        unfinished = path.with_suffix(".unfinished")
        beside = make_archive(unfinished, count, os.cpu_count() or 1, candidates=CANDIDATES, most=MOST)
        beside.rename(bindings_of(path))
        unfinished.rename(path)
        seconds, megabytes = time.perf_counter() - start, path.stat().st_size / 1e6
        print(f"{path.name}: {megabytes:.0f} MB made in {seconds:.0f} s", flush=True)
    return path


def _print_audits(files: dict[int, Path], folder: Path) -> None:
    """Time and peak memory by size, on two processes; the ratio is time a ballot, against the smallest."""
    print(f"{'ballots':>10}{'seconds':>10}{'cpu s':>9}{'ms/ballot':>11}{'ratio':>8}{'peak MB':>9}")
    first = 0.0
    for count, path in files.items():
        run = _audit(path, folder)
        each = 1000 * run.processor / count
        first = first or each
        verdict = "" if run.megabytes < MEGABYTES else "  TOO MUCH MEMORY"
        print(
            f"{count:>10}{run.wall:>10.1f}{run.processor:>9.1f}{each:>11.2f}{each / first:>8.2f}"
            f"{run.megabytes:>9.0f}{verdict}",
            flush=True,
        )


def _audit(path: Path, folder: Path) -> Run:
    whole = path.resolve()
    beside = ["--bindings", str(bindings_of(whole)), "--jobs", str(WORKERS)]
    return timed([sys.executable, "-m", "ballots", "verify", str(whole), *beside], folder)


def _print_tally(path: Path) -> None:
    """The product of all ballots, in one process, without checking them again."""
    start = time.perf_counter()
    with path.open("rb") as source:
        events = board.read_events(board.read_archive(source))
        election = decode_election(next(events).data[0])
        tally = accumulate(election, ((decode_ballot(data, election), 1) for data in _ballots(events)))
    seconds = time.perf_counter() - start
    verdict = "as wanted" if seconds < TALLY_SECONDS else "TOO SLOW"
    sums = len(tally.questions[0])
    print(f"encrypted tally of {path.name}: {sums} sums in {seconds:.1f} s (at most {TALLY_SECONDS}: {verdict})")


def _ballots(events: Iterator[board.BoardEvent]) -> Iterator[bytes]:
    return (event.data[0] for event in events if event.type == board.BALLOT)


def _print_cluster(path: Path) -> None:
    """The same audit on two worker processes, of a pool and of a Dask cluster, in turns."""
    with _pool() as pool, _dask() as dask:
        verify_archive(path, pool, 4)
        verify_archive(path, dask, 4)
        ratios = []
        for number in range(ROUNDS):
            times = {}
            for name, executor in sorted((("pool", pool), ("dask", dask)), reverse=bool(number % 2)):
                start = time.perf_counter()
                report = verify_archive(path, executor, 3 * WORKERS)
                times[name] = time.perf_counter() - start
                if not report.ok:
                    raise SystemExit(report.detail)
            ratios.append(times["dask"] / times["pool"])
            print(f"{COMPARED} ballots: pool {times['pool']:.1f} s, Dask {times['dask']:.1f} s", flush=True)
    middle = sorted(ratios)[len(ratios) // 2]
    verdict = "as wanted" if middle <= MOST_DASK else "TOO SLOW"
    print(f"Dask takes {middle:.2f} of the pool's time on {WORKERS} workers (at most {MOST_DASK}: {verdict})")


@contextmanager
def _pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(WORKERS) as executor:
        yield executor


@contextmanager
def _dask() -> Iterator[Executor]:
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
        ) as cluster,
        open_cluster(cluster.scheduler_address) as executor,
    ):
        yield executor


if __name__ == "__main__":
    main()
