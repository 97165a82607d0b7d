"""Running processes' memory and files, searched as somebody would who has a core file, a swap file or a snapshot."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ahocorasick_rs import BytesAhoCorasick, Implementation

TEXTS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_PIECE = 1 << 22
_LIMB = 30
_LEAST = 8
"""Bytes below which a spelling is met by chance."""


def spellings(secret: str | int) -> dict[str, bytes]:
    """How programs hold a secret: a text in every coding, in hexadecimal and Base64; a number also as its bytes.

    `limbs`: as Python itself keeps a number, thirty bits in each four bytes.
    """
    if isinstance(secret, str):
        return _texts(secret)
    found = {f"{base} {name}": data for base in "dx" for name, data in _texts(f"{secret:{base}}").items()}
    size = (secret.bit_length() + 7) // 8
    for order in ("big", "little"):
        data = secret.to_bytes(size, order)  # type: ignore[arg-type]
        found |= {f"bytes, {order}": data, **{f"{order} {name}": one for name, one in _in_base64(data).items()}}
    limbs = (secret >> shift & (1 << _LIMB) - 1 for shift in range(0, secret.bit_length(), _LIMB))
    return {**found, "limbs": b"".join(limb.to_bytes(4, "little") for limb in limbs)}


def _texts(text: str) -> dict[str, bytes]:
    """A text's bytes; the zeros around the codings of two and four bytes are left away, so that both orders are one."""
    plain = text.encode()
    found = {name: text.encode(name).strip(b"\0") for name in TEXTS}
    found |= {"hex": plain.hex().encode(), "HEX": plain.hex().upper().encode(), **_in_base64(plain)}
    return {name: data for name, data in found.items() if len(data) >= _LEAST}


def _in_base64(data: bytes) -> dict[str, bytes]:
    """The part of Base64 that does not depend on what stands before and after, for three offsets, in both alphabets."""
    found = {}
    for offset in range(3):
        piece = b64encode(b"\0" * offset + data)[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]
        if len(piece) >= _LEAST:
            found |= {f"base64+{offset}": piece, f"base64url+{offset}": piece.translate(_URL)}
    return found


_URL = bytes.maketrans(b"+/", b"-_")


class Needles:
    """The spellings of secrets, looked for in one pass (Aho and Corasick): one by one they take 24 times as long."""

    def __init__(self, secrets: Iterable[str | int]) -> None:
        every = {data: (str(secret), name) for secret in secrets for name, data in spellings(secret).items()}
        self.longest = max(map(len, every))
        self._names = list(every.values())
        self._search = BytesAhoCorasick(list(every), implementation=Implementation.DFA)

    def names_in(self, data: bytes) -> set[tuple[str, str]]:
        """Which secrets stand in these bytes, each with its spelling."""
        return {self._names[number] for number, _, _ in self._search.find_matches_as_indexes(data, overlapping=True)}


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


def found_in(processes: Iterable[int], secrets: Iterable[str | int]) -> list[tuple[int, str, str]]:
    """Which of these secrets stand in which process, in which spelling. Raises PermissionError to who may not look."""
    needles = Needles(secrets)
    found = set()
    for process in processes:
        for data in _pieces(process, needles.longest):
            found |= {(process, *name) for name in needles.names_in(data)}
    return sorted(found)


def found_below(folders: Iterable[Path], secrets: Iterable[str | int]) -> list[tuple[str, str, str]]:
    """The same in all files below folders, and in files that are named."""
    needles = Needles(secrets)
    found = set()
    for folder in folders:
        for path in (one for one in (folder, *folder.rglob("*")) if one.is_file()):
            found |= {(str(path), *name) for name in needles.names_in(path.read_bytes())}
    return sorted(found)


def swapped(processes: Iterable[int]) -> int:
    """The bytes of these processes that lie in a swap file."""
    lines = (line for one in processes for line in Path(f"/proc/{one}/status").read_text().splitlines())
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmSwap:"))


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
                if data.strip(b"\0"):
                    yield kept + data
                kept = data[-overlap:]
