"""A large body is read from who may send it: asked when its head is there, before anything of it is kept.

A server reads a request whole before a thread takes it, so that no slow peer holds one; what nobody would look at need
not come that far.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from app.web.access import turn_away
from app.web.headers import largest_here
from app.web.installation import find_holder


def may_send(app: Flask, environ: dict[str, Any]) -> bool:
    """Whether the body that this head announces may come: its page takes so much, from who is asking."""
    try:
        with app.request_context(environ):
            if request.endpoint is None or (request.content_length or 0) > largest_here():
                return False
            find_holder(looking=True)
            return turn_away() is None
    except HTTPException:
        return False
