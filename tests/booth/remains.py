"""What is left of a visit in a browser's profile on the disk, however the browser keeps it.

Each file is looked at as it is, and opened: SQLite row by row, what Firefox packs with LZ4 (sessions), gzip and zlib
streams (caches). Words are looked for as UTF-8 and UTF-16, escaped as in JSON and addresses, and in base64 and hex.
"""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from ballots.ballot import tracker
from ballots.digits import encode_digits
from tests.booth.hall import Hall, name_of

CHOSEN = (1, 3)
"""The candidates that a visit of these tests marks."""
MOZ_LZ4 = b"mozLz40\0"
SQLITE = b"SQLite format 3\0"
STREAMS = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x9c", b"\x78\xda")
MOST = 1 << 22
"""So many bytes of a stream are read."""
ENOUGH = 3
"""So many of the groups of one word in one place are the word: a field, a tile or a node may hold each by itself."""


def secrets_of(hall: Hall, voter: int) -> dict[str, list[str]]:
    """What would tell of a visit, by name, each as the groups that it is written in."""
    credential = hall.small.credentials[voter]
    return {
        "letters": [credential],
        "letters alone": [credential.replace("-", "")],
        "digits": encode_digits(credential).split(),
        "digits alone": [encode_digits(credential).replace(" ", "")],
        "token": ["A" * 40],
        **{f"choice {place}": [name_of(place)] for place in CHOSEN},
        **{f"tracker {place}": [tracker(data)] for place, data in enumerate(hall.ballots.values())},
    }


def leaks_of(words: Mapping[str, list[str]]) -> dict[str, str]:
    """Scripts of a page that leaks, by what it leaks: each into another of the places that a browser keeps."""
    return {
        "letters": f"history.pushState(null, '', '?slip={words['letters'][0]}')",
        "digits alone": f"localStorage.setItem('slip', btoa('slip ' + '{words['digits alone'][0]}'))",
        "choice 1": f"document.title = {json.dumps(words['choice 1'][0])}",
    }


def found(folder: Path, words: Mapping[str, list[str]], scratch: Path) -> set[str]:
    """The names of the words that stand in some file below the folder, in any spelling; a browser may be running."""
    spelled = {name: [spellings(group) for group in groups] for name, groups in words.items()}
    hits: set[str] = set()
    for data in everything(folder, scratch):
        for name, groups in spelled.items():
            there = sum(any(form in data for form in forms) for forms in groups)
            if there >= min(ENOUGH, len(groups)):
                hits.add(name)
    return hits


def spellings(word: str) -> set[bytes]:
    """The bytes that a browser may keep a word as."""
    persian = word.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    plain = {word, persian, json.dumps(word)[1:-1], quote(word)}
    forms = {one.encode(code) for one in plain for code in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {data.hex().encode() for data in forms} | {data.hex().upper().encode() for data in forms}
    for data in (word.encode(), word.encode("utf-16-le")):
        for before in range(3):  # where the word begins in its group of three bytes decides how it is spelled
            packed = base64.b64encode(bytes(before) + data)
            whole = packed[4 if before else 0 : -4]
            if len(whole) >= 12:
                forms |= {whole, whole.translate(bytes.maketrans(b"+/", b"-_"))}
    return forms


def everything(folder: Path, scratch: Path) -> Iterator[bytes]:
    """The content of all files below a folder, as they lie there and unpacked."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, symlinks=True, ignore=_not_files)
    for path in copy.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            yield data
            yield from unpacked(data)
            if data.startswith(SQLITE):
                yield b"\n".join(_rows(path))


def unpacked(data: bytes) -> Iterator[bytes]:
    """What is packed in a file."""
    if data.startswith(MOZ_LZ4):
        yield lz4(data[len(MOZ_LZ4) + 4 :])
    for mark in STREAMS:
        at = data.find(mark)
        while at >= 0:
            stream = zlib.decompressobj(31 if mark[0] == 0x1F else 15)
            with suppress(zlib.error):
                yield stream.decompress(data[at : at + MOST], MOST)
            at = data.find(mark, at + 1)


def lz4(block: bytes) -> bytes:
    """The content of one LZ4 block: literals, and copies of what came before."""
    out, at = bytearray(), 0

    def length(nibble: int) -> int:
        nonlocal at
        total = nibble
        while nibble == 15:
            total += block[at]
            at += 1
            if block[at - 1] != 255:
                break
        return total

    while at < len(block):
        token = block[at]
        at += 1
        literals = length(token >> 4)
        out += block[at : at + literals]
        at += literals
        if at >= len(block):
            break
        back = int.from_bytes(block[at : at + 2], "little")
        at += 2
        for _ in range(length(token & 15) + 4):
            out.append(out[-back])
    return bytes(out)


def _rows(path: Path) -> Iterator[bytes]:
    """Every value of every table of a database, with what its journal holds; a damaged table gives what it can."""
    database = sqlite3.connect(path)
    database.text_factory = bytes
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        tables = []
    for (name,) in tables:
        try:
            for row in database.execute(f'SELECT * FROM "{name.decode()}"'):
                yield b"\t".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
        except sqlite3.Error:
            continue
    database.close()


def _not_files(folder: str, names: list[str]) -> list[str]:
    """Sockets and locks of a running browser."""
    return [name for name in names if not (Path(folder) / name).is_file() and not (Path(folder) / name).is_dir()]
