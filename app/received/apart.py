"""Reading in a process of its own: a file that eats memory or time ends that process, and nothing else.

It steps back for everybody else, reaches nothing of the installation (see `walls`), and takes a place of the room that
all its processes share.
"""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from app.received.room import room
from app.received.walls import PROGRAM, confine

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 20
NICE = 10
OPEN = b"majma: no walls\n"
"""What a reader says that could not be shut in."""
_told = threading.Event()


def read_apart(kind: str, data: bytes, folder: Path) -> bytes | None:
    """What the reader of that kind (see `__main__`) answers to a file; None where its process was ended.

    `folder` is where the room's locks lie. Raises NoRoomError.
    """
    with room(folder) as place:
        try:
            done = subprocess.run(  # this program itself  # noqa: S603
                [sys.executable, "-m", "app.received", kind], input=data, capture_output=True, check=False,
                timeout=3 * MOST_SECONDS, env=environment(), pass_fds=(place,),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
    if OPEN in done.stderr and not _told.is_set():
        _told.set()
        logging.getLogger("majma").warning(
            "readers of files are not shut in: this kernel has no Landlock, or a filter of calls refuses it"
        )
    return done.stdout if done.returncode == 0 else None


def environment() -> dict[str, str]:
    """All that such a process is told: where this program lies."""
    return {"PYTHONPATH": str(PROGRAM.parent), "LANG": "C.UTF-8"}


def work(read: Callable[[bytes], bytes], most: int) -> None:
    """What the process does, shut in: a file of `most` bytes comes in, an answer goes out."""
    if not confine():
        sys.stderr.buffer.write(OPEN)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.buffer.write(read(sys.stdin.buffer.read(most + 1)))
