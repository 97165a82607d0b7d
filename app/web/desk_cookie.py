"""The cookie by which a desk at the door is known to have a part of the roll; it opens nothing: the sign-in does."""

from __future__ import annotations

import re

from flask import Response, after_this_request, request

from app.config import Settings
from app.web.zones import served

LASTS = 60 * 60 * 24 * 3
"""Seconds: longer than a session and what a desk noted in it."""


def held() -> str:
    """The key of the desk that asks; "" where it has none."""
    said = request.cookies.get(_name(served().settings), "")
    return said if re.fullmatch("[0-9a-f]{32}", said) else ""


def hold(key: str, path: str) -> None:
    """Let this browser keep it for the addresses below `path`, out of reach of scripts and of other sites."""

    @after_this_request
    def keep(response: Response) -> Response:
        settings = served().settings
        response.set_cookie(
            _name(settings), key, max_age=LASTS, path=path, secure=settings.secure, httponly=True, samesite="Strict"
        )
        return response


def _name(settings: Settings) -> str:
    return "__Secure-desk" if settings.secure else "desk"
