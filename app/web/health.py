"""Whether this process can do its work, for whoever watches over it: asked often, so one short question.

It is answered before anything else of a request is looked at, so that it also tells of a database that is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response

from app.web.installation import Installation

PATH = "/healthy"
AGAIN = 5
"""Seconds after which it is asked again."""


def install(app: Flask) -> None:
    """Answer in every process, whatever zones it serves: `well`, or `no-database` with the status 503."""
    inner = app.wsgi_app
    installation: Installation = app.extensions["installation"]

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return inner(environ, start)
        said = _said(well=installation.database.answers())
        return said(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign, assignment]


def _said(*, well: bool) -> Response:
    text = '{"state":"well"}\n' if well else '{"state":"no-database"}\n'
    headers = {"Cache-Control": "no-store", **({} if well else {"Retry-After": str(AGAIN)})}
    return Response(text, 200 if well else 503, headers, mimetype="application/json")
