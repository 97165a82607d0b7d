"""`python -m app.live --descriptor NUMBER`: serve the event streams of this installation on a socket, until SIGTERM."""

from __future__ import annotations

import argparse
import socket
import sys

from aiohttp import web

from app.config import load_settings
from app.db import Database
from app.live.streams import Streams
from app.live.told import told


def main() -> int:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m app.live")
    parser.add_argument("--descriptor", required=True, type=int, metavar="NUMBER")
    given = parser.parse_args()
    database = Database(load_settings().database)

    def look(wanted: frozenset[str]) -> dict[str, object]:
        with database.reading() as db:
            return told(db, wanted)

    web.run_app(
        Streams(look, version=database.written()).application(),
        sock=socket.socket(fileno=given.descriptor),
        print=None,
        access_log=None,
        shutdown_timeout=1.0,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
