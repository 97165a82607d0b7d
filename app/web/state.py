"""The state of this installation, and what in it needs somebody soon: journal, backups, disk, certificates."""

from __future__ import annotations

import platform
import shutil
import time
from configparser import ConfigParser
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask, current_app

from app.config import ROOT, Schedule
from app.services.acts import journal
from app.services.whole.audit import AuditValue, audit
from app.services.whole.state import StoredState, stored_state
from app.signing import recovery
from app.signing.keys import certified, root_is_here
from app.web.installation import database, installation, now

AUDIT_AGAIN = 600.0
"""Seconds for which an audit of the journal holds: walking it takes half a second for each 100,000 entries."""
LEAST_FREE = 2 * 1024**3
"""Bytes: a day of voting writes some tens of megabytes, its papers as much; below this somebody should make room."""
OLDEST_BACKUP = timedelta(days=7)
MISSED = 2
"""A last backup as old as so many spans of the schedule is one that somebody should ask about: one was missed."""
CERTIFICATE_SOON = timedelta(days=3 * 365)
"""A certificate that has less left ends before letters of today do: terms are of two years, or three."""
_KEPT = "journal_audit"


class Concern(StrEnum):
    """What needs somebody soon."""

    JOURNAL = "journal"
    NO_KEY = "no-key"
    NO_BACKUP = "no-backup"
    OLD_BACKUP = "old-backup"
    FAILED_BACKUP = "failed-backup"
    LATE_BACKUP = "late-backup"
    DISK = "disk"
    CERTIFICATE = "certificate"
    ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationState:
    """`free` and `size` of the disk in bytes; `keys`: to how many recovery keys backups are sealed; `certificate`: when
    the one that signs papers ends, None before it is made; `audited`: when the journal was walked; `suspect`: the first
    entry that may be wrong, if any.
    """

    audit: AuditValue
    audited: datetime
    suspect: journal.Entry | None
    stored: StoredState
    free: int
    size: int
    keys: int
    certificate: datetime | None
    version: str
    python: str
    address: str
    public: str
    backups: Schedule | None
    concerns: tuple[Concern, ...]

    @property
    def backup_age(self) -> timedelta | None:
        """How long ago the last backup was made, if any was."""
        last = self.stored.last_copy
        return None if last is None else max(now() - last.made, timedelta(0))


def install(app: Flask) -> None:
    """Let every page of the office ask whether the journal is broken."""
    app.jinja_env.globals["journal_is_broken"] = lambda: journal_audit().broken is not None


def journal_audit(*, anew: bool = False) -> AuditValue:
    """The audit of the journal; within ten minutes the last one serves, unless it is asked `anew`."""
    return _audited(anew)[0]


def _audited(anew: bool) -> tuple[AuditValue, datetime]:
    """The audit and when it was made."""
    kept: tuple[float, AuditValue, datetime] | None = current_app.extensions.get(_KEPT)
    if kept is not None and not anew and time.monotonic() < kept[0] + AUDIT_AGAIN:
        return kept[1], kept[2]
    with database().reading() as db:
        found = audit(db, installation().signer.key("journal")), now()
    current_app.extensions[_KEPT] = (time.monotonic(), *found)
    return found


def installation_state() -> InstallationState:
    """The state now, with the last audit."""
    settings, (said, audited) = installation().settings, _audited(anew=False)
    with database().reading() as db:
        stored = stored_state(db)
        suspect = journal.entry_at(db, said.broken.first) if said.broken is not None else None
    disk = shutil.disk_usage(settings.instance)
    ends = certified(settings.keys)
    keys = len(recovery.recipients(settings.keys))
    return InstallationState(
        audit=said, audited=audited, suspect=suspect, stored=stored, free=disk.free, size=disk.total, keys=keys,
        certificate=ends[1] if ends else None, version=_version(), python=platform.python_version(),
        address=settings.address, public=settings.public, backups=settings.backups,
        concerns=(
            *_concerns(said, stored, disk.free, keys, ends[1] if ends else None, settings.backups),
            *((Concern.ROOT,) if root_is_here(settings.keys) else ()),
        ),
    )  # fmt: skip


def _concerns(
    said: AuditValue, stored: StoredState, free: int, keys: int, ends: datetime | None, planned: Schedule | None
) -> list[Concern]:
    here, last = now(), stored.last_copy
    failed = bool(stored.copies) and stored.copies[0].problem is not None
    asked = {
        Concern.JOURNAL: said.broken is not None,
        Concern.NO_KEY: not keys,
        Concern.NO_BACKUP: bool(keys) and last is None,
        Concern.OLD_BACKUP: last is not None and last.made < here - OLDEST_BACKUP,
        Concern.FAILED_BACKUP: failed,
        Concern.LATE_BACKUP: planned is not None
        and last is not None
        and not failed
        and last.made < here - MISSED * planned.every,
        Concern.DISK: free < LEAST_FREE,
        Concern.CERTIFICATE: ends is not None and ends < here + CERTIFICATE_SOON,
    }
    return [one for one, holds in asked.items() if holds]


def _version() -> str:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    return parser.get("metadata", "version", fallback="")
