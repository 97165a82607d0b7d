"""The state of this installation, and a backup on demand."""

from __future__ import annotations

from flask import Response, redirect, render_template, send_file, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm

from app.papers.backup import FAILURES, kept_backup, make_backup, mark_gone, prune
from app.services.acts.refusal import NOT_FOUND, Refused
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import may, officer
from app.web.installation import database, installation, now
from app.web.reply import say
from app.web.state import installation_state, journal_audit

MOST_KEPT = 20
"""So many of the backups that this page made stay on this computer; each was given along when it was made."""


@blueprint.get("/state", endpoint="state")
@officer(Permission.PREPARE)
def state_page() -> str:
    """Journal, backups, disk, versions, ends of keys."""
    return _page(FlaskForm())


@blueprint.post("/state/audit", endpoint="state_audit")
@officer(Permission.PREPARE)
def audit_again() -> Response:
    """Walk the journal at once, however lately it was walked."""
    journal_audit(anew=True)
    return redirect(url_for("office.state"))  # type: ignore[return-value]


@blueprint.post("/state/backup", endpoint="state_backup")
@officer(Permission.EXPORT)
def make() -> str | Response:
    """Make a backup in the folder of the installation, and give it along."""
    form, here = FlaskForm(), now()
    settings = installation().settings
    if not installation_state().keys:
        return _page(form)
    try:
        made = make_backup(settings, database(), kept_backup(settings, here), here)
        prune(database(), made.path.parent, MOST_KEPT, here)
    except FAILURES:
        form.form_errors.append(gettext("No backup was made. What went wrong stands below; nothing else has changed."))
        return _page(form)
    return send_file(made.path, mimetype="application/octet-stream", as_attachment=True, download_name=made.path.name)


@blueprint.post("/state/backups/<int:copy_id>/gone", endpoint="state_gone")
@officer(Permission.EXPORT)
def gone(copy_id: int) -> Response:
    """Write down that a backup was destroyed, wherever it lay."""
    if not FlaskForm().validate_on_submit() or not mark_gone(database(), copy_id, now()):
        raise Refused(NOT_FOUND)
    say(gettext("It is noted that this backup was destroyed."))
    return redirect(url_for("office.state"))  # type: ignore[return-value]


def _page(form: FlaskForm) -> str:
    return render_template(
        "office/state.html", state=installation_state(), form=form, may_back_up=may(Permission.EXPORT)
    )
