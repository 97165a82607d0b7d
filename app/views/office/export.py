"""Everything of the officer's assembly in one file."""

from __future__ import annotations

import tempfile

from flask import Response, render_template, send_file
from flask_wtf import FlaskForm

from app.language.dates import in_tehran
from app.papers.export import write_export
from app.services.register import assembly as assemblies
from app.services.whole import export
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import act, database, issuer


@blueprint.route("/export", methods=["GET", "POST"], endpoint="export")
@officer(Permission.EXPORT)
def export_page() -> str | Response:
    """Say what the file holds; make it and send it."""
    form, home = FlaskForm(), current_officer().assembly_id
    if not form.validate_on_submit():
        with database().reading() as db:
            mine = assemblies.assembly(db, current_officer().assembly)
        return render_template("office/export.html", assembly=mine, form=form)
    who = act()
    with database().transaction() as db:
        export.note_export(db, who, home)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    here = in_tehran(who.now)
    with database().reading() as db:
        write_export(file, issuer("fa"), db, home, who.now, here)
    file.seek(0)
    name = f"{current_officer().assembly}-{here:%Y%m%d-%H%M}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
