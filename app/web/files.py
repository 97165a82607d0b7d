"""Sending a kept file: a picture small and inside pages, everything else to be saved, never to be run."""

from __future__ import annotations

import io

from flask import Response, send_file

from app.services.nomination.upload import Content

_QUIET = "default-src 'none'; sandbox; frame-ancestors 'none'"


def as_picture(content: Content, *, public: bool = False) -> Response:
    """A small picture for a page."""
    answer = _plain(content, inside=True)
    answer.headers["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return answer


def as_file(content: Content) -> Response:
    """A file that the browser saves."""
    return _plain(content, inside=False)


def _plain(content: Content, *, inside: bool) -> Response:
    answer = send_file(
        io.BytesIO(content.data), mimetype=content.media_type, as_attachment=not inside, download_name=content.name,
        etag=content.sha256,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = _QUIET
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
