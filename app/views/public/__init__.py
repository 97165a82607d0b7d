"""Pages that everybody may read."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from app.views.public import assembly, board, candidate, challenge, check, election, file, key, letter, trustee  # noqa: E402, F401
