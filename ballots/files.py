"""Files and passphrases of the commands: read within limits, written once, private ones for their owner only."""

import getpass
import os
import sys
from pathlib import Path
from typing import Final, Protocol

from ballots.custody_errors import FileError, WeakPassphraseError
from ballots.keyfile import LEAST_PASSPHRASE

_PIECE: Final = 1 << 20


class ByteSource(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


def read_file(path: Path, limit: int) -> bytes:
    """Return at most `limit` bytes of a file. Raises FileError when it is longer or cannot be read."""
    try:
        with path.open("rb") as file:
            data = read_limited(file, limit + 1)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if len(data) > limit:
        raise FileError(f"{path}: longer than {limit} bytes")
    return data


def read_limited(source: ByteSource, limit: int) -> bytes:
    """Return at most `limit` bytes of an open file or an answer; piece by piece, or the limit would be allocated."""
    pieces = []
    while limit > 0 and (piece := source.read(min(limit, _PIECE))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file that did not exist, durable when this returns. Raises FileError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise FileError(f"{path} is there already and is not written over: choose another name") from error
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be written'}") from error


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in a file's place, whole or not at all, durable when this returns. Raises FileError."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        write_file(unfinished, data, private=True)
        unfinished.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be written'}") from error


def make_folder(path: Path) -> Path:
    """Make a folder for its owner only, if it is not there. Raises FileError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be made'}") from error
    return path


def ask_passphrase(file: Path | None, *, new: bool) -> str:
    """Return the passphrase: the first line of `file`, or what is typed, twice when it is `new`.

    Raises FileError, or WeakPassphraseError for a new one that is too short or not repeated.
    """
    if file is not None:
        return read_file(file, 1000).decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if not sys.stdin.isatty():
        raise FileError("there is no terminal to ask for the passphrase: give --passphrase-file")
    typed = _typed(f"Passphrase{f' ({LEAST_PASSPHRASE} characters or more)' if new else ''}: ")
    if new and _typed("The same again: ") != typed:
        raise WeakPassphraseError("the two passphrases differ")
    return typed


def _typed(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except (EOFError, UnicodeError) as error:
        raise FileError("no passphrase was typed, or none in UTF-8") from error
