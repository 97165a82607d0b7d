"""Work in the background: what was asked for, by whom, how far it is, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, State, one_of
from app.states.job import JobKind, JobState


class Job(Base):
    """Of what has the same `key` one waits or runs at a time. `asker` is an officer's name, or nobody's.

    `steps` of `total` are done, where that is known. `unwanted`: somebody has cancelled it, and its process is to end.
    `tries` counts how often it was begun. `name` and `media_type` are of the file that it made, `problem` says in each
    language why there is none.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("kind", JobKind),
        one_of("state", JobState),
        Index(
            "uq_job_active", "key", unique=True, sqlite_where=text("state in ('waiting','running')"),
            postgresql_where=text("state in ('waiting','running')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(State(JobKind))
    key: Mapped[str]
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"), index=True)
    asker: Mapped[str]
    asked: Mapped[datetime]
    state: Mapped[JobState] = mapped_column(State(JobState))
    unwanted: Mapped[bool]
    tries: Mapped[int]
    steps: Mapped[int]
    total: Mapped[int]
    began: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    name: Mapped[str | None]
    media_type: Mapped[str | None]
    problem: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
