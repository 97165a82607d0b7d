"""The key to which backups are sealed, in the format of age (age-encryption.org/v1), by the library `pyrage`.

The installation keeps public halves only, in ``instance/keys/recovery``, one a line: what makes backups every ten
minutes can open none. The private half is on paper, or in a file under a passphrase. Any program for age opens both.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyrage

from app.signing.keys import write_private

RECIPIENTS = "recovery"
LEAST_PASSPHRASE = 12
"""Characters of a passphrase that seals a file away from the machine, where it can be tried without end."""
_MAGIC = b"age-encryption.org/v1\n"
_PRIVATE = "AGE-SECRET-KEY-1"


class RecoveryError(Exception):
    """A backup cannot be sealed or opened; the text says why, for people at the machine."""


def make_key() -> tuple[str, str]:
    """A new key: its private half, to be kept away from the machine, and its public half."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def keep_public(folder: Path, public: str) -> None:
    """From now on backups are sealed to this public half too, beside those before. Raises RecoveryError."""
    _recipient(public)
    path = folder / RECIPIENTS
    lines = [*recipients(folder), public]
    path.unlink(missing_ok=True)
    write_private(path, "".join(f"{one}\n" for one in dict.fromkeys(lines)).encode())


def recipients(folder: Path) -> tuple[str, ...]:
    """The public halves to which backups are sealed; none before a recovery key was made."""
    path = folder / RECIPIENTS
    return tuple(path.read_text().split()) if path.exists() else ()


def lock_private(private: str, passphrase: str) -> bytes:
    """The private half under a passphrase, as a file of age."""
    return bytes(pyrage.passphrase.encrypt(f"{private}\n".encode(), passphrase))


def unlock_private(data: bytes, passphrase: str) -> str:
    """The private half that `lock_private` locked. Raises RecoveryError."""
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase)).decode().strip()
    except (pyrage.DecryptError, UnicodeDecodeError) as error:
        raise RecoveryError("The passphrase does not open the file with the recovery key.") from error


def read_private(text: str) -> str:
    """The private half as it was typed or scanned, in its one spelling. Raises RecoveryError."""
    wanted = "".join(text.split()).upper()
    if not wanted.startswith(_PRIVATE):
        raise RecoveryError(f"A recovery key begins with {_PRIVATE}.")
    _identity(wanted)
    return wanted


@contextmanager
def sealing(out: BinaryIO, to: tuple[str, ...]) -> Iterator[BinaryIO]:
    """What is written inside the block is sealed to these public halves and written to `out`, piece by piece.

    Raises RecoveryError for an unsound public half, OSError for what `out` does not take.
    """
    keys = [_recipient(one) for one in to]
    with _through(lambda source: pyrage.encrypt_io(source, out, keys), is_writing=True) as pipe:
        yield pipe


@contextmanager
def opening(sealed: BinaryIO, private: str) -> Iterator[BinaryIO]:
    """What `sealing` sealed, as a stream to read. The last bytes come only when the file is whole.

    Raises RecoveryError, for a file of another kind, one that was cut or changed, and another key.
    """
    key, start = _identity(private), sealed.read(len(_MAGIC))
    if start != _MAGIC:
        raise RecoveryError("This file is no backup of Majma.")
    sealed.seek(0)
    try:
        with _through(lambda into: pyrage.decrypt_io(sealed, into, [key]), is_writing=False) as pipe:
            yield pipe
    except pyrage.DecryptError as error:
        wrong = "No matching keys" in str(error)
        said = "This recovery key does not open the backup: it was sealed to another one." if wrong else _DAMAGED
        raise RecoveryError(said) from error
    except OSError as error:
        raise RecoveryError(_DAMAGED) from error


_DAMAGED = "The backup is damaged, or was cut short: not all of it is there."


@contextmanager
def _through(work: Callable[[BinaryIO], object], *, is_writing: bool) -> Iterator[BinaryIO]:
    """A pipe between the block and the work on its other end, which has a thread of its own; its error comes first."""
    near, far = _pipe(is_writing)
    failed: list[Exception] = []

    def run() -> None:
        try:
            with far:
                work(far)
        except Exception as error:  # handed to the block's thread, whatever it is
            failed.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    stopped: BaseException | None = None
    try:
        yield near
    except BaseException as error:
        stopped = error
    with suppress(OSError):
        near.close()
    worker.join()
    if failed and not (stopped is not None and isinstance(failed[0], BrokenPipeError)):
        raise failed[0] from stopped
    if stopped is not None:
        raise stopped


def _pipe(is_writing: bool) -> tuple[BinaryIO, BinaryIO]:
    """The near and the far end."""
    reading, writing = os.pipe()
    source, sink = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
    return (sink, source) if is_writing else (source, sink)


def _recipient(public: str) -> object:
    try:
        return pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise RecoveryError("The public half of a recovery key is not in its right spelling.") from error


def _identity(private: str) -> object:
    try:
        return pyrage.x25519.Identity.from_str(private)
    except pyrage.IdentityError as error:
        raise RecoveryError("The recovery key is not in its right spelling: was a letter misread?") from error
