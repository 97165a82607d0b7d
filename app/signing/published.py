"""The published pages that the board's key vouches for: hashed as they lie on the disk when a head is signed.

A file that was changed there, under whatever name, is thus in the next signed head, whoever changed it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ballots.bundles import ListedFile, bundles_line, decode_list

BUILT = Path(__file__).parents[2] / "static" / "built"
"""What static/js/build.js made."""
LIST = "bundles.txt"
_STATIC = "/static/"


def published_list(built: Path = BUILT) -> tuple[ListedFile, ...]:
    """Every file of the list that was built, with the hash that it has now."""
    named = decode_list((built / LIST).read_text("ascii"))
    digests = {
        path: hashlib.sha256(_file(built, path).read_bytes()).hexdigest() for path in {one.path for one in named}
    }
    return tuple(ListedFile(bundle=one.bundle, path=one.path, sha256=digests[one.path]) for one in named)


def published_line(built: Path = BUILT) -> str:
    """What a checkpoint says of the pages, as they are now."""
    return bundles_line(published_list(built))


def _file(built: Path, path: str) -> Path:
    """Where the file of an address lies."""
    if path.startswith(_STATIC):
        return built / "assets" / path.removeprefix(_STATIC)
    return built / path.removeprefix("/")
