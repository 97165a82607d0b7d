"""A process that ends with the one that began it, however that one ends; by the system's own word on Linux alone."""

import ctypes
import os
import subprocess  # only this program itself
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_PARENT_GONE: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBRARY: Final = ctypes.CDLL(None)  # loaded before any fork


def end_with(parent: int, number: int) -> None:
    """Let this process, begun by `parent`, get the signal of this number when that one is gone; at once if it is."""
    if hasattr(_LIBRARY, "prctl"):
        _LIBRARY.prctl(_PARENT_GONE, number)
    if os.getppid() != parent:
        os._exit(1)


def begin_below(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Begin a module of this program that looks, by its `--below`, whether this process is still there, and ends.

    `environment` is what it is told beside what this process knows.
    """
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", module, *arguments, "--below", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {}), "PYTHONPATH": path},
    )
