"""Pages of the secretariat. Each lets the signed-in officer act in the officer's own assembly only."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from app.views.office import act, candidate, day, journal, letter, poll, roll, setting, sign_in, slip, tally, trustee  # noqa: E402, F401  # noqa: E402, F401
