"""The memory of running processes, searched as somebody would who has a core file, a swap file or a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

CODINGS = ("utf-8", "utf-16-le", "utf-32-le")
_PIECE = 1 << 22


def process_tree(root: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
    found = {root}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def found_in(processes: Iterable[int], secrets: Iterable[str]) -> list[tuple[int, str, str]]:
    """Which of these texts stand in which process, in which coding. Raises PermissionError where nobody may look."""
    needles = {(text, coding): text.encode(coding) for text in secrets for coding in CODINGS}
    longest = max(map(len, needles.values()))
    found = set()
    for process in processes:
        for data in _pieces(process, longest):
            found |= {(process, *name) for name, needle in needles.items() if needle in data}
    return sorted(found)


def _pieces(process: int, overlap: int) -> Iterator[bytes]:
    """All that a process can write to, piece by piece, each beginning with the end of the one before."""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            kept = b""
            for place in range(start, end, _PIECE):
                try:
                    data = os.pread(memory.fileno(), min(_PIECE, end - place), place)
                except OSError:  # a page that is not there
                    break
                yield kept + data
                kept = data[-overlap:]
