"""`python -m ballots verify`: check a record, step by numbered step."""

import argparse
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ballots.archive_errors import KnownHeadError
from ballots.board import Head
from ballots.checks import BaseHead, Source, Stage
from ballots.cluster import open_cluster
from ballots.custody_errors import FileError, NoteFormatError
from ballots.files import read_file
from ballots.note import NoteKey, decode_key
from ballots.record import bindings
from ballots.record.verify import Wish, verify_path
from ballots.report import report_data, report_lines
from ballots.terminal import say, say_json
from ballots.workers import processes

FOREIGN_STATUS: Final = 3

_CLUSTER_CHUNKS: Final = 16
_DEEPEST: Final = 100
_BEGINNING: Final = 64
_MAX_REPORT: Final = 100_000_000
"""An election of the most trustees and answers has a report of a few megabytes."""

_HEAD = re.compile(r"([0-9]{1,10})[: ]([0-9a-f]{64})")


def add(parsers: Any) -> None:
    """Add `verify RECORD` and its options."""
    parser = parsers.add_parser("verify", help="check a record, step by numbered step")
    parser.add_argument(
        "file", type=Path, metavar="RECORD", help="a record file (.record.zip), a folder of its files, or a .bel"
    )
    parser.add_argument("--bindings", type=Path, metavar="FILE", help="bindings.json, where RECORD is an archive alone")
    parser.add_argument(
        "--key", type=_key, metavar="KEY", help="the board's key, as the minutes give it: the record must name it"
    )
    parser.add_argument("--receipt", metavar="TEXT", help="a voter's receipt: its ballot must be on the board")
    parser.add_argument("--stage", choices=[stage.value for stage in Stage], help="the stage that must be reached")
    parser.add_argument(
        "--foreign",
        action="store_true",
        help="check a record without bindings as far as Belenios goes; such a one is never accepted (status 3)",
    )
    parser.add_argument(
        "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)"
    )
    parser.add_argument("--cluster", metavar="ADDRESS", help="the scheduler of a Dask cluster, instead of processes")
    parser.add_argument(
        "--from",
        dest="known",
        metavar="HEAD",
        help="go on from an earlier check: an earlier record, which is then checked in full first, an earlier report "
        "(--json), or a head as HEIGHT:HASH. What stands before it is not checked in full again; the report says so",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with _workers(arguments.jobs, arguments.cluster) as (executor, in_flight):
        base = None if arguments.known is None else _base(arguments.known, executor, in_flight)
        wish = Wish(
            base=base,
            bindings=None if arguments.bindings is None else read_file(arguments.bindings, bindings.MAX_BYTES),
            board_key=arguments.key,
            receipt=arguments.receipt,
            stage=None if arguments.stage is None else Stage(arguments.stage),
            foreign=arguments.foreign,
            cluster=arguments.cluster is not None,
        )
        report = verify_path(arguments.file, executor, in_flight, wish)
    if arguments.json:
        say_json(json.dumps(report_data(report), ensure_ascii=False, indent=1))
    else:
        say(*report_lines(report))
    return FOREIGN_STATUS if report.foreign else 0 if report.ok else 1


@contextmanager
def _workers(jobs: int, cluster: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Give an executor and how many chunks it may hold; it ends with the block."""
    if cluster is not None:
        with open_cluster(cluster) as executor:
            yield executor, _CLUSTER_CHUNKS
        return
    with processes(jobs) as pool:
        yield pool


def _base(text: str, executor: Executor | None, in_flight: int) -> BaseHead:
    """Return the head of an earlier record, checked now, of an earlier report or of a text. Raises KnownHeadError."""
    found = _HEAD.fullmatch(text)
    if found:
        return BaseHead(head=Head(int(found[1]), found[2]), source=Source.GIVEN)
    path = Path(text)
    report = _report_in(path)
    return _checked(path, executor, in_flight) if report is None else report


def _report_in(path: Path) -> BaseHead | None:
    """Return the base that a report in a file gives, None when the path is no report. Raises KnownHeadError."""
    try:
        with path.open("rb") as file:
            if file.read(_BEGINNING).lstrip()[:1] != b"{":
                return None
        return _reported(json.loads(read_file(path, _MAX_REPORT)))
    except IsADirectoryError:
        return None
    except (FileError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise KnownHeadError("the file is neither a report nor a record") from error


def _checked(path: Path, executor: Executor | None, in_flight: int) -> BaseHead:
    report = verify_path(path, executor, in_flight, Wish(foreign=True))
    if report.head is None or not (report.ok or report.foreign):
        raise KnownHeadError(f"the earlier record is refused: {report.code}: {report.detail}")
    return BaseHead(head=report.head, source=Source.RECORD)


def _reported(report: Any) -> BaseHead:
    """Return the base that an earlier report gives. Raises KnownHeadError, KeyError, TypeError."""
    if report["accepted"] is not True:
        raise KnownHeadError("the earlier report did not accept its record")
    return BaseHead(head=_head(report["head"]), source=Source.REPORT, root=_root(report["checked_from"]))


def _root(said: Any, depth: int = 0) -> BaseHead | None:
    if said is None:
        return None
    if depth > _DEEPEST:
        raise KnownHeadError("the earlier report goes on from too many others")
    return BaseHead(head=_head(said), source=Source(said["source"]), root=_root(said["root"], depth + 1))


def _head(said: Any) -> Head:
    found = _HEAD.fullmatch(f"{said['height']}:{said['hash']}")
    if found is None:
        raise KnownHeadError("the report names no head")
    return Head(int(found[1]), found[2])


def _key(text: str) -> NoteKey:
    try:
        return decode_key(text)
    except NoteFormatError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("a number from 1 to 256 is needed")
    return number
