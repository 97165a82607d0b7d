"""What a process that reads a stranger's file can still reach: this program and its libraries, and nothing else.

By Landlock (Linux 5.13 and later): no file of the installation, its keys above all, nothing to write, no network. Where
the kernel has none, the file's limits and the empty environment are left.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[1]
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_BY_VERSION = 1
_BENEATH = 1
_EVERY_ACT = (1 << 13) - 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_EVERY_LINE = 3
_WITH_LINES = 4
"""The version of Landlock from which on it knows connections, too."""
_NO_NEW_RIGHTS = 38


class _Handled(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("lines", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine() -> bool:
    """Shut this process in, for good; whether the kernel can. Raises OSError where it can and something else fails."""
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(_CREATE, None, 0, _BY_VERSION)
    if version < 1:
        return False
    handled = _Handled(files=_EVERY_ACT, lines=_EVERY_LINE)
    size = ctypes.sizeof(handled) if version >= _WITH_LINES else 8
    rules = _checked(library.syscall(_CREATE, ctypes.byref(handled), size, 0))
    for folder in _readable():
        _allow(library, rules, folder)
    _checked(library.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0))
    _checked(library.syscall(_RESTRICT, rules, 0))
    os.close(rules)
    return True


def _readable() -> list[Path]:
    """The program's own sources (not its folder, in which an installation may lie), Python and its libraries."""
    named = (PROGRAM, PROGRAM.parent / "ballots", *map(Path, (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")))
    return [folder for folder in dict.fromkeys(named) if folder.is_dir()]


def _allow(library: ctypes.CDLL, rules: int, folder: Path) -> None:
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _Beneath(allowed=_READ_FILE | _READ_FOLDER, folder=place)
        _checked(library.syscall(_ADD, rules, _BENEATH, ctypes.byref(beneath), 0))
    finally:
        os.close(place)


def _checked(answer: int) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
