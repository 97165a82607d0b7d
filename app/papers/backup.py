"""A backup of this installation as one sealed file: made while it serves, read back before it counts as made."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.db import Database
from app.services.voting import backup_copy
from app.services.whole import backup
from app.signing import recovery
from app.states.backup import BackupFault

NO_KEY = "There is no recovery key yet. Make one first: ./majma backup --new-key"
_WHY = {
    errno.ENOENT: BackupFault.NO_FOLDER, errno.ENOTDIR: BackupFault.NO_FOLDER, errno.EACCES: BackupFault.NOT_ALLOWED,
    errno.EPERM: BackupFault.NOT_ALLOWED, errno.EROFS: BackupFault.NOT_ALLOWED, errno.ENOSPC: BackupFault.NO_ROOM,
    errno.EDQUOT: BackupFault.NO_ROOM,
}  # fmt: skip
FAILURES = (recovery.RecoveryError, backup.BackupUnfitError)
"""What is raised where no backup can be made; the text is for people at the machine."""
_PIECE = 1 << 20


class NotMadeError(recovery.RecoveryError):
    """A backup could not be made: `fault` for pages, the text for people at the machine."""

    def __init__(self, text: str, fault: BackupFault) -> None:
        super().__init__(text)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made and read back: `problems` are breaks that were found in what it is a copy of."""

    path: Path
    size: int
    sha256: str
    elections: int
    entries: int
    problems: tuple[str, ...]


def make_backup(settings: Settings, database: Database, path: Path, now: datetime) -> Made:
    """Make a backup at `path`, which must not be there yet, and write down that it was made, or why it was not.

    Raises RecoveryError or BackupUnfitError, whose text is for people; then there is no file.
    """
    try:
        made, keys = write_sealed(settings, database, path, now)
    except FAILURES as error:
        logging.getLogger("majma").error("no backup was made: %s", error)
        fault = error.fault if isinstance(error, NotMadeError) else BackupFault.OTHER
        with suppress(SQLAlchemyError), database.transaction() as db:  # where there is a table for it
            backup_copy.note_copy(db, now, place=str(path.absolute()), problem=fault)
        raise
    with database.transaction() as db:
        backup_copy.note_copy(db, now, place=str(path.absolute()), size=made.size, sha256=made.sha256, keys=keys)
    return made


def write_sealed(settings: Settings, database: Database, path: Path, now: datetime) -> tuple[Made, tuple[str, ...]]:
    """The file alone, noted nowhere: what there is before tables are changed. Raises as `make_backup`."""
    kept = recovery.recipients(settings.keys)
    if not kept:
        raise NotMadeError(NO_KEY, BackupFault.NO_KEY)
    if path.exists():
        text = f"{path} is there already and is not written over: choose another name."
        raise NotMadeError(text, BackupFault.IN_THE_WAY)
    private, public = recovery.make_key()  # opens this one file, to read it back, and is forgotten then
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "xb", opener=_private) as out:
            with recovery.sealing(out, (*kept, public)) as stream, database.reading() as db:
                keys = backup.write_backup(db, stream, files=own_files(settings), made=now)
            out.flush()
            os.fsync(out.fileno())
            os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what is read back comes from the disk
        found = _read_back(part, private)
        digest, size = _digest(part)
        part.rename(path)  # a stick knows no links
    except OSError as error:
        raise NotMadeError(
            f"{path} cannot be written: {error.strerror or error}.",
            _WHY.get(error.errno or 0, BackupFault.NOT_WRITTEN),
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    made = Made(
        path=path, size=size, sha256=digest, elections=len(found.boards), entries=len(found.entries),
        problems=found.problems,
    )  # fmt: skip
    return made, keys


def _read_back(part: Path, private: str) -> backup.BackupContent:
    try:
        with part.open("rb") as sealed, recovery.opening(sealed, private) as stream:
            return backup.check_backup(stream)
    except FAILURES as error:
        raise NotMadeError(str(error), BackupFault.NOT_WHOLE) from error


def kept_backup(settings: Settings, now: datetime) -> Path:
    """Where a backup that a page made is kept."""
    folder = settings.instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"majma-{now:%Y%m%d-%H%M%S}.age"


def mark_gone(database: Database, copy_id: int, now: datetime) -> bool:
    """Write down that a backup was destroyed; False where there is none of this number. A file that still lies in its
    place is deleted.
    """
    with database.transaction() as db:
        found = next((one for one in backup_copy.copies(db, limit=100_000) if one.id == copy_id), None)
        if found is not None:
            backup_copy.note_gone(db, now, found.place)
    if found is not None and found.place.endswith(".age"):
        with suppress(OSError):
            Path(found.place).unlink()
    return found is not None


def prune(database: Database, folder: Path, keep: int, now: datetime) -> tuple[Path, ...]:
    """Delete all but the last backups that a schedule made in a folder, and write down that they are gone."""
    gone = tuple(sorted(folder.glob("majma-*-*.age"))[:-keep])
    for path in gone:
        path.unlink()
    with database.transaction() as db:
        for path in gone:
            backup_copy.note_gone(db, now, str(path.absolute()))
    return gone


def own_files(settings: Settings) -> dict[str, bytes]:
    """The installation's own files but for its database, by their path: keys, and what stands beside them."""
    found = {}
    for path in sorted(settings.instance.rglob("*")):
        name = path.relative_to(settings.instance)
        is_ours = not any(one.startswith(".") for one in name.parts) and name.parts[0] not in ASIDE
        if is_ours and path.is_file() and not path.is_symlink() and not name.name.startswith(DATABASE):
            found[name.as_posix()] = path.read_bytes()
    return found


DATABASE = "majma.sqlite3"
ASIDE = ("backups", "before-upgrade", "serving.lock", "run")
"""What lies in an instance folder and belongs to no backup; of `run` the hours count, and a copy has those of today."""


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return _digest(path)[0]


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
