"""The folder of a hall's sockets, configurations and plan: held while its supervisor runs, and removed after it.

Sockets need a short path, so it is in the folder for temporary files; only this user enters. A lock says that it is
in use: the process that made it becomes the supervisor and keeps it, and the system lets go of it however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "majma-hall-"
HELD = "held"


def make() -> Path:
    """A new folder, held until this process ends, also once it has become another program; those left go first."""
    base = Path(tempfile.gettempdir())
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    begun = folder / f".{HELD}"
    descriptor = os.open(begun, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.set_inheritable(descriptor, True)  # through exec; no child of the supervisor gets it
    begun.rename(folder / HELD)  # only now, and locked, does another start see it
    return folder


def sweep(base: Path) -> None:
    """Remove what halls of this user left behind whose supervisor is gone: killed, or the power failed."""
    for folder in base.glob(f"{PREFIX}*"):
        if not folder.is_symlink() and folder.lstat().st_uid == os.getuid() and _is_left(folder / HELD):
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a hall's folder; any other stays."""
    if folder.name.startswith(PREFIX) and (folder / HELD).exists():
        shutil.rmtree(folder, ignore_errors=True)


def _is_left(held: Path) -> bool:
    """Whether nobody holds it any more; a folder without the file is being made, or is none of a hall."""
    try:
        descriptor = os.open(held, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
