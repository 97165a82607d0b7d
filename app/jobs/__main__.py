"""`python -m app.jobs`: the worker of this installation, until SIGTERM or, with `--below`, until its parent is gone."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from types import FrameType

from app.config import load_settings
from app.jobs.worker import work
from ballots.memory import forbid_dumps

NICE = 10
"""Booths and pages come first."""


def main() -> int:
    """Work."""
    parser = argparse.ArgumentParser(prog="python -m app.jobs")
    parser.add_argument("--below", type=int, metavar="PROCESS", help="end with this process, which began it")
    logging.basicConfig(level=logging.INFO, format="majma: %(message)s")
    below = parser.parse_args().below
    forbid_dumps()
    ending: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ending.append(number)

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    os.nice(max(0, NICE - os.nice(0)))
    work(load_settings(), lambda: not ending and below in (None, os.getppid()), waits=below is None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
