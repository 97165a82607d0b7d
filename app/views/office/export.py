"""Everything of the officer's assembly in one file, made in the background."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.services.acts.refusal import Refused
from app.services.register import assembly as assemblies
from app.services.whole import export
from app.services.whole import job as jobs
from app.states.job import JobKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.web import background
from app.web.access import current_officer, officer
from app.web.installation import act, database
from app.web.reply import show_refusal


@blueprint.route("/export", methods=["GET", "POST"], endpoint="export")
@officer(Permission.EXPORT)
def export_page() -> str | Response:
    """Say what the file holds, and let it be made."""
    form, me = FlaskForm(), current_officer()
    wanted = {"assembly": str(me.assembly_id), "officer": me.username}
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                who = act()
                asked = jobs.ask(db, who, JobKind.EXPORT, wanted, assembly_id=me.assembly_id)
                export.note_export(db, who, me.assembly_id)
            background.begin(asked.id)
            return redirect(url_for("office.job", job_id=asked.id))
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        mine = assemblies.assembly(db, me.assembly)
        last = jobs.last(db, JobKind.EXPORT, wanted)
    return render_template("office/export.html", assembly=mine, form=form, last=last)
