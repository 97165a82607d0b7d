"""Asking for work in the background: the worker makes it, and a page shows how far it is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, make_response, render_template

from app.jobs import running, worker
from app.services.acts.act import Act
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from app.states.job import JobKind
from app.web.installation import database, installation, now

LOOK_AGAIN = 3
"""Seconds until a page that waits for work looks again."""


def ask(kind: JobKind, arguments: Mapping[str, str], who: Act, *, assembly_id: int | None = None) -> JobValue:
    """Ask for work, which begins at once when nothing else waits. Refused: jobs-many."""
    with database().transaction() as db:
        asked = jobs.ask(db, who, kind, arguments, assembly_id=assembly_id)
    begin(asked.id)
    with database().reading() as db:
        return jobs.job(db, asked.id)


def begin(job_id: int) -> None:
    """Let what was asked for begin: wake a worker where none runs, or do it here where that is the setting."""
    settings = installation().settings
    if settings.works_here:
        running.run_here(settings, database(), job_id, now())
    else:
        worker.wake(settings)


def cancel(kind: JobKind, public_id: str) -> None:
    """Nobody wants what of a kind is still to come for an election."""
    with database().transaction() as db:
        for one in jobs.of_election(db, kind, public_id):
            jobs.cancel(db, one.id, now())


def waiting_page(template: str, job: JobValue, **values: object) -> Response:
    """The page of work that is still to come; it looks again by itself, and has a link for who has no script."""
    page = make_response(render_template(template, job=job, again=LOOK_AGAIN, **values), 202)
    page.headers["Retry-After"] = str(LOOK_AGAIN)
    return page
