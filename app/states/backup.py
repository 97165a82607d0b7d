"""Why a backup could not be made: what is stored of it, and what the office's page has words for."""

from __future__ import annotations

from enum import StrEnum


class BackupFault(StrEnum):
    """`not-whole`: what was written could not be read back; `other`: why is in the server's log alone."""

    NO_KEY = "no-key"
    IN_THE_WAY = "in-the-way"
    NO_FOLDER = "no-folder"
    NOT_ALLOWED = "not-allowed"
    NO_ROOM = "no-room"
    NOT_WRITTEN = "not-written"
    NOT_WHOLE = "not-whole"
    OTHER = "other"
