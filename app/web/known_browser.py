"""The cookie of a browser that has signed in before, and the network address that a request came from."""

from __future__ import annotations

import re

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.services.accounts.known_browser import LASTS
from app.web.zones import served

COOKIE = "known"
"""Its name, before that of the zone."""


def held() -> tuple[str, ...]:
    """What this browser has of earlier sign-ins, nothing where somebody changed it."""
    try:
        said = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return ()
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()


def hold(secrets: tuple[str, ...], *, secure: bool) -> None:
    """Let this browser keep it, out of reach of scripts and of other sites."""

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(), str(_signer().dumps(list(secrets))), max_age=LASTS, secure=secure, httponly=True, samesite="Lax"
        )
        return response


def address(front: frozenset[str]) -> str:
    """Where a request came from: its sender, or what the own front says, and nobody else, of whom it let through."""
    sender = request.remote_addr or ""
    if sender not in front:
        return sender
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return last if re.fullmatch(r"[0-9A-Fa-f.:]{2,45}", last) else sender


def _name() -> str:
    own = served().settings.name
    return f"{COOKIE}-{own}" if own else COOKIE


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")
