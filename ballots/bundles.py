"""The published pages that a vote, its test, a trustee's key and a check rest on, as checkpoints name them.

SPEC: checkpoints, line `bundles`. A list has a line for each file; a bundle's hash is that of its lines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ballots.checkpoint import BUNDLES, Checkpoint
from ballots.custody_errors import BundlesFormatError
from ballots.encoding import hash_base64

NAMES: Final = ("booth", "checker", "trustee", "verifier")
"""The bundles, in the order of their hashes in the line."""
MAX_LIST: Final = 100_000

_LINE = re.compile(r"([0-9a-f]{64})  ([a-z]+)(/[!-~]{1,200})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file of a bundle: where the server has it, and the SHA-256 of its bytes in base 16."""

    bundle: str
    path: str
    sha256: str

    @property
    def line(self) -> str:
        """As it stands in the list, which `sha256sum` reads, too."""
        return f"{self.sha256}  {self.bundle}{self.path}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """That a signed head of this height named other pages than the one before, and which; "" for a line left out."""

    height: int
    names: tuple[str, ...]
    in_voting: bool


def encode_list(files: Iterable[ListedFile]) -> str:
    """Return the list that is published."""
    return "".join(file.line for file in files)


def decode_list(text: str) -> tuple[ListedFile, ...]:
    """Return the files of a list: bundles in their order, the paths of each ascending. Raises BundlesFormatError."""
    found = [_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    files = tuple(ListedFile(sha256=one[1], bundle=one[2], path=one[3]) for one in found if one)
    places = [(NAMES.index(file.bundle), file.path) for file in files if file.bundle in NAMES]
    is_ordered = all(one < other for one, other in pairwise(places))
    if len(text) > MAX_LIST or encode_list(files) != text or len(places) < len(files) or not is_ordered:
        raise BundlesFormatError("this is no list of published pages")
    return files


def bundles_line(files: Sequence[ListedFile]) -> str:
    """Return the value of the line `bundles`: the b64 hash of each bundle's lines, joined by colons."""
    return ":".join(hash_base64(encode_list(file for file in files if file.bundle == name).encode()) for name in NAMES)


def hashes_in(value: str) -> Mapping[str, str]:
    """Return the b64 hash of each bundle in a line that was read."""
    return dict(zip(NAMES, value.split(":"), strict=True))


def differing(one: str, other: str) -> tuple[str, ...]:
    """Return which bundles two lines name otherwise."""
    return tuple(name for name in NAMES if hashes_in(one)[name] != hashes_in(other)[name])


def changes(checkpoints: Sequence[Checkpoint], end: int | None) -> tuple[PageChange, ...]:
    """Return where later checkpoints name other pages than the one before; `end` is the height of EndBallots, if any.

    Nothing is a change before the first that names any: earlier programs named none.
    """
    found = []
    last = ""
    for one in checkpoints:
        value = one.lines.get(BUNDLES, "")
        if last and value != last:
            names = differing(last, value) if value else NAMES
            found.append(
                PageChange(height=one.head.height, names=names, in_voting=end is None or one.head.height <= end)
            )
        last = value or last
    return tuple(found)
