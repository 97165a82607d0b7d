"""What keeps a secret that is in memory out of files: no core dump, no swap. On Linux alone."""

import ctypes
import resource
from pathlib import Path
from typing import Final

_SET_DUMPABLE: Final = 4
_LOCK_NOW, _LOCK_LATER = 1, 2
_IPC_LOCK: Final = 1 << 14
_SWAPS: Final = Path("/proc/swaps")
_STATUS: Final = Path("/proc/self/status")


def forbid_dumps() -> None:
    """Let no core file of this process be written, and no other process of its user read its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = ctypes.CDLL(None)
    if hasattr(library, "prctl"):
        library.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def lock_memory() -> bool:
    """Keep all memory of this process, now and later, out of swap; whether that could be done."""
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    library = ctypes.CDLL(None)
    return may_lock() and hasattr(library, "mlockall") and library.mlockall(_LOCK_NOW | _LOCK_LATER) == 0


def may_lock() -> bool:
    """Whether a process that is started now may lock all that it needs: a limit would end it in the middle."""
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] == resource.RLIM_INFINITY:
        return True
    try:
        said = _STATUS.read_text("ascii", "replace")
    except OSError:
        return False
    found = next((line for line in said.splitlines() if line.startswith("CapEff:")), "CapEff: 0")
    return bool(int(found.split()[1], 16) & _IPC_LOCK)


def has_swap() -> bool:
    """Whether this computer writes memory to a disk when it is full; True where that is not known."""
    try:
        return len(_SWAPS.read_text("ascii", "replace").splitlines()) > 1
    except OSError:
        return True
