"""Room for readers of files: so many at once in the whole installation, some more wait, and the next one is refused.

Each place is a file that is locked: every process of the installation sees the same ones, and who dies leaves none
behind. A place is passed on to the child that reads, and is taken as long as one of both lives.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

READERS = 2
"""Children that read at once: each may take gigabytes of memory, and both cores are wanted by who votes."""
WAITING = 6
"""Requests that wait for one; each holds a thread of its process, which has sixteen."""
PATIENCE = 20.0
"""Seconds that a request waits."""
AGAIN = 30
"""Seconds after which who was refused may send the file again."""
_LOOK = 0.05


class NoRoomError(Exception):
    """All places are taken, and so many wait already, or this one has waited long enough."""


@contextmanager
def room(folder: Path, patience: float = PATIENCE) -> Iterator[int]:
    """A place among the readers of the installation whose locks lie in `folder`; its file descriptor, for a child.

    Raises NoRoomError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with ExitStack() as reading:
        with ExitStack() as waiting:
            if _free(folder, "waits", WAITING, waiting) is None:
                raise NoRoomError
            while (place := _free(folder, "reads", READERS, reading)) is None:
                if time.monotonic() > until:
                    raise NoRoomError
                time.sleep(_LOOK)
        yield place


def _free(folder: Path, name: str, number: int, held: ExitStack) -> int | None:
    """Take the first free one of so many places; it is given back with `held`."""
    for one in range(number):
        place = os.open(folder / f"{name}-{one}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
            continue
        held.callback(os.close, place)
        return place
    return None
