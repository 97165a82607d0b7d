"""Large files for everybody: made once, sent whole, in part, or not at all where nothing is new."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

Write = Callable[[BinaryIO], None]


def download(name: str, tag: str, mimetype: str, write: Write) -> Response:
    """Answer with the file that `write` writes, under `name`; `tag` names these bytes and no others.

    Who has them already is told so before they are made; a part is sent to who asks for one.
    """
    if request.if_none_match.contains(tag):
        unchanged = Response(status=304)
        unchanged.set_etag(tag)
        return unchanged
    with tempfile.NamedTemporaryFile(delete=False) as file:
        path = Path(file.name)
        try:
            write(cast(BinaryIO, file))
        except BaseException:
            path.unlink()
            raise
    try:
        return _send(path, name, tag, mimetype)
    finally:
        path.unlink()  # the answer holds it open


def _send(path: Path, name: str, tag: str, mimetype: str) -> Response:
    try:
        answer = send_file(path, mimetype=mimetype, as_attachment=True, download_name=name, conditional=True, etag=tag)
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})
    answer.headers.pop("Last-Modified", None)  # the time of the making, not of the board
    return answer
