"""Files of the institution's own dossier."""

from __future__ import annotations

from flask import Response

from app.services.nomination import upload
from app.views.institution import blueprint
from app.web.access import current_account, institution
from app.web.files import as_file, as_picture
from app.web.installation import database


@blueprint.get("/own/files/<int:upload_id>")
@institution
def file(upload_id: int) -> Response:
    """A file, to be saved."""
    with database().reading() as db:
        return as_file(upload.own_content(db, current_account().institution_id, upload_id))


@blueprint.get("/own/pictures/<int:upload_id>")
@institution
def picture(upload_id: int) -> Response:
    """A portrait, a logo or another picture, small."""
    with database().reading() as db:
        return as_picture(upload.own_content(db, current_account().institution_id, upload_id, small=True))
