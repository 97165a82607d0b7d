"""Everything of the officer's assembly in one file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from flask import Response, render_template, send_file
from flask_wtf import FlaskForm

from app.documents.bundle import write_bundle
from app.language import reference
from app.language.dates import in_tehran
from app.services.election import election as elections
from app.services.register import assembly as assemblies
from app.services.whole import export as exports
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import Session, act, database, now, press


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of an election as a file of the export."""

    path: str
    pdf: partial[bytes]

    def write(self, out: BinaryIO) -> None:
        """Print them."""
        out.write(self.pdf())


@blueprint.route("/export", methods=["GET", "POST"])
@officer("export")
def export() -> str | Response:
    """Say what the file holds; make it and send it."""
    form, home = FlaskForm(), current_officer().assembly_id
    if not form.validate_on_submit():
        with database().reading() as db:
            mine = assemblies.assembly(db, current_officer().assembly)
        return render_template("office/export.html", assembly=mine, form=form)
    who = act()
    with database().transaction() as db:
        exports.note_export(db, who, home)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    here = in_tehran(who.now)
    with database().reading() as db:
        exports.hold_still(db)
        write_bundle(
            file, exports.sheets(db, home), _files(db, home), readme=reference.export_readme(), made=here,
        )  # fmt: skip
    file.seek(0)
    name = f"{current_officer().assembly}-{here:%Y%m%d-%H%M}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def _files(db: Session, home: int) -> Iterator[exports.Attached | Minutes]:
    yield from exports.files(db, home)
    for one in elections.elections(db, home):
        if one.reached("tallied"):
            pdf = partial(press("fa").minutes, db, one.public_id, now())
            yield Minutes(path=f"elections/{one.public_id}/minutes.pdf", pdf=pdf)
