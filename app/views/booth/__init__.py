"""The voting booth: one page a visit, and the two questions its scripts ask."""

from flask import Blueprint

blueprint = Blueprint("booth", __name__)

from app.views.booth import ballot, paper, tablet, visit  # noqa: E402, F401
