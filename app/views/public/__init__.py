"""Pages that everybody may read."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from app.views.public import (  # noqa: E402, F401
    assembly,
    board,
    candidate,
    chair,
    challenge,
    check,
    election,
    file,
    key,
    letter,
    numbered_board,
    observer,
    roll,
    roll_request,
    screen,
    sealed_paper,
    trustee,
)
