"""A process that ends with the one that began it, however that one ends. On Linux alone."""

import ctypes
import os
from typing import Final

_PARENT_GONE: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBRARY: Final = ctypes.CDLL(None)  # loaded before any fork


def end_with(parent: int, number: int) -> None:
    """Let this process, begun by `parent`, get the signal of this number when that one is gone; at once if it is."""
    if hasattr(_LIBRARY, "prctl"):
        _LIBRARY.prctl(_PARENT_GONE, number)
    if os.getppid() != parent:
        os._exit(1)
