"""`python -m ballots`: what an observer, a trustee or a credential officer runs, with no server.

Each command is a function that adds its parser and names, with `set_defaults(run=...)`, the function that
runs it and returns the exit status. A new command is one more such function in COMMANDS.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeAlias

from ballots.checks import Report
from ballots.commands import add_lots, add_token
from ballots.errors import BallotsError
from ballots.report import report_data, report_lines
from ballots.verify import verify_archive

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_CHUNKS_PER_JOB: Final = 3


def add_verify(parsers: Parsers) -> None:
    """Add `verify FILE [--jobs N] [--json]`."""
    parser = parsers.add_parser("verify", help="check an archive (.bel), step by numbered step")
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive")
    parser.add_argument(
        "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=_run_verify)


def _run_verify(arguments: argparse.Namespace) -> int:
    report = _verify(arguments.file, arguments.jobs)
    if arguments.json:
        print(json.dumps(report_data(report), ensure_ascii=False, indent=1))
    else:
        print(*report_lines(report), sep="\n")
    return 0 if report.ok else 1


def _verify(file: Path, jobs: int) -> Report:
    if jobs == 1:
        return verify_archive(file)
    # An interrupt from the keyboard is for this process; the workers end when it lets them go.
    executor = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        return verify_archive(file, executor, in_flight=_CHUNKS_PER_JOB * jobs)
    finally:
        executor.shutdown(cancel_futures=True)


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("a number from 1 to 256 is needed")
    return number


COMMANDS: Final[tuple[Callable[[Parsers], Any], ...]] = (add_verify, add_token, add_lots)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 for yes, 1 for no, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(prog="python -m ballots", description="Elections without a server.")
    parsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(parsers)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except BallotsError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader went away; what is left in the buffer must not fail once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
