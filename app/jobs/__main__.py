"""`python -m app.jobs`: the worker of this installation, until SIGTERM or, with `--below`, until its parent is gone."""

from __future__ import annotations

import argparse
import logging
import sys

from app.config import load_settings
from app.jobs.worker import work
from ballots.memory import forbid_dumps


def main() -> int:
    """Work."""
    parser = argparse.ArgumentParser(prog="python -m app.jobs")
    parser.add_argument("--below", type=int, metavar="PROCESS", help="end with this process, which began it")
    logging.basicConfig(level=logging.INFO, format="majma: %(message)s")
    forbid_dumps()
    work(load_settings(), below=parser.parse_args().below)
    return 0


if __name__ == "__main__":
    sys.exit(main())
