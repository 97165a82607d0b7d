"""Large files for everybody: made once, sent whole, in part, or not at all where nothing is new."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

from flask import Response, current_app, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app.web.together import Together

Write = Callable[[BinaryIO], None]
MOST, MOST_BYTES = 8, 256 * 1024 * 1024
"""So many files, and bytes of them, are kept at once: whoever asks for the same again costs no second making."""


class _Made:
    """A file that was written; it has no name on the disk, so nothing is left of it when the process has ended."""

    def __init__(self, write: Write) -> None:
        self._file = cast(BinaryIO, tempfile.TemporaryFile())  # closed by its own end  # noqa: SIM115
        try:
            write(self._file)
            self._file.flush()
            self.size = self._file.seek(0, 2)
        except BaseException:
            self._file.close()
            raise

    @property
    def path(self) -> Path:
        """Where it is opened once more, each time from its beginning, as long as this value is there."""
        return Path(f"/proc/self/fd/{self._file.fileno()}")

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()


class _Kept:
    """The last files of an application, by address: of each what it is now."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, tuple[str, _Made]] = OrderedDict()
        self._lock = Lock()
        self._together = Together[_Made]()

    def file(self, address: str, tag: str, write: Write) -> _Made:
        """The file with this tag, which is written where it is not kept; a crowd waits for one writing."""
        return self._found(address, tag) or self._together.make((address, tag), lambda: self._new(address, tag, write))

    def _found(self, address: str, tag: str) -> _Made | None:
        with self._lock:
            known, made = self._files.get(address, ("", None))
            if made is None or known != tag:
                return None
            self._files.move_to_end(address)
            return made

    def _new(self, address: str, tag: str, write: Write) -> _Made:
        found = self._found(address, tag)  # made by another one since it was looked for
        if found is not None:
            return found
        made = _Made(write)
        with self._lock:
            self._files[address] = (tag, made)
            self._files.move_to_end(address)
            while len(self._files) > MOST or sum(one.size for _, one in self._files.values()) > MOST_BYTES:
                self._files.popitem(last=False)
        return made


def download(name: str, tag: str, mimetype: str, write: Write) -> Response:
    """Answer with the file that `write` writes, under `name`; `tag` names these bytes and no others.

    Who has them already is told so before they are made; a part is sent to who asks for one.
    """
    if request.if_none_match.contains(tag):
        unchanged = Response(status=304)
        unchanged.set_etag(tag)
        return unchanged
    kept: _Kept = current_app.extensions.setdefault("downloads", _Kept())
    made = kept.file(request.path, tag, write)
    try:
        answer = send_file(
            made.path, mimetype=mimetype, as_attachment=True, download_name=name, conditional=True, etag=tag
        )
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{made.size}"})
    answer.headers.pop("Last-Modified", None)  # the time of the making, not of the board
    return answer
