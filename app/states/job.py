"""Work in the background: which kinds there are, and how far one is."""

from __future__ import annotations

from enum import StrEnum


class JobKind(StrEnum):
    """What is made in the background."""

    EXPORT = "export"
    BOOKLET = "booklet"
    ADDING_UP = "adding-up"
    LETTERS = "letters"
    MINUTES = "minutes"
    SUPPLEMENT = "supplement"
    AMENDMENT = "amendment"
    SIMULATED = "simulated"


class JobState(StrEnum):
    """`waiting` for the worker, also after one that ended; `failed` says why."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = frozenset({JobState.WAITING, JobState.RUNNING})
"""What is still to come."""
