"""Pages of the institutions, each for the signed-in one only; addresses begin with /own, invitations with /I."""

from flask import Blueprint

blueprint = Blueprint("institution", __name__)

from app.views.institution import (  # noqa: E402, F401
    account,
    file,
    invitation,
    nomination,
    objection,
    paper,
    part,
    seat,
    start,
)
