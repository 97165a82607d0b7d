"""Files that candidates show to everybody."""

from __future__ import annotations

from flask import Response

from app.access import anyone
from app.house import database
from app.services import upload
from app.views.files import as_file, as_picture
from app.views.public import blueprint


@blueprint.get("/files/<int:upload_id>")
@anyone
def file(upload_id: int) -> Response:
    """A file, to be saved."""
    with database().reading() as db:
        return as_file(upload.public_content(db, upload_id))


@blueprint.get("/pictures/<int:upload_id>")
@anyone
def picture(upload_id: int) -> Response:
    """A portrait, a logo or another picture, small."""
    with database().reading() as db:
        return as_picture(upload.public_content(db, upload_id, small=True), public=True)
