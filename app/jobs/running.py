"""Running one piece of work and noting what came of it: in the worker's child, or here where there is no worker."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from app.config import Settings
from app.db import Database
from app.jobs.work import make
from app.jobs.workshop import Workshop
from app.language.catalogue import wording
from app.language.message import N_
from app.language.text import LANGUAGES, digits
from app.services.acts.act import Act
from app.services.acts.clock_watch import ClockWatch
from app.services.acts.refusal import Refused, words_in
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from app.signing.keys import certified

FAULT = N_(
    "Something went wrong on our side. Nothing was changed. Please tell whoever keeps the computer: work %(number)s."
)
_LOG = logging.getLogger("majma")
Teller = Callable[[int, int], None]


def folder(settings: Settings) -> Path:
    """Where the files lie that were made."""
    return settings.instance / "jobs"


def file_of(settings: Settings, job_id: int) -> Path:
    """The file of some work; it is there when the work is done."""
    return folder(settings) / str(job_id)


def run(settings: Settings, database: Database, job: JobValue, *, tell: Teller) -> None:
    """Make what was taken, and note that it is done, or in each language why not."""
    watch = ClockWatch(database, partial(certified, settings.keys))
    watch.look(lambda at: Act(officers=(), now=at, random=secrets.token_bytes))
    folder(settings).mkdir(mode=0o700, exist_ok=True)
    path = file_of(settings, job.id).with_suffix(f".{os.getpid()}")
    shop = Workshop(settings=settings, database=database, clock=watch.now, path=path, tell=tell)
    try:
        made = make(shop, job)
        if made is not None:
            path.chmod(0o600)
            os.replace(path, file_of(settings, job.id))
    except Refused as refused:
        _note_failure(database, job, watch.now(), {one: words_in(refused, wording(one)) for one in LANGUAGES})
    except Exception:
        _LOG.exception("work %s (%s) failed", job.id, job.kind)
        _note_failure(database, job, watch.now(), fault_words(job.id))
    else:
        with database.transaction() as db:
            jobs.done(
                db, job.id, watch.now(), name=made.name if made else None,
                media_type=made.media_type if made else None,
            )  # fmt: skip
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def run_here(settings: Settings, database: Database, job_id: int, now: datetime) -> None:
    """Run what waits in this process, up to some work: where no worker is, as in tests and a command."""
    while True:
        with database.transaction() as db:
            taken = jobs.take(db, now)
        if taken is None:
            return
        run(settings, database, taken, tell=lambda steps, total: None)
        if taken.id == job_id:
            return


def fault_words(job_id: int) -> dict[str, str]:
    """What is said in each language of a fault of the program."""
    return {one: wording(one).gettext(FAULT) % {"number": digits(str(job_id), one)} for one in LANGUAGES}


def ended_words() -> dict[str, str]:
    """What is said in each language of work whose process ended again and again."""
    return {one: wording(one).gettext(jobs.JOB_ENDED.words) for one in LANGUAGES}


def _note_failure(database: Database, job: JobValue, now: datetime, problem: dict[str, str]) -> None:
    with database.transaction() as db:
        jobs.fail(db, job.id, now, problem)
