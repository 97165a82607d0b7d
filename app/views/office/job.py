"""Work in the background that an officer asked for: how far it is, cancelling, its file."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as Answer

from app.jobs.running import file_of
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.whole import job as jobs
from app.services.whole.job import KEPT, JobValue
from app.states.job import JobState
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.background import waiting_page
from app.web.installation import Session, database, installation, now


@blueprint.get("/work/<int:job_id>")
@officer(Permission.EXPORT)
def job(job_id: int) -> str | Response:
    """How far it is, or what came of it."""
    with database().reading() as db:
        found = _own(db, job_id)
    if found.is_active:
        return waiting_page("office/job.html", found)
    path = file_of(installation().settings, job_id)
    size = path.stat().st_size if path.exists() else None
    return render_template("office/job.html", job=found, size=size, kept=KEPT // timedelta(hours=1))


@blueprint.post("/work/<int:job_id>/cancel")
@officer(Permission.EXPORT)
def job_cancel(job_id: int) -> Answer:
    """Nobody wants it any more."""
    with database().transaction() as db:
        _own(db, job_id)
        jobs.cancel(db, job_id, now())
    return redirect(url_for("office.job", job_id=job_id))


@blueprint.get("/work/<int:job_id>/file")
@officer(Permission.EXPORT)
def job_file(job_id: int) -> Response:
    """The file that was made."""
    with database().reading() as db:
        found = _own(db, job_id)
    path = file_of(installation().settings, job_id)
    if found.state != JobState.DONE or found.name is None or not path.exists():
        raise Refused(NOT_FOUND)
    return send_file(path, mimetype=found.media_type, as_attachment=True, download_name=found.name)


def _own(db: Session, job_id: int) -> JobValue:
    """What this officer asked for in this assembly. Refused: not-found."""
    me = current_officer()
    found = jobs.job(db, job_id, assembly_id=me.assembly_id)
    if found.asker != me.username:
        raise Refused(NOT_FOUND)
    return found
