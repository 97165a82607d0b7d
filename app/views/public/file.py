"""Files that candidates show to everybody."""

from __future__ import annotations

from flask import Response, request

from app.services.nomination import upload
from app.views.public import blueprint
from app.web.access import anyone
from app.web.files import as_file, as_picture
from app.web.installation import database


@blueprint.get("/files/<int:upload_id>")
@anyone
def file(upload_id: int) -> Response:
    """A file, to be saved."""
    with database().reading() as db:
        return as_file(upload.public_content(db, upload_id))


@blueprint.get("/pictures/<int:upload_id>")
@anyone
def picture(upload_id: int) -> Response:
    """A portrait, a logo or another picture: small, but `whole` for the screen in the hall."""
    with database().reading() as db:
        return as_picture(upload.public_content(db, upload_id, small="whole" not in request.args), public=True)
