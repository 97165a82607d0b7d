"""The booklet of an election: answered at once where it is kept, else asked for, with a page that waits."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from app.papers.answers import Paper, kept_booklet
from app.services.election.election import ElectionValue
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from app.states.job import JobKind, JobState
from app.web.background import ask, waiting_page
from app.web.i18n import locale_code
from app.web.installation import act, database, now, paper_store
from app.web.reply import send_pdf

PAUSE = timedelta(minutes=1)
"""So long after a failure nobody tries again."""


def booklet_of(found: ElectionValue) -> Response:
    """The booklet as it is now, or how far its printing is. Refused: jobs-many."""
    kept = _kept(found)
    if kept is not None:
        return send_pdf(*kept)
    wanted = {"election": found.public_id, "language": locale_code()}
    with database().reading() as db:
        last = jobs.last(db, JobKind.BOOKLET, wanted)
    work = last if last is not None and _failed_now(last) else ask(JobKind.BOOKLET, wanted, act())
    kept = None if work.is_active else _kept(found)
    return send_pdf(*kept) if kept is not None else waiting_page("public/printing.html", work, election=found)


def _kept(found: ElectionValue) -> Paper | None:
    with database().reading() as db:
        return kept_booklet(paper_store(), db, found)


def _failed_now(last: JobValue) -> bool:
    return last.state == JobState.FAILED and last.ended is not None and now() < last.ended + PAUSE
