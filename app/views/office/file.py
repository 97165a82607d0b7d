"""Files of dossiers that were handed in."""

from __future__ import annotations

from flask import Response

from app.services.nomination import upload
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.files import as_file, as_picture
from app.web.installation import database


@blueprint.get("/files/<int:upload_id>")
@officer(Permission.LOOK)
def file(upload_id: int) -> Response:
    """A file, to be saved."""
    with database().reading() as db:
        return as_file(upload.office_content(db, current_officer().assembly_id, upload_id))


@blueprint.get("/pictures/<int:upload_id>")
@officer(Permission.LOOK)
def picture(upload_id: int) -> Response:
    """A portrait, a logo or another picture, small."""
    with database().reading() as db:
        return as_picture(upload.office_content(db, current_officer().assembly_id, upload_id, small=True))
