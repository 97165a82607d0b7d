"""The cookie by which a tablet is known to be enrolled: sent to its own pages alone, never with a slip or a ballot."""

from __future__ import annotations

import re

from flask import Response, after_this_request, request

from app.config import Settings
from app.web.zones import served

PATH = "/T"
"""Where a tablet speaks of itself. Slips and ballots are sent below another path, so browsers leave the cookie out."""
LASTS = 60 * 60 * 24 * 30
"""Seconds: longer than any session and the days before it."""


def held() -> str:
    """The own key of the tablet that asks; "" where it has none."""
    said = request.cookies.get(_name(served().settings), "")
    return said if re.fullmatch("[0-9a-f]{64}", said) else ""


def hold(key: str) -> None:
    """Let this browser keep it, out of reach of scripts and of other sites."""

    @after_this_request
    def keep(response: Response) -> Response:
        settings = served().settings
        response.set_cookie(
            _name(settings), key, max_age=LASTS, path=PATH, secure=settings.secure, httponly=True, samesite="Strict"
        )
        return response


def _name(settings: Settings) -> str:
    """The name of the cookie; a browser takes one with this beginning over an encrypted line alone."""
    return "__Secure-tablet" if settings.secure else "tablet"
