"""`python -m ballots verify`: check an archive, step by numbered step."""

import argparse
import json
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ballots import board
from ballots.board import Head
from ballots.cluster import open_cluster
from ballots.errors import BallotsError
from ballots.record_errors import KnownHeadError
from ballots.report import report_data, report_lines
from ballots.verify import verify_archive

_CHUNKS_PER_JOB: Final = 3
_CLUSTER_CHUNKS: Final = 16
_HEAD = re.compile(r"([0-9]{1,9})[: ]([0-9a-f]{64})")


def add(parsers: Any) -> None:
    """Add `verify FILE [--jobs N] [--cluster ADDRESS] [--from HEAD] [--json]`."""
    parser = parsers.add_parser("verify", help="check an archive (.bel), step by numbered step")
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive")
    parser.add_argument(
        "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)"
    )
    parser.add_argument("--cluster", metavar="ADDRESS", help="the scheduler of a Dask cluster, instead of processes")
    parser.add_argument(
        "--from",
        dest="known",
        metavar="HEAD",
        help="a head accepted earlier, as HEIGHT:HASH, or the earlier report (--json) or archive that ends with it: "
        "the archive must continue it, and what stands before it is not checked in full again",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    known = None if arguments.known is None else _known_head(arguments.known)
    with _workers(arguments.jobs, arguments.cluster) as (executor, in_flight):
        report = verify_archive(arguments.file, executor, in_flight, known)
    if arguments.json:
        print(json.dumps(report_data(report), ensure_ascii=False, indent=1))
    else:
        print(*report_lines(report), sep="\n")
    return 0 if report.ok else 1


@contextmanager
def _workers(jobs: int, cluster: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Give an executor and how many chunks it may hold; it ends with the block."""
    if cluster is not None:
        with open_cluster(cluster) as executor:
            yield executor, _CLUSTER_CHUNKS
        return
    if jobs == 1:
        yield None, 1
        return
    # An interrupt from the keyboard is for this process; the workers end when it lets them go.
    executor = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield executor, _CHUNKS_PER_JOB * jobs
    finally:
        executor.shutdown(cancel_futures=True)


def _known_head(text: str) -> Head:
    """Return the head of a text, of an earlier report or of an earlier archive. Raises KnownHeadError."""
    found = _HEAD.fullmatch(text)
    if found:
        return Head(int(found[1]), found[2])
    try:
        with Path(text).open("rb") as file:
            return _archive_head(Path(text)) if file.read(8) == b"BELENIOS" else _report_head(Path(text))
    except OSError as error:
        raise KnownHeadError(f"neither HEIGHT:HASH nor a file that can be read: {error.strerror}") from error


def _report_head(file: Path) -> Head:
    try:
        report = json.loads(file.read_bytes())
        if report["accepted"] is not True:
            raise KnownHeadError("the earlier report did not accept its archive")
        found = _HEAD.fullmatch(f"{report['head']['height']}:{report['head']['hash']}")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KnownHeadError("the file is neither a report nor an archive") from error
    if found is None:
        raise KnownHeadError("the report names no head")
    return Head(int(found[1]), found[2])


def _archive_head(file: Path) -> Head:
    head = None
    try:
        with file.open("rb") as source:
            for event in board.read_events(board.read_archive(source)):
                head = event.head
    except BallotsError as error:
        raise KnownHeadError(f"the earlier archive is damaged: {error}") from error
    if head is None:
        raise KnownHeadError("the earlier archive holds no event")
    return head


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("a number from 1 to 256 is needed")
    return number
