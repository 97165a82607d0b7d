"""The backups that were made: a list, so that whoever destroys a key knows where else it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BackupCopy, Election, Trustee
from app.states.backup import BackupFault


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyValue:
    """One backup, or a try that gave none: `problem` says why. `keys` are elections whose office key is in it."""

    id: int
    made: datetime
    place: str
    size: int
    sha256: str
    keys: tuple[str, ...]
    gone: datetime | None
    problem: BackupFault | None


def elections_with_key(db: Session) -> tuple[str, ...]:
    """The public ids of the elections whose office key is kept, sealed, in the database now."""
    mine = select(Election.public_id).join(Trustee, Trustee.election_id == Election.id)
    return tuple(db.scalars(mine.where(Trustee.sealed_key.is_not(None)).distinct().order_by(Election.public_id)))


def note_copy(
    db: Session, now: datetime, *, place: str, size: int = 0, sha256: str = "", keys: tuple[str, ...] = (),
    problem: BackupFault | None = None,
) -> None:  # fmt: skip
    """Write down that a backup was made, or that it could not be."""
    db.add(BackupCopy(made=now, place=place, size=size, sha256=sha256, keys=list(keys), problem=problem))
    db.flush()


def note_gone(db: Session, now: datetime, place: str) -> None:
    """Write down that the file at a place was deleted."""
    for row in db.scalars(select(BackupCopy).where(BackupCopy.place == place, BackupCopy.gone.is_(None))):
        row.gone = now


def copies(db: Session, limit: int = 20) -> tuple[CopyValue, ...]:
    """What was tried last, the newest first."""
    return tuple(map(_value, db.scalars(select(BackupCopy).order_by(BackupCopy.id.desc()).limit(limit))))


def last_copy(db: Session) -> CopyValue | None:
    """The last backup that was made, or None."""
    made = select(BackupCopy).where(BackupCopy.problem.is_(None)).order_by(BackupCopy.id.desc()).limit(1)
    row = db.scalars(made).first()
    return _value(row) if row is not None else None


def copies_with_key(db: Session, public_id: str) -> tuple[CopyValue, ...]:
    """The backups that are not known to be gone and hold the office key of an election, the oldest first."""
    kept = select(BackupCopy).where(BackupCopy.gone.is_(None), BackupCopy.problem.is_(None)).order_by(BackupCopy.id)
    return tuple(_value(row) for row in db.scalars(kept) if public_id in row.keys)


def _value(row: BackupCopy) -> CopyValue:
    return CopyValue(
        id=row.id, made=row.made, place=row.place, size=row.size, sha256=row.sha256, keys=tuple(row.keys),
        gone=row.gone, problem=_fault(row.problem) if row.problem is not None else None,
    )  # fmt: skip


def _fault(stored: str) -> BackupFault:
    try:
        return BackupFault(stored)
    except ValueError:  # once it was a text for people at the machine
        return BackupFault.OTHER
