"""Files of the institution's own dossier."""

from __future__ import annotations

from flask import Response

from app.access import current_account, institution
from app.house import database
from app.services import upload
from app.views.files import as_file, as_picture
from app.views.own import blueprint


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
