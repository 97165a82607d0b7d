"""The disk of this server: how much room is left, that it is full, and who is told."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flask import Flask, current_app

from app.config import Settings
from app.services.acts.disk import LEAST_TO_OPEN
from app.web.zones import served

FULL = 16 * 1024**2
"""Bytes: with less nothing lasting is written any more."""
REMEMBERED = 600.0
"""Seconds for which pages say that something could not be stored: a quota, or another disk, is seen in no figure."""
SAID_EVERY = 60.0
"""Seconds between two lines in the log."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FLAG = "disk-full"


def install(app: Flask, settings: Settings) -> None:
    """Let the pages of the office ask; what tells other processes is made while there is room."""
    settings.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    flag = settings.run / _FLAG
    if not flag.exists():
        flag.touch(mode=0o600)
        os.utime(flag, (0, 0))
    app.jinja_env.globals["disk_trouble"] = disk_trouble


def free() -> int:
    """Bytes that are free where the installation, or its database, has least room."""
    settings = served().settings
    return min(shutil.disk_usage(one).free for one in _places(settings))


def disk_trouble() -> Literal["", "low", "full"]:
    """Whether the disk is full, or was when something was to be stored, or has too little room to open a voting."""
    left = free()
    if left < FULL or time.time() < (served().settings.run / _FLAG).stat().st_mtime + REMEMBERED:
        return "full"
    return "low" if left < LEAST_TO_OPEN else ""


def is_full(error: BaseException | None) -> bool:
    """Whether this says that there was no room: of the system, of SQLite, or of PostgreSQL (53100)."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        if "database or disk is full" in str(error) or getattr(error, "sqlstate", "") == "53100":
            return True
        error = getattr(error, "orig", None) or error.__cause__
    return False


def note_full() -> None:
    """Tell the log, in one line, and every process of the installation: the time of a file needs no room."""
    flag = served().settings.run / _FLAG
    if time.time() > flag.stat().st_mtime + SAID_EVERY:
        current_app.logger.error("the disk is full: nothing can be stored; votes are refused until there is room")
        os.utime(flag)


def _places(settings: Settings) -> tuple[Path, ...]:
    parts = urlsplit(settings.database)
    if parts.scheme != "sqlite" or not Path(parts.path).parent.is_dir():
        return (settings.instance,)
    return (settings.instance, Path(parts.path.replace("//", "/", 1)).parent)
