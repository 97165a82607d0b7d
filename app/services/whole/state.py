"""What the database says of this installation: its kind and version, its tables, the backups that were tried."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services.voting import backup_copy
from app.services.voting.backup_copy import CopyValue
from app.services.whole import dump


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredState:
    """`engine` names the database and its version, `tables` the version of the tables; `copies` are the newest first,
    `last_copy` is the last that was made.
    """

    engine: str
    tables: str
    copies: tuple[CopyValue, ...]
    last_copy: CopyValue | None


def stored_state(db: Session) -> StoredState:
    """What stands there now."""
    connection = db.connection()
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    engine = "PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite"
    return StoredState(
        engine=f"{engine} {version}", tables=dump.revision(connection), copies=backup_copy.copies(db),
        last_copy=backup_copy.last_copy(db),
    )  # fmt: skip
