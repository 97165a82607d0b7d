"""Reading in a process of its own: a file that eats memory or time ends that process, and nothing else.

It steps back for everybody else, knows nothing of the installation's settings, and takes a place of the room that all
processes of the installation share.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.received.room import room

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 20
NICE = 10


def read_apart(kind: str, data: bytes, folder: Path) -> bytes | None:
    """What the reader of that kind (see `__main__`) answers to a file; None where its process was ended.

    `folder` is where the room's locks lie. Raises NoRoomError.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")}
    with room(folder) as place:
        try:
            done = subprocess.run(  # this program itself  # nosec B603
                [sys.executable, "-m", "app.received", kind], input=data, capture_output=True, check=False,
                timeout=3 * MOST_SECONDS, env=environment, pass_fds=(place,),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
    return done.stdout if done.returncode == 0 else None


def work(read: Callable[[bytes], bytes], most: int) -> None:
    """What the process does: a file of `most` bytes comes in, an answer goes out."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.buffer.write(read(sys.stdin.buffer.read(most + 1)))
